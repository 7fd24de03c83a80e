/**
 * The fence between the rooms: who may import whom, as allow-lists. `npm run fence` holds it, and
 * test/integration/fence.test.ts shows for each rule that it refuses a file that breaks it.
 */

/** The rooms of src/, lowest first, and the rooms whose files each may import besides its own. */
const ROOMS = {
  kit: [],
  help: ["kit"],
  git: ["kit"],
  shell: ["kit", "git"],
  swarm: ["kit", "git", "shell"],
  "scripted-model": ["kit", "swarm"],
  host: ["kit", "git", "swarm", "scripted-model"],
  runs: ["kit", "git", "swarm"],
  report: ["kit", "git", "swarm", "runs"],
  steering: ["kit", "swarm", "runs"],
  tui: ["kit", "swarm", "runs", "serving"],
  rehearsal: ["kit", "git", "swarm", "scripted-model", "host"],
  setup: ["kit", "git", "swarm", "host"],
  serving: ["kit"],
  jail: ["kit", "git", "shell", "swarm", "host", "setup"],
  doctor: ["kit", "git", "shell", "swarm", "scripted-model", "host", "setup", "serving"],
  egress: [
    ...["kit", "git", "shell", "swarm", "scripted-model", "host", "setup", "jail", "doctor"],
    "report",
  ],
};

/** What every `core/` may use from outside: data, paths and words, nothing that acts. */
const PURE = [
  "^src/[^/]+/core/",
  "^src/kit/(edit-distance|json|locale|path-in|sentence|shell-word|state-paths|width)[.]ts$",
  "^node_modules/zod/",
];

/** Reads what a shell line would do. */
const SHELL_READING = "^src/swarm/core/command/";

/** Draws pages: libraries that turn data into text. */
const DRAWING = "^src/(report|egress)/core/";

/** The files outside core/ that act on nothing either: no clock, no file, no process. */
const CALM =
  "^src/(kit/(edit-distance|errors|every-part|in-turn|json|path-in|sentence|shell-word|state-paths|width)|swarm/(ports|config)|(git|shell)/port)[.]ts$";

/** Libraries of the command line. The plugin is one file that OpenCode loads: they would be in it. */
const COMMAND_LINE_ONLY = [
  "@clack/prompts",
  "chalk",
  "commander",
  "d3-scale",
  "execa",
  "fast-wrap-ansi",
  "hast-util-to-html",
  "hastscript",
  "minimatch",
  "semver",
  "simple-git",
];

/** Where a library is imported whose use has rules of its own. */
const ONE_PLACE = {
  "@opentui": "^src/tui/opencode/",
  chalk: "^src/kit/paint[.]ts$",
  "eventsource-parser": "^src/kit/server-sent-events[.]ts$",
  execa: "^src/serving/",
  "fast-string-truncated-width": "^src/kit/width[.]ts$",
  "fast-wrap-ansi": "^src/kit/wrap[.]ts$",
  "signal-exit": "^src/kit/process/",
  "simple-git": "^src/git/history[.]ts$",
  "solid-js": "^src/tui/opencode/",
};

/** A rule that refuses every import from `from` that `allowed` does not name. */
function only(name, comment, from, allowed, fromNot = []) {
  return {
    name,
    comment,
    severity: "error",
    from: { path: from, pathNot: fromNot },
    to: { pathNot: allowed },
  };
}

const rooms = Object.entries(ROOMS).map(([room, below]) => ({
  name: `room-${room}`,
  comment: `src/${room}/ imports its own files${below.length > 0 ? ` and those of ${below.join(", ")}` : ""}.`,
  severity: "error",
  from: { path: `^src/${room}/` },
  to: { path: "^src/", pathNot: [room, ...below].map((each) => `^src/${each}/`) },
}));

