import { by, type FaultRow } from "./fault-row.ts";

/** What git, the repository and its user may do beside a run. */
export const GIT_FAULTS: readonly FaultRow[] = [
  {
    id: "G1",
    fault: "eight worktrees are made at the same time, again and again",
    outcome: "none of 240 fails",
    proofs: [
      by(
        "integration/git/worktrees",
        "eight at a time, none fails",
        "adds many worktrees at once, without the repository's hooks",
      ),
    ],
  },
  {
    id: "G2",
    fault: "another git process, or a dead one, holds index.lock",
    outcome:
      "we wait, then name the lock and the process that has it, if there is one; the lock stays",
    proofs: [
      by(
        "integration/git/locks",
        "a lock that goes away is waited for",
        "a lock that a living process holds is named with that process, and stays",
        "a lock that nobody holds any more is named as left, and stays",
      ),
      by("integration/git/refs", "names a lock that stays, and leaves it alone"),
      by(
        "integration/git/land-refused",
        "puts everything back when the index is locked",
        "puts everything back when the branch is locked",
      ),
    ],
  },
  {
    id: "G3",
    fault: "the checkout has uncommitted work when a run starts",
    outcome: "it is as it was, byte for byte, staged and unstaged; none of it is committed",
    proofs: [
      by("e2e/swarm/repository-dirty", /./),
      by(
        "e2e/swarm/hostile-landing",
        "the user works on during the run > the user's half edited file is as it was, byte for byte",
      ),
    ],
  },
  {
    id: "G4",
    fault: "untracked and ignored files lie in the checkout",
    outcome: "they are not lost, not written over and not committed",
    proofs: [
      by("integration/git/land", "leaves dirty, staged, deleted and untracked files byte for byte"),
      by("integration/git/land-refused", /^changes nothing on an overlap with an ignored /),
      by("integration/git/land-races", /^an ignored file that appears where the commit adds one /),
      by("e2e/swarm/repository-dirty", "every byte of the user's own files is as it was"),
    ],
  },
  {
    id: "G5",
    fault: "detached HEAD, no commit, no git, a bare or a shallow repository",
    outcome: "it works, or it is refused in one sentence with the fix",
    proofs: [
      by("e2e/swarm/repository", /^a detached HEAD carries a run: /),
      by(
        "e2e/swarm/repository-unfit",
        /^'(no git|git without a commit|a bare repository)' > is refused/,
      ),
      by("integration/swarm/shallow", /^a shallow clone carries a run /),
    ],
  },
  {
    id: "G6",
    fault: "OpenCode is opened in a folder of a monorepo",
    outcome: "scopes start at the top of the repository, and a refusal shows the path from there",
    proofs: [by("e2e/swarm/repository", /^a subdirectory of a monorepo as OpenCode's directory: /)],
  },
  {
    id: "G7",
    fault: "submodules, repositories inside, files of a filter such as LFS",
    outcome:
      "nothing descends into them; a scope into a submodule is refused; a filter without its program is named before the run",
    proofs: [
      by("e2e/swarm/repository", /^a submodule > /),
      by(
        "integration/git/snapshot",
        "keeps submodules as staged and leaves nested repositories out",
      ),
      by("integration/swarm/worker-qa", /^a repository inside is named, /),
      by("integration/swarm/unfit-links", "is refused: a filter whose program is missing"),
    ],
  },
  {
    id: "G8",
    fault: "two Workers change the same path or lines",
    outcome: "the check names both and the path; both diffs stay and nothing is merged",
    proofs: [
      by("integration/swarm/conflicting-workers", /^two Workers that wrote /),
      by("integration/git/merge", "names every kind of conflict by its path"),
    ],
  },
  {
    id: "G9",
    fault: "the user commits while the swarm works",
    outcome:
      "the commit stops; the work is rebased and checked again; nothing of the user's is written over",
    proofs: [
      by(
        "e2e/swarm/hostile-landing",
        /^the user works on during the run > (a commit of the user's own|an overlapping|control: rebased)/,
      ),
      by(
        "integration/git/land-races",
        "puts everything back when the branch moves at the last moment",
      ),
    ],
  },
  {
    id: "G10",
    fault: "the repository has hooks, fsmonitor, filters, signing and autocrlf of its own",
    outcome:
      "no hook and no monitor of it runs; the user's commit is signed, and a failed signature is named; line ends stay",
    proofs: [
      by(
        "integration/git/history",
        "nothing that a hostile repository or environment names is started",
        "the same repository without the fence starts them",
      ),
      by("integration/git/own-programs", /^a repository's own programs /),
      by(
        "integration/git/trees",
        /^signs the user's commits when git is set to, and says when that fails$/,
      ),
      by("integration/git/land-refused", "puts everything back when a file cannot be written"),
      by("e2e/swarm/repository", /^CRLF with core.autocrlf: /),
    ],
  },
  {
    id: "G11",
    fault: "HEAD or the branch is deleted in the middle of a run",
    outcome:
      "the step stops with what to do; worktrees and diffs stay; with HEAD back the run goes on",
    proofs: [
      by("integration/swarm/head-lost", /^HEAD /),
      by("integration/swarm/branch-left", /^a deleted branch and a detached HEAD are said, /),
    ],
  },
];
