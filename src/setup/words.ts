import type { Language } from "../kit/sentence.ts";
import type { SetupWords } from "./setup-words.ts";
import { KOREAN } from "./words-ko.ts";

const ENGLISH: SetupWords = {
  action: {
    create: "create",
    update: "change",
    keep: "keep",
    restore: "restore",
    remove: "remove",
  },
  outside: (files, folder) => `create ${files} files and folders below ${folder}`,
  reason: {
    schema: "schema line, which OpenCode would add by itself",
    provider: "your model server",
    model: "your model for everything, titles too",
    "dead-mans-switch": "without the plugin OpenCode has no model at all and sends nothing",
    quiet: "no sharing, updates, language servers or formatters from the network",
    "no-web-tools": "no web tools for models",
    plugin: "the plugin, with its exact version",
    mcp: "the MCP server you named",
    "mcp-stdio": 'MCP servers of type "stdio", which OpenCode refuses, in its own form',
    prompt: "prompt of an agent, for you to edit",
    "prompt-newer": "newer version of a prompt you have not edited",
    "prompt-kept": "you have edited it; the shipped version differs as shown (--force takes it)",
    "prompt-forced": "--force: the shipped version; yours is kept as a backup",
    "settings-file": "settings of oh-my-qwencoder, all commented out",
    exclude: "git ignores our files here, without a change of .gitignore",
    seed: "OpenCode does not wait for the network",
    "shared-seed": "OpenCode does not wait for the network, in all projects",
  },
  note: {
    server: (url, model, context) => `${url} answers: ${model}, ${context} tokens`,
    noServer: (url, why) => `${url} does not answer (${why}); the usual limits are written`,
    notOffered: (model, offered) => `the server does not offer ${model}; it has ${offered}`,
    ownServer: (model) => `the configuration has a server of its own for ${model}; it stays`,
    pathAdded: (url) => `the address has no path; ${url} is used`,
    stdio: (names) => `written in OpenCode's form {type: "local", command: […]}: ${names}`,
  },
  target: (file) => `OpenCode's configuration: ${file}`,
  nothing: "Nothing to do: all is in place.",
  notInstalled: "Nothing to do: it is not installed here.",
  dry: "Nothing was written.",
  ask: {
    server: "Address of the model server",
    model: "Model",
    go: "Write this?",
    uninstall: "Take this out?",
    purge: "Delete the runs and what git keeps of them for good?",
  },
  declined: "Nothing was changed.",
  installed: (files) => `Installed: ${files} files. Backups of what they replaced are kept.`,
  verified: "OpenCode was asked and works as installed.",
  notVerified:
    "Not checked with OpenCode itself: it is not on PATH (npm install -g opencode-ai@1.18.33).",
  next: "Next: oh-my-qwencoder doctor, then opencode.",
  uninstalled: (files) => `Uninstalled: ${files} files are as they were.`,
  stays: "These stay:",
  left: {
    edited: "edited since the install",
    deleted: "deleted since the install; not brought back",
    "not-empty": "holds other files",
    needed: "keeps .aegis out of git where there is one still, here or in another worktree",
    setting: "a setting that was changed since",
  },
  recovered: {
    install: (folder, files) =>
      `Found an install that was cut off (${folder}): taken back, ${files} files.`,
    finished: (folder) => `Found an install that was complete but for its last note (${folder}).`,
    uninstall: (folder, files) =>
      `Found an uninstall that was cut off (${folder}): finished, ${files} files.`,
  },
  cutOff: (folder) =>
    `Found an install or uninstall that was cut off (${folder}). The next one that may write brings it to an end first.`,
  sharedKept: (projects) => `Files outside the project stay: ${projects} other installs use them.`,
  sharedLost: (projects) =>
    `Files outside the project stay: ${projects} used them and cannot be found. Was it moved, run install there; is it gone, uninstall --force removes them.`,
  sharedRemoved: "No project uses the files outside the project any more: removed.",
  rolledBack: "Failed; all is as it was before.",
  stopped: "Stopped; all is as it was before.",
  purged: (runs, refs) => `Deleted: ${runs} runs, ${refs} refs.`,
  unmerged: (names) => `Work that is nowhere else: ${names}`,
  runsStay: ".aegis holds runs; --purge deletes them.",
  failure: {},
};

export const SETUP_WORDS: Record<Language, SetupWords> = { en: ENGLISH, ko: KOREAN };
