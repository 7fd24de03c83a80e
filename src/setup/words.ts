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
    schema: "schema line, which OpenCode would add itself",
    provider: "your model server",
    model: "your model for all requests, titles included",
    "dead-mans-switch": "without the plugin OpenCode has no model at all and sends nothing",
    quiet: "no sharing, no updates, no language servers or formatters from the network",
    "no-web-tools": "no web tools for models",
    plugin: "the plugin in its exact version",
    mcp: "the MCP server you named",
    "mcp-stdio": 'MCP servers of type "stdio", which OpenCode refuses, in OpenCode\'s form',
    prompt: "prompt of an agent, for you to edit",
    "prompt-newer": "newer version of a prompt that you have not edited",
    "prompt-kept":
      "you have edited this file; the shipped version differs as shown (--force takes it)",
    "prompt-forced": "--force: the shipped version; your file is kept as a backup",
    "settings-file": "settings of oh-my-qwencoder, all commented out",
    exclude: "git ignores our files here; .gitignore does not change",
    seed: "OpenCode does not wait for the network",
    "managed-copy": "a copy of the plugin, which every user may read",
    "shared-seed": "OpenCode does not wait for the network, in all projects",
  },
  note: {
    server: (url, model, context) => `${url} answers: ${model}, ${context} tokens`,
    noServer: (url, why) => `${url} gave no list of models (${why}); using the default limits`,
    notOffered: (model, offered) => `the server does not offer ${model}; it offers ${offered}`,
    ownServer: (model) => `the configuration already has a server for ${model}; it stays`,
    pathAdded: (url) => `the address has no path; using ${url}`,
    fetched: (spec, file) =>
      `OpenCode takes ${spec} from npm when it starts (${file}); to have it offline: oh-my-qwencoder doctor egress.packages`,
    managed:
      "all users of this machine get these settings; each user's own files (install without --managed) keep a start from waiting for a network",
    pluginManaged: "the administrator's configuration already brings the plugin",
    stdio: (names) => `converted to OpenCode's form {type: "local", command: […]}: ${names}`,
  },
  project: {
    came: (top) => `OpenCode configuration came with ${top}; it counts only if you approve it:`,
    approve: "Approve all of it for this repository on this machine?",
  },
  target: (file) => `OpenCode's configuration: ${file}`,
  nothing: "Nothing to do: everything is installed.",
  notInstalled: "Nothing to do: it is not installed here.",
  dry: "Nothing was written.",
  ask: {
    server: "Address of the model server",
    model: "Model",
    go: "Write this?",
    uninstall: "Remove this?",
    purge: "Delete the runs, and their work in git, for good?",
  },
  declined: "Nothing was changed.",
  installed: (files) => `Installed: ${files} files. Replaced files are backed up.`,
  asking: (url, seconds) => `Asking ${url} (${seconds} s at most) …`,
  checking: (seconds) => `Checking with OpenCode (usually seconds, ${seconds} s at most) …`,
  verified: "Checked with OpenCode: it works as installed.",
  notVerified:
    "Not checked with OpenCode, which is not on PATH (npm install -g opencode-ai@1.18.33).",
  next: "Next: oh-my-qwencoder doctor, then opencode.",
  uninstalled: (files) => `Uninstalled: ${files} files are as they were.`,
  stays: "These stay:",
  left: {
    edited: "edited since the install",
    deleted: "deleted since the install; not restored",
    "not-empty": "holds other files",
    needed: "keeps the .aegis that is still here or in another worktree out of git",
    setting: "a setting that was changed since the install",
  },
  recovered: {
    install: (folder, files) =>
      `Found an install that was cut off (${folder}): taken back, ${files} files.`,
    finished: (folder) =>
      `Found an install that was complete except for its last note (${folder}).`,
    uninstall: (folder, files) =>
      `Found an uninstall that was cut off (${folder}): finished, ${files} files.`,
  },
  cutOff: (folder) =>
    `Found an install or uninstall that was cut off (${folder}). The next install or uninstall that writes cleans it up first.`,
  sharedKept: (projects) => `Files outside the project stay: ${projects} other installs use them.`,
  sharedLost: (projects) =>
    `Files outside the project stay: ${projects} used them and cannot be found. If it was moved, run install there; if it is gone, run uninstall --force.`,
  sharedRemoved: "Removed the files outside the project: no project uses them any more.",
  rolledBack: "Failed; everything is as it was before.",
  stopped: "Stopped; everything is as it was before.",
  purged: (runs, refs) => `Deleted: ${runs} runs, ${refs} refs.`,
  unmerged: (names) => `Work that exists nowhere else: ${names}`,
  runsStay: ".aegis holds runs; --purge deletes them.",
};

export const SETUP_WORDS: Record<Language, SetupWords> = { en: ENGLISH, ko: KOREAN };
