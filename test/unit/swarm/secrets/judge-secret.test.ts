import { describe, expect, test } from "vitest";
import type { Actor } from "../../../../src/swarm/core/agents.ts";
import { workerNamed } from "../../../../src/swarm/core/run/workers-of.ts";
import {
  judgeInclude,
  judgeSecret,
  openedBy,
} from "../../../../src/swarm/core/secrets/judge-secret.ts";
import { DEFAULT_SECRETS, secretRule } from "../../../../src/swarm/core/secrets/secret-rule.ts";
import { dispatched } from "../../../support/run-builder.ts";

const rule = secretRule(DEFAULT_SECRETS);
const run = dispatched("a", "b").start("a").state;
const worker: Actor = { role: "worker", worker: "a" };
const scout: Actor = { role: "scout" };
const librarian: Actor = { role: "librarian" };
const at = (path: string, own = true, named = path) => ({ path, own, named });
const code = (actor: Actor, place: ReturnType<typeof at>, state = run) =>
  judgeSecret(actor, place, rule, state)?.code;

describe("who is kept from a secret", () => {
  test.each([worker, scout, librarian])("$role", (actor) => {
    expect(code(actor, at("src/.env"))).toBe("SECRET_FILE");
    expect(code(actor, at("src/env.ts"))).toBeUndefined();
  });

  test.each<Actor>([{ role: "commander" }, { role: "other", agent: "build" }])(
    "not $role",
    (actor) => {
      expect(code(actor, at(".env"))).toBeUndefined();
      expect(judgeInclude(actor, ".env", rule)).toBeUndefined();
    },
  );
});

test("a link is judged by its name and by what it leads to", () => {
  expect(code(worker, at(".env", true, "src/plain.txt"))).toBe("SECRET_FILE");
  expect(code(worker, at("src/plain.txt", true, ".env"))).toBe("SECRET_FILE");
});

test("the refusal names the pattern and the way out", () => {
  const denial = judgeSecret(worker, at("src/a.pem"), rule, run);
  expect(denial?.why.en).toContain('src/a.pem may hold secrets: it matches "*.pem"');
  expect(denial?.next).toMatch(/Worker's scope.*aegis\.jsonc/);
});

test("a scope opens the files that it names in full, in the Worker's own tree alone", () => {
  const state = {
    ...run,
    workers: run.workers.map((one) => ({
      ...one,
      spec: { ...one.spec, scope: ["src/a/**", "src/.env", "certs/*.pem"] },
    })),
  };
  expect(workerNamed(state, "a")?.spec.scope).toContain("src/.env");
  expect(code(worker, at("src/.env"), state)).toBeUndefined();
  expect(code(worker, at("src/.env", false), state)).toBe("SECRET_FILE");
  expect(code(worker, at("src/.ENV"), state)).toBe("SECRET_FILE");
  expect(code(worker, at("src/a/.env"), state)).toBe("SECRET_FILE");
  expect(code(worker, at("certs/x.pem"), state)).toBe("SECRET_FILE");
  expect(code({ role: "scout", worker: "a" }, at("src/.env"), state)).toBe("SECRET_FILE");
  expect(openedBy(["a", "a/", "a/**", "a?", "{a,b}", "[a]"])).toEqual(["a"]);
});

test.each([".env", "*.pem", "**/*.pem", "{.env,x}", "/.env", "config/.env", "id_rsa"])(
  "a search may not aim at %s",
  (include) => {
    expect(judgeInclude(scout, include, rule)?.code).toBe("SECRET_FILE");
  },
);

test.each(["*.ts", "*", "*.json", "{*.ts,*.md}", ".env.example", "*.{", ""])(
  "a search may aim at %j",
  (include) => {
    expect(judgeInclude(scout, include, rule)).toBeUndefined();
  },
);
