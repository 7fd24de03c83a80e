import { by, type FaultRow } from "./fault-row.ts";

/** Names, links and scopes; the sandbox, the plugin and OpenCode themselves. */
export const FILE_FAULTS: readonly FaultRow[] = [
  {
    id: "F1",
    fault: "names that are no UTF-8, with line breaks, emoji, NFC beside NFD, 255 bytes long",
    outcome:
      "their bytes come through snapshot, merge, commit and doctor; a name that cannot be shown is named as such",
    proofs: [
      by("integration/git/odd-names", /./),
      by(
        "integration/git/snapshot",
        "carries every kind of name",
        /^carries a name that is not UTF-8 /,
      ),
      by("integration/git/land-kinds", "lands every kind of name beside every kind of name"),
      by("e2e/swarm/repository", "odd file names of a Worker reach the commit as they are"),
    ],
  },
  {
    id: "F2",
    fault: "files with CRLF",
    outcome: "line ends stay as they are, on disk and in the commit",
    proofs: [
      by("integration/git/land-kinds", "keeps CRLF where the checkout has CRLF"),
      by("integration/git/snapshot", "stores line endings the way a commit would"),
      by("integration/git/land-races", /^puts back the very bytes, also of line endings /),
      by("e2e/swarm/repository", /^CRLF with core.autocrlf: /),
    ],
  },
  {
    id: "F3",
    fault: "symlinks out, dangling or in a circle, hard links, /proc/self/root",
    outcome: "links are followed before a path is judged, and a write through them is refused",
    proofs: [
      by(
        "e2e/swarm/hostile-writes",
        /^a Worker cannot write by (a symlink|a dangling symlink|a symlinked directory|a hard link)/,
      ),
      by("integration/shell/write-paths", /^links are followed before anything is compared > /),
      by("integration/shell/write-paths", /^a file with a second name > /),
      by(
        "e2e/swarm/hostile-shell",
        /a write out of scope by (a new symlink|a hard link) is put back/,
      ),
    ],
  },
  {
    id: "F4",
    fault:
      "a scope with .., absolute, ~, a drive, UNC, a backslash, a dot or a blank at the end of a name",
    outcome: "the plan is refused with the form",
    proofs: [
      by(
        "unit/swarm/scope/pattern",
        /^refusals > '(ABSOLUTE|PARENT|HOME|DRIVE|BACKSLASH|CONTROL_CHARACTER|NEGATION)': /s,
        /^refusals > 'TRAILING': /,
      ),
      by("e2e/swarm/hostile-plan", /^a plan is refused with its reason: > 'escape by /),
    ],
  },
  {
    id: "F5",
    fault:
      "scopes that overlap by ./, braces, classes, case, a trailing slash or wildcards; negation",
    outcome: "the overlap is found with a path that both match; negation is refused",
    proofs: [
      by("unit/swarm/scope/overlap", / share /),
      by(
        "unit/swarm/scope/oracle",
        "finds every overlap that brute force finds, with a witness both patterns match",
      ),
      by("e2e/swarm/hostile-plan", /^a plan is refused with its reason: > 'overlap by /),
    ],
  },
  {
    id: "F6",
    fault: "files that everybody needs: manifests, lock files, shared folders",
    outcome: "the Commander alone owns what is shared; a manifest has one owner, by its exact name",
    proofs: [
      by(
        "e2e/swarm/hostile-plan",
        /^a plan is refused with its reason: > 'a shared file owned by /,
        /^a plan is refused with its reason: > '(package.json by|lock files by|go.mod by)/,
        /^a plan is stored: > a manifest by its exact name$/,
      ),
    ],
  },
  {
    id: "F7",
    fault: "a file system without case: A.ts and a.ts",
    outcome: "both count as one path",
    proofs: [
      by("unit/swarm/scope/covers", /^case-insensitive > /),
      by("unit/swarm/scope/overlap", /^ignoring case, /),
      by("e2e/swarm/hostile-plan", "a plan is refused with its reason: > 'overlap by case'"),
    ],
  },
  {
    id: "F8",
    fault: "a file is moved from one scope into another",
    outcome: "both ends are judged; git's guess of a rename moves nothing",
    proofs: [
      by("e2e/swarm/hostile-patches", /a move (out of scope|into the checkout|into \.git)/),
      by("integration/git/merge", /^follows no renames: /),
      by("e2e/swarm/hostile-shell", /a write out of scope by mv is put back/),
    ],
  },
  {
    id: "X1",
    fault: "the plugin is missing, fails to load or is left out",
    outcome: "OpenCode has no model: nothing is sent anywhere",
    proofs: [
      by(
        "e2e/swarm/dead-mans-switch",
        /: nothing is sent$/,
        /a server without the plugin refuses a prompt too$/,
      ),
    ],
  },
  {
    id: "X2",
    fault: "another OpenCode, whose hooks do not fire as they did",
    outcome:
      "install and doctor prove the gate by a refused call and refuse without it; the contract tests name the fact",
    proofs: [
      by(
        "e2e/host/canary",
        "the canary > another plugin opens the model, no gate stands before it: not loaded",
        /^the verification of an install > /,
      ),
      by("e2e/host/contract-hooks", /./),
    ],
  },
  {
    id: "X3",
    fault: "there is no sandbox on the machine",
    outcome: "the fallback is named in the dashboard; `strict` refuses",
    proofs: [
      by("integration/shell/sandbox", /^the probe > says why it does not trust a shell /),
      by("integration/swarm/settings", /^the sandbox is only tightened > /),
      by(
        "e2e/swarm/hostile-shell",
        /with 'compare': > which scope holds is shown by worker_status$/,
      ),
    ],
  },
];