export default {
  forbidden: [
    {
      name: "no-cycle",
      comment: "No circle of imports, those of types included.",
      severity: "error",
      from: {},
      to: { circular: true },
    },
    {
      name: "not-resolvable",
      comment: "Every import leads to a file or an installed package.",
      severity: "error",
      from: {},
      to: { couldNotResolve: true },
    },
    ...rooms,
    {
      name: "known-rooms",
      comment: "A new room of src/ is put into the table above before a file imports it.",
      severity: "error",
      from: {},
      to: { path: "^src/[^/]+/", pathNot: Object.keys(ROOMS).map((room) => `^src/${room}/`) },
    },
    only(
      "core-is-pure",
      "core/ imports zod, the pure files of kit/ and other core files: no Node, no SDK, no clock.",
      "^src/[^/]+/core/",
      PURE,
      [SHELL_READING, DRAWING],
    ),
    only(
      "shell-lines-by-unbash",
      "core/command/ reads shell lines with unbash, a pure parser, and is pure besides.",
      SHELL_READING,
      [...PURE, "^node_modules/unbash/"],
    ),
    only(
      "pages-are-drawn",
      "report/core/ and egress/core/ draw with hast and d3-scale, which turn data into text, and are pure besides.",
      DRAWING,
      [...PURE, "^node_modules/(@types/)?(d3-scale|hastscript|hast-util-to-html)/"],
    ),
    only(
      "app-through-ports",
      "app/ reaches the world through ports: core, ports and the parts of kit/ that do nothing.",
      "^src/swarm/app/",
      ["^src/swarm/(core|app)/", CALM],
    ),
    {
      name: "calm-stays-calm",
      comment:
        "What core/ and app/ may use uses only core/, zod and its like; types from anywhere.",
      severity: "error",
      from: { path: CALM },
      to: {
        pathNot: ["^src/[^/]+/core/", "^node_modules/(zod|fast-string-truncated-width)/", CALM],
        dependencyTypesNot: ["type-only"],
      },
    },
    {
      name: "adapters-know-no-caller",
      comment: "adapters/, git/ and shell/ implement ports and know nothing of who calls them.",
      severity: "error",
      from: { path: "^src/((swarm|runs|report|setup|doctor|serving|tui)/adapters|git|shell)/" },
      to: {
        path: "^src/swarm/(app|opencode|compose)/|^src/(runs|report|setup|doctor|serving|tui)/[^/]+[.]ts$",
      },
    },
    {
      name: "edge-not-composed",
      comment: "opencode/ is an edge: adapters are put into it by compose/ and plugin.ts.",
      severity: "error",
      from: { path: "^src/swarm/opencode/" },
      to: { path: "^src/swarm/(adapters|compose)/|^src/(git|shell)/(?!port[.]ts$)" },
    },
    {
      name: "terminal-reads-alone",
      comment:
        "tui/ shows what is in the files of a project: it has no use case, asks git through runs/ alone, and writes nothing.",
      severity: "error",
      from: { path: "^src/tui([.]ts$|/)" },
      to: {
        path: "^src/swarm/(app|opencode)/|^src/(git|shell)/|^src/serving/(?!core/)|^src/swarm/adapters/(?!(journal-reader|ask-metrics|read-live-calls)[.]ts$)",
      },
    },
    {
      name: "programs-by-kit",
      comment: "Programs are started by kit/process, and short ones of the command line by execa.",
      severity: "error",
      from: { path: "^src/", pathNot: "^src/kit/process/" },
      to: { path: "^(node:)?child_process$" },
    },
    {
      name: "plugin-is-light",
      comment: "Libraries of the command line stay out of the plugin's bundle.",
      severity: "error",
      from: { path: "^src/plugin[.]ts$" },
      to: {
        path: COMMAND_LINE_ONLY.map((name) => `^node_modules/${name}/`),
        reachable: true,
      },
    },
    ...Object.entries(ONE_PLACE).map(([library, place]) => ({
      name: `one-place-${library}`,
      comment: `${library} is imported by the files of ${place}.`,
      severity: "error",
      from: { path: "^src/", pathNot: place },
      to: { path: `^node_modules/${library}/` },
    })),
    {
      name: "bundled-with-us",
      comment:
        "The build bundles every package that src/ imports: a devDependency of ours, never one that npm would fetch.",
      severity: "error",
      from: { path: "^src/" },
      to: { dependencyTypes: ["npm", "npm-optional", "npm-peer", "npm-no-pkg", "npm-unknown"] },
    },
    {
      name: "loaded-at-run-time",
      comment:
        "The optional peer is loaded by shell/runtime/wrap.ts from where the user installed it, never imported by name.",
      severity: "error",
      from: { path: "^src/" },
      to: { path: "^node_modules/@anthropic-ai/" },
    },
    {
      name: "src-alone",
      comment: "src/ imports nothing of test/, bench/ or scripts/.",
      severity: "error",
      from: { path: "^src/" },
      to: { path: "^(test|bench|scripts)/" },
    },
  ],
  options: {
    tsPreCompilationDeps: true,
    tsConfig: { fileName: "tsconfig.json" },
    doNotFollow: { path: "^node_modules/" },
    combinedDependencies: false,
    enhancedResolveOptions: {
      exportsFields: ["exports"],
      conditionNames: ["import", "node", "types", "default"],
    },
  },
};
