import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Command } from "commander";
import { describe, expect, test, vi } from "vitest";
import { commandLineOf } from "../../../src/command-line.ts";
import { koreanUsage } from "../../../src/help/core/usage-ko.ts";
import { koreanWords, speakKorean } from "../../../src/help/speak-korean.ts";
import { widthOf } from "../../../src/kit/width.ts";
import { isEnglishLine } from "../../support/english-line.ts";

const KOREAN = { LANG: "ko_KR.UTF-8" };

function programFor(env: Record<string, string>): Command {
  return commandLineOf({
    packageRoot: "/package",
    version: "1.2.3",
    env,
    showFailure: () => undefined,
    usageFailed: (text, write) => write(text),
  });
}

function everyCommand(command: Command): Command[] {
  return [command, ...command.commands.flatMap(everyCommand)];
}

function nameOf(command: Command): string {
  return command.parent ? `${nameOf(command.parent)} ${command.name()}` : command.name();
}

/** The whole help of a command, with what comes behind the options. */
function helpOf(command: Command): string {
  let text = "";
  const stdout = process.stdout.write;
  process.stdout.write = (chunk: string | Uint8Array) => {
    text += String(chunk);
    return true;
  };
  try {
    command.outputHelp();
  } finally {
    process.stdout.write = stdout;
  }
  return text;
}

const COMMANDS = everyCommand(programFor(KOREAN)).map(nameOf);
const commandNamed = (name: string, program: Command) =>
  everyCommand(program).find((command) => nameOf(command) === name) as Command;

test("there are commands to look at", () => {
  expect(COMMANDS.length).toBeGreaterThan(12);
});

describe.each(COMMANDS)("%s --help", (name) => {
  test("has Korean for every text", () => {
    const unknown: string[] = [];
    const program = programFor({});
    speakKorean(
      program,
      () => true,
      koreanWords((english) => unknown.push(english)),
    );
    helpOf(commandNamed(name, program));
    expect(unknown).toEqual([]);
  });

  test("describes each argument in its own words", () => {
    const said = commandNamed(name, programFor({})).registeredArguments.map(
      (one) => one.description,
    );
    expect(new Set(said).size).toBe(said.length);
  });

  test("keeps within 80 columns in Korean, and breaks no word", () => {
    const text = helpOf(commandNamed(name, programFor(KOREAN)));
    expect(text).toMatch(/^사용법: oh-my-qwencoder/);
    const wide = text.split("\n").filter((line) => !line.startsWith("  $ ") && widthOf(line) > 80);
    expect(wide).toEqual([]);
  });

  test("has no line and no name of a value in English", () => {
    const text = helpOf(commandNamed(name, programFor(KOREAN)));
    expect(text.split("\n").filter(isEnglishLine)).toEqual([]);
    const shown = text.replace(/^ {2}\$ .*$/gm, "");
    const values = [...shown.matchAll(/[<[]([^<>[\]]+)[\]>]/g)].map(([, value]) => value ?? "");
    const names = values.filter((value) => !/\p{Script=Hangul}|^(?:Worker|GPU|GB)$/u.test(value));
    expect(names).toEqual([]);
  });

  test("is English without a Korean locale (control)", () => {
    const text = helpOf(commandNamed(name, programFor({ LANG: "en_US.UTF-8" })));
    expect(text).toMatch(/^Usage: oh-my-qwencoder/);
    expect(text).not.toMatch(/\p{Script=Hangul}/u);
  });
});

/** The message of a command line that cannot be parsed. */
function usageError(args: string[], env: Record<string, string>): string {
  const program = programFor(env);
  const said: string[] = [];
  for (const command of everyCommand(program)) {
    command.exitOverride((error) => {
      throw error;
    });
    command.configureOutput({
      ...command.configureOutput(),
      writeErr: (text) => void said.push(text),
    });
  }
  expect(() => program.parse(args, { from: "user" })).toThrow();
  return said.join("");
}

/** The same of a command that looks at its options itself. */
async function usageErrorIn(args: string[]): Promise<string> {
  const program = programFor({});
  const said: string[] = [];
  for (const command of everyCommand(program)) {
    command.exitOverride((error) => {
      throw error;
    });
    const write = (text: string) => void said.push(text);
    command.configureOutput({ ...command.configureOutput(), writeErr: write });
  }
  await expect(program.parseAsync(args, { from: "user" })).rejects.toThrow();
  return said.join("");
}

function sourceFiles(folder: string, name: RegExp): string[] {
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((path) => name.test(path))
    .map((path) => readFileSync(join(folder, path), "utf8"));
}

