import { by, type FaultRow } from "../faults/fault-row.ts";

/** What a repository, a clone or a file that an agent wrote may try. */
export const FROM_CONTENT: readonly FaultRow[] = [
  {
    id: "A1",
    fault: "a repository that an agent makes has filters, monitors or includes for our git",
    outcome: "our git never enters it; no program of it runs outside the sandbox",
    proofs: [
      by("integration/shell/nested-repository", /./),
      by("integration/git/own-git-dir", /./),
      by(
        "integration/git/own-programs",
        "a repository's own programs run for its user and in no step of a run",
      ),
      by("integration/swarm/nested-repositories", /./),
    ],
  },
  {
    id: "A2",
    fault:
      "a clone's configuration names another host, another key, a private file or a model of its own",
    outcome:
      "no field counts before the user's approval on this machine; the other host hears nothing",
    proofs: [
      by("e2e/swarm/hostile-clone", /./),
      by("unit/swarm/project-config/fields", /./),
      by("unit/swarm/project-config/own-config", /./),
      by("unit/swarm/project-config/key-variables", /./),
      by("unit/swarm/project-config/findings", /./),
    ],
  },
  {
    id: "A3",
    fault: "a clone's links lead the files of install elsewhere, or its state names foreign files",
    outcome: "each is refused by its name; nothing outside the repository changes",
    proofs: [by("integration/setup/links-out", /./), by("integration/setup/foreign-state", /./)],
  },
  {
    id: "A4",
    fault: "a file, a comment or a tool's output speaks as the user or as the plugin",
    outcome: "it is no word of the user's: nothing is approved, dispatched, committed or sent",
    proofs: [by("e2e/swarm/hostile-text", /./), by("e2e/swarm/hostile-forgery", /./)],
  },
  {
    id: "A5",
    fault: "an MCP server carries the name of one of our tools, or is offered to a writer",
    outcome: "it opens nothing; only a Librarian asks such servers",
    proofs: [by("e2e/swarm/local-mcp", /./)],
  },
  {
    id: "A6",
    fault: "what is linked into a worktree leads back into the checkout",
    outcome: "refused at the plan, or the worktree gets its own",
    proofs: [by("integration/swarm/unfit-links", /./)],
  },
];
