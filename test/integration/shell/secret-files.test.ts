import { chmod, mkdir, rename, stat, symlink, utimes, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { execa } from "execa";
import { describe, expect, test } from "vitest";
import { alike } from "../../../src/kit/sentence.ts";
import type { Sandbox } from "../../../src/shell/sandbox.ts";
import { machineSandbox, writeFiles } from "./guarded-project.ts";
import { everywhere, FILES, read, WAYS, withSecrets } from "./lists/secrets-of-project.ts";
import { privateHome, WORD } from "./private-home.ts";

const found = await machineSandbox();
const compare: Sandbox = { kind: "compare", reason: alike("under test") };

describe.skipIf(found.kind !== "bubblewrap")("in bubblewrap", () => {
  test("an agent's shell reads no secret file of the checkout or of a worktree", async () => {
    const place = await withSecrets(found);
    const seen = await place.agent(everywhere(place).map(read).join("; "));
    expect(seen.split("\n").filter((line) => line.includes("Permission denied"))).toHaveLength(
      FILES.length * 2,
    );
    expect(seen).not.toContain(WORD);
    expect(await place.agent(`grep -rs ${WORD} ${place.top} ${place.worktree}; echo end`)).toBe(
      "end",
    );
  });

  test("QA, which the user has approved, reads them", async () => {
    const place = await withSecrets(found);
    for (const path of [".env", join(place.top, ".env"), join(place.top, "with\nbreak/.env")])
      expect(await place.qa(read(path))).toBe(`KEY=${WORD}`);
  });

  test("a call from which nothing is hidden reads them (control)", async () => {
    const place = await withSecrets(found);
    expect(await place.agent(read(join(place.top, ".env")), "shown")).toBe(`KEY=${WORD}`);
  });

  test("other files stay readable, also what git tracks and a pattern takes out", async () => {
    const place = await privateHome({ sandbox: found });
    const files = {
      ".env.example": "EXAMPLE\n",
      "src/secrets.ts": "CODE\n",
      "fixture.pem": "TRACKED\n",
    };
    for (const tree of [place.top, place.worktree]) {
      await writeFiles(tree, files);
      await execa("git", ["-C", tree, "add", "-f", "fixture.pem"]);
    }
    const lines = [place.top, place.worktree].flatMap((tree) =>
      Object.keys(files).map((name) => read(join(tree, name))),
    );
    expect(await place.agent(lines.join("; "))).toBe(
      "EXAMPLE\nCODE\nTRACKED\nEXAMPLE\nCODE\nTRACKED",
    );
    expect(await place.agent("git status --porcelain -- src/a.txt; cat src/a.txt")).toBe("project");
  });

  test.each(WAYS)("a secret is not read %s", async (_how, line) => {
    const place = await withSecrets(found);
    const seen = await place.agent(`echo began; { ${line.replaceAll("%", place.top)}; } 2>&1`);
    expect(seen).toMatch(/^began/);
    expect(seen).not.toContain(WORD);
    // Nor by a later call.
    expect(await place.agent("cat l l/.env c2/.ENV.local e2 .env 2>&1")).not.toContain(WORD);
  });

  test("a link of the user hides what it leads to", async () => {
    const place = await privateHome({ sandbox: found });
    await writeFiles(place.top, { "config/real": WORD });
    await symlink("config/real", join(place.top, ".env"));
    expect(
      await place.agent(
        `${read(join(place.top, ".env"))}; ${read(join(place.top, "config/real"))}`,
      ),
    ).not.toContain(WORD);
  });

  test("a link that an agent made hides nothing from others", async () => {
    const place = await privateHome({ sandbox: found });
    const other = join(place.top, ".aegis/worktrees/w02");
    await mkdir(other);
    for (const target of ["src/a.txt", ".git/HEAD", ".aegis/runs/r.jsonl"])
      await symlink(join(place.top, target), join(other, `${target.replaceAll("/", "-")}.pem`));
    expect(await place.agent(`cat ${place.top}/src/a.txt; git log --format=%s`)).toBe(
      "project\ninit",
    );
  });

  test("a flood of secrets in one worktree hides that worktree from others and stops no shell", async () => {
    const place = await privateHome({ sandbox: found });
    const other = join(place.top, ".aegis/worktrees/w02");
    const files = Array.from({ length: 600 }, (_, n) => [`f/${n}.pem`, WORD]);
    await writeFiles(other, Object.fromEntries(files));
    expect(await place.agent(`cat ${other}/f/1.pem 2>&1; cat src/a.txt`)).toMatch(
      /No such file.*\nproject$/,
    );
  });

  test("too many in the checkout are refused with the way out", async () => {
    const place = await privateHome({ sandbox: found });
    const files = Array.from({ length: 501 }, (_, n) => [`f/${n}.pem`, WORD]);
    await writeFiles(place.top, Object.fromEntries(files));
    await expect(place.agent("true")).rejects.toMatchObject({ code: "TOO_MANY_SECRETS" });
  });

  test("a file in a folder that was already seen is hidden from the next call", async () => {
    const place = await privateHome({ sandbox: found });
    await writeFiles(place.top, { "deep/er/x.txt": "" });
    const old = new Date(Date.now() - 100_000);
    await place.agent("true");
    await writeFile(join(place.top, "deep/er/.env"), WORD);
    await utimes(join(place.top, "deep/er"), old, old);
    expect(await place.agent(read(join(place.top, "deep/er/.env")))).not.toContain(WORD);
    await rename(join(place.top, "deep"), join(place.top, "moved"));
    expect(await place.agent(read(join(place.top, "moved/er/.env")))).not.toContain(WORD);
  });

  test("a name that is no UTF-8 is hidden, too", async () => {
    const place = await privateHome({ sandbox: found });
    const folder = Buffer.concat([Buffer.from(`${place.top}/f`), Buffer.from([0xff])]);
    await mkdir(folder);
    await writeFile(Buffer.concat([folder, Buffer.from("/.env")]), WORD);
    expect(await place.agent(`ls -A ${place.top}/f*; cat ${place.top}/f*/.env 2>&1`)).toMatch(
      /^\.env\n.*Permission denied$/,
    );
  });

  test("what came into the agent's own worktree later is its own; what the plan names is open", async () => {
    const place = await privateHome({ sandbox: found });
    const { worktree, top } = place;
    await writeFiles(worktree, { ".env": `SETUP ${WORD}`, "open.pem": "OPEN" });
    const madeAt = (await stat(join(worktree, ".env"))).ctimeMs;
    const kept = { opened: [join(worktree, "open.pem")], own: { directory: worktree, madeAt } };
    expect(await place.agent("cat open.pem; echo MADE > made.pem; cat .env 2>&1", kept)).toMatch(
      /^OPEN.*Permission denied$/s,
    );
    await writeFiles(top, { "made.pem": WORD });
    const seen = await place.agent(
      `cat made.pem; chmod 777 .env; touch .env; cat .env ${top}/made.pem 2>&1`,
      kept,
    );
    expect(seen).toContain("MADE");
    expect(seen).not.toContain(WORD);
    expect(await place.agent("cat .env", kept)).not.toContain(WORD);
    await chmod(join(worktree, "made.pem"), 0o644);
    expect(await place.agent(`cat ${worktree}/made.pem 2>&1`)).toContain("Permission denied");
  });
});

test("compare-and-restore hides nothing from a shell (control)", async () => {
  const place = await withSecrets(compare);
  const seen = await place.agent(everywhere(place).map(read).join("; "));
  expect(seen.split("\n").filter((line) => line === `KEY=${WORD}`)).toHaveLength(FILES.length * 2);
});
