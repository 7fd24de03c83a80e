import { mkdir, mkdtemp, realpath, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import { inSealedNetwork, NO_SEALED_NETWORK } from "../../support/sealed-network.ts";
import { IS_WHOLE } from "../../support/whole.ts";

const why = NO_SEALED_NETWORK ? ` (skipped: no namespaces here: ${NO_SEALED_NETWORK})` : "";
const ASKED = "asked.hostile.test";

describe.skipIf(NO_SEALED_NETWORK || !IS_WHOLE)(`a whole rehearsal${why}`, () => {
  let folder: string;
  let env: Record<string, string>;
  beforeAll(async () => {
    folder = await realpath(await mkdtemp(join(tmpdir(), "aegis-sealed-")));
    const opencode = dirname(inject("opencode").path);
    env = {
      HOME: folder,
      PATH: [opencode, process.env["PATH"]].join(delimiter),
      LANG: "C.UTF-8",
    };
  });
  afterAll(() => rm(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 }));

  const rehearse = (path = env["PATH"] ?? "") => {
    const cli = join(inject("packed"), "bin/oh-my-qwencoder.js");
    const argv = [process.execPath, cli, "--json", "rehearse"];
    const step = { kind: "command", cwd: folder, argv, seconds: 1, wanted: [ASKED] } as const;
    return inSealedNetwork(folder, { ...env, PATH: path }, [step]);
  };

  test("ends with its commit, looks up no name and connects to nothing", async () => {
    const [seen] = await rehearse();
    expect(seen?.code, `${seen?.stdout}${seen?.stderr}`).toBe(0);
    expect(JSON.parse(seen?.stdout ?? "")).toMatchObject({ ok: true, phase: "DONE" });
    expect(seen).toMatchObject({ lookups: [], connections: [] });
  });

  test("control: what its OpenCode asks for is seen", async () => {
    const bin = join(folder, "bin");
    await mkdir(bin);
    const ask = `node -e 'fetch("http://${ASKED}/").catch(() => {})'`;
    const text = `#!/bin/sh\n${ask}\nexec '${inject("opencode").path}' "$@"\n`;
    await writeFile(join(bin, "opencode"), text, { mode: 0o755 });
    const [seen] = await rehearse([bin, process.env["PATH"]].join(delimiter));
    expect(seen?.lookups, `${seen?.stdout}${seen?.stderr}`).toContain(ASKED);
  });
});
