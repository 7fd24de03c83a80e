import { describe, expect, test } from "vitest";
import { resolveConfig } from "../../../../src/swarm/config.ts";
import { covers } from "../../../../src/swarm/core/scope/algebra.ts";
import { expressionOf } from "../../../../src/swarm/core/secrets/expression.ts";
import {
  DEFAULT_SECRETS,
  isSecretPattern,
  secretRule,
} from "../../../../src/swarm/core/secrets/secret-rule.ts";

const rule = secretRule(DEFAULT_SECRETS);

describe("by default", () => {
  test.each([
    [".env", ".env"],
    [".ENV", ".env"],
    ["config/.env.production", ".env.*"],
    ["deploy/prod.env", "?*.env"],
    [".env.", ".env.*"],
    ["서버/비밀.pem", "*.pem"],
    ["서버/비밀.PEM".normalize("NFD"), "*.pem"],
    ["a/b/id_rsa", "id_{rsa,dsa,ecdsa,ed25519}"],
    ["packages/x/.npmrc", ".npmrc"],
    [".netrc", ".netrc"],
    ["app/credentials.json", "credentials.{json,yml,yaml,toml,ini,xml,properties,csv}"],
    ["Secrets.YAML", "{secret,secrets}.{json,yml,yaml,toml,ini,xml,properties,txt}"],
    ["gcp/service-account-prod.json", "service{-,_,}account*.json"],
    ["keys/app.p12", "*.p12"],
    [".ssh", "**/.ssh/**"],
    ["deep/.aws/config", "**/.aws/**"],
    ["/home/me/.ssh/known_hosts", "**/.ssh/**"],
    ["line\nbreak/.env", ".env"],
  ])("%j is a secret", (path, pattern) => {
    expect(rule(path)).toBe(pattern);
  });

  test.each([
    ...[".env.example", ".env.sample", "config/example.env", "src/env.ts", "src/environment.ts"],
    ...["src/secrets.ts", "src/credentials/index.ts", "README.md", "keyboard.ts", "id_rsa.md"],
    ...["node_modules/x/test/key.pem", "venv/lib/python3/site-packages/certifi/cacert.pem"],
    ...["", ".envoy", "service.json", "xenv"],
  ])("%j is none", (path) => {
    expect(rule(path)).toBeUndefined();
  });
});

describe("of a list", () => {
  const pattern = (list: string[], path: string) => secretRule(list)(path);

  test("the last pattern that matches decides", () => {
    expect(pattern([".env*", "!.env.test"], ".env.test")).toBeUndefined();
    expect(pattern([".env*", "!.env.test"], ".env")).toBe(".env*");
    expect(pattern(["!.env.test", ".env*"], ".env.test")).toBe(".env*");
    expect(pattern([...DEFAULT_SECRETS, "!*.pem", "prod.pem"], "a/prod.pem")).toBe("prod.pem");
    expect(pattern([...DEFAULT_SECRETS, "!*.pem"], "a/dev.pem")).toBeUndefined();
  });

  test("a name lies in any folder, a path begins at the top", () => {
    expect(pattern(["token"], "a/b/token")).toBe("token");
    expect(pattern(["./token"], "a/token")).toBeUndefined();
    expect(pattern(["./token"], "token")).toBe("./token");
    expect(pattern(["a/*.txt"], "b/a/x.txt")).toBeUndefined();
    expect(pattern(["vault/"], "a/vault/x")).toBe("vault/");
    expect(pattern(["열쇠"], "가/열쇠".normalize("NFD"))).toBe("열쇠");
  });

  test("an empty list has no secrets", () => {
    expect(pattern([], ".env")).toBeUndefined();
  });

  test.each(["", "!", "/etc/x", "../x", "a\\b", "{a", "@(a)"])("%j is no pattern", (entry) => {
    expect(isSecretPattern(entry)).toBe(false);
  });
});

const PATHS = [
  ...["a", "A", "ab", "a/b", "a/b/c", "b", ".a", "a/.b", "[x]", "x", "c", "1", "ſ", "s", "ß"],
  ...["a/x/b", "a/x/y/b", "한", "a.ts", "a/b.ts", "b/a.ts"],
];

test.each([
  ...["*", "**", "a/**", "**/b", "a/**/b", "a?", "?", "[abc]", "[!a]", "[x]", "{a,b}", "*.ts"],
  ...["[a-c]/b", "**/*.ts", "한", "s", ".{a,b}", "{a,b/a}.ts"],
])("%s matches the same paths as in a scope that ignores case", (pattern) => {
  const expression = expressionOf(pattern);
  expect(expression).toBeDefined();
  for (const path of PATHS)
    expect([path, expression?.test(path)]).toEqual([
      path,
      covers([pattern], path, { caseInsensitive: true }),
    ]);
});

test("a repository names further secrets but opens none, and the user has the last word", () => {
  const secretsOf = (own: string[], project: string[]) =>
    resolveConfig([
      { source: "own", value: { secrets: own } },
      { source: "project", value: { secrets: project }, ofProject: true },
    ]).secrets;
  expect(secretsOf([], ["!.env", "license.txt"])).toEqual(["license.txt"]);
  expect(secretsOf(["!license.txt"], ["license.txt"])).toEqual(["license.txt", "!license.txt"]);
  expect(() => secretsOf(["/etc/x"], [])).toThrow("own: secrets.0: is not a pattern");
});
