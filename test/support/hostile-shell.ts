import type { Step } from "../../src/scripted-model/script.ts";
import type { Sandbox } from "../../src/shell/sandbox.ts";
import { hasLandlock } from "./landlock.ts";
import { bash, calls, reported } from "./script-lines.ts";
import { IS_WHOLE } from "./whole.ts";

/** A way to confine a shell, with the sentence that tells people so. */
interface ShellScope {
  readonly sandbox: "auto" | "landlock" | "off";
  readonly kind: Sandbox["kind"];
  readonly words: string;
}

/** The layers that most lists play. */
export const SHELL_SCOPES: readonly ShellScope[] = [
  { sandbox: "auto", kind: "bubblewrap", words: "shell scope: kernel sandbox (bubblewrap)" },
  {
    sandbox: "off",
    kind: "compare",
    words: "shell scope: compare and restore after each call (no sandbox here)",
  },
];

const LANDLOCK: ShellScope = {
  sandbox: "landlock",
  kind: "landlock",
  words: "shell scope: kernel (Landlock)",
};

/** For the central lists: with AEGIS_FAULTS=all Landlock too, if this kernel has it. */
export const ALL_SCOPES: readonly ShellScope[] =
  IS_WHOLE && (await hasLandlock()) ? [...SHELL_SCOPES, LANDLOCK] : SHELL_SCOPES;

/** Bubblewrap alone; all with AEGIS_FAULTS=all. For what `hostile-shell` and the tests without OpenCode play in both. */
export const PLAYED_SCOPES: readonly ShellScope[] = IS_WHOLE
  ? SHELL_SCOPES
  : SHELL_SCOPES.slice(0, 1);

/** Ways to write the file $T (in the folder $D) without calling our tools. */
export const WAYS: Readonly<Record<string, string>> = {
  redirect: 'echo evil > "$T"',
  append: 'echo evil >> "$T"',
  "sed -i": 'sed -i "1s/.*/evil/" "$T"',
  python3: 'T="$T" python3 -c \'import os; open(os.environ["T"], "w").write("evil")\'',
  node: 'T="$T" node -e \'require("fs").writeFileSync(process.env.T, "evil")\'',
  "an npm script": 'T="$T" npm run --silent evil',
  tee: 'echo evil | tee "$T"',
  cp: 'echo evil > src/a/new; cp -f src/a/new "$T"',
  mv: 'echo evil > src/a/new; mv -f src/a/new "$T"',
  rm: 'rm -f "$T"',
  "a new symlink":
    'ln -sfn "$PWD/$D" src/a/way; echo evil > "src/a/way/$(basename "$T")"; rm src/a/way',
  "a hard link": 'ln "$T" src/a/hard && echo evil > src/a/hard; rm -f src/a/hard',
};

export const aimed = (file: string, way: string): string =>
  `T='${file}'; D='${file.slice(0, Math.max(0, file.lastIndexOf("/"))) || "."}'; ${way}`;

/** A Worker that runs these commands, one per answer, and then does its task and reports the task. */
export function shellWorker(name: string, commands: readonly string[]): Step[] {
  const done = `mkdir -p src/${name} && echo ${name} > src/${name}/ok.txt`;
  return [...[...commands, done].map((command) => calls(bash(command))), ...reported(name)];
}