/** What `help <command>` prints. */
function helpCommand(args: string[], env: Record<string, string>): string {
  const program = programFor(env);
  for (const command of everyCommand(program))
    command.exitOverride((error) => {
      throw error;
    });
  let text = "";
  const write = vi.spyOn(process.stdout, "write").mockImplementation((chunk) => {
    text += String(chunk);
    return true;
  });
  try {
    expect(() => program.parse(["help", ...args], { from: "user" })).toThrow("(outputHelp)");
  } finally {
    write.mockRestore();
  }
  return text;
}

test.each([[[]], [["runs"]], [["approve"]], [["doctor"]]])(
  "help %j is the command's help",
  (args) => {
    const name = ["oh-my-qwencoder", ...args].join(" ");
    expect(helpCommand(args, KOREAN)).toBe(helpOf(commandNamed(name, programFor(KOREAN))));
  },
);

test.each(["approve", "decline", "choose"])(
  "%s --help says that it needs bubblewrap, and what to do elsewhere",
  (act) => {
    const named = (env: Record<string, string>) =>
      helpOf(commandNamed(`oh-my-qwencoder ${act}`, programFor(env))).replace(/\s+/g, " ");
    expect(named({})).toMatch(/bubblewrap.*Elsewhere.*answer the plan in OpenCode/);
    expect(named(KOREAN)).toMatch(/bubblewrap.*OpenCode에서 질문에 답하거나/);
  },
);

test.each([
  [
    ["--lang", "fr"],
    "error: ",
    "오류: 옵션 --lang <언어>에 쓸 수 없는 값입니다: fr. en, ko, auto 중 하나를 쓰세요.",
  ],
  [
    ["instal"],
    "error: unknown command",
    "오류: 알 수 없는 명령입니다: instal\n(혹시 install인가요?)",
  ],
  [["install", "--fx"], "error: unknown option", "오류: 알 수 없는 옵션입니다: --fx"],
  [
    ["install", "--timeout"],
    "error: option '--timeout <seconds>' argument missing",
    "오류: 옵션의 값이 없습니다: --timeout <초>",
  ],
  [["install", "--timeout", "x"], "error: option", "1부터 99999까지의 정수(초)를 쓰세요."],
  [
    ["runs", "show"],
    "error: missing required argument 'run'",
    "오류: 필요한 인자가 없습니다: 실행",
  ],
  [
    ["abort", "a", "b"],
    "error: too many arguments",
    "오류: 인자가 너무 많습니다(abort). 1개를 받지만 2개가 왔습니다.",
  ],
  [["rehearse", "--seed", "x"], "error: option", "0부터 999999999까지의 정수를 쓰세요."],
])("%j is refused in both languages", (args, english, korean) => {
  const lang = args[0] === "--lang" ? {} : KOREAN;
  expect(usageError(args, {})).toContain(english);
  if (lang === KOREAN) expect(usageError(args, KOREAN)).toContain(korean);
  else expect(koreanUsage(usageError(args, {}))).toContain(korean);
});

test.each([
  "error: --project, --global and --managed exclude each other",
  "error: --watch and --json exclude each other",
  "error: --wait needs a number of seconds",
  "error: --older-than needs a number of days",
  "error: --seed, --seeds and --every-event need --chaos",
  "error: --chaos plays its own script; leave out --script",
  "error: --verify, --report and --check-report need --egress",
  "error: --check-report runs no audit; leave out --report and --verify",
  "error: --keep keeps one repository; leave out --seeds",
  "error: option '--a' cannot be used with option '--b'",
])("our own words have Korean: %s", (english) => {
  expect(koreanUsage(english)).toMatch(/^오류: .*\p{Script=Hangul}/u);
  expect(koreanUsage(english)).not.toContain("exclude");
});

test("every usage error that a command makes itself has Korean", () => {
  const source = sourceFiles("src", /(?:cli-command|command-line)\.ts$/).join("\n");
  const made = [
    ...source.matchAll(/\.error\(\s*"error: ([^"]+)"/g),
    ...source.matchAll(/InvalidArgumentError\(\s*"([^"]+)"/g),
    ...source.matchAll(/return "(--[^"]+)"/g),
    ...source.matchAll(/\? "(--[^"]+)"/g),
  ].map(([, said]) => said ?? "");
  expect(made.length).toBeGreaterThan(10);
  expect(made.filter((said) => !/\p{Script=Hangul}/u.test(koreanUsage(said)))).toEqual([]);
});

test.each([
  [["abort", "--wait", "x"], "Usage: oh-my-qwencoder abort"],
  [["runs", "prune", "--older-than", "x"], "Usage: oh-my-qwencoder runs prune"],
  [["rehearse", "--seed", "3"], "Usage: oh-my-qwencoder rehearse"],
  [["doctor", "--verify"], "Usage: oh-my-qwencoder doctor"],
])("%j shows the help of the command that was typed", async (args, usage) => {
  expect(await usageErrorIn(args)).toContain(usage);
});

test("a sentence that no phrase knows stays as it is", () => {
  expect(koreanUsage("error: something new")).toBe("오류: something new");
});
