import type { ModelText } from "./form.ts";
import { refuses, worker } from "./proposal.ts";

export const REFUSED_PLANS: ModelText[] = [
  refuses(
    "plan: words for Workers",
    { workers: "all of them" },
    /workers: expected a list of objects \{name, .* got the text "all of them"/,
  ),
  refuses(
    "plan: several globs",
    { shared: "docs/**, lib/**" },
    /shared: expected a list of texts, .*one item or several/,
  ),
  refuses("plan: several lines", { shared: "docs/**\nlib/**" }, /shared: .*one item or several/),
  refuses("plan: bullets", { shared: "- docs/**\n- lib/**" }, /shared: .*one item or several/),
  refuses(
    "plan: a list that was cut",
    { workers: '[{"name": "board", "feature": "F' },
    /workers: .*no JSON/,
  ),
  refuses(
    "plan: words behind a list",
    { workers: `[${worker()}] That is all.` },
    /workers: .*no JSON/,
  ),
  refuses(
    "plan: a comment in a list",
    { workers: `[${worker()} // the board\n]` },
    /workers: .*no JSON/,
  ),
  refuses(
    "plan: one command for the final QA",
    { qa: "npm test" },
    /qa: expected a list of objects \{name, command\}, got the text "npm test"/,
  ),
  refuses(
    "plan: commands as texts",
    { qa: '["npm test"]' },
    /qa\.0: expected an object \{name, command\}, got the text "npm test"/,
  ),
  refuses(
    "plan: no final QA",
    { qa: "–" },
    /qa: expected a list of objects \{name, command\}, got nothing/,
  ),
  refuses(
    "plan: an unknown key",
    { language: "TypeScript" },
    /unknown field `language`; the fields are /,
  ),
  refuses(
    "plan: an unknown key inside a Worker",
    { workers: `[${worker({ colour: '"red"' })}]` },
    /unknown field `colour` in workers\.0/,
  ),
  refuses(
    "plan: a near miss inside a Worker",
    { workers: `[${worker({ worker_name: '"board"' }).replace('"name": "board", ', "")}]` },
    /unknown field `worker_name` in workers\.0; did you mean `name`\?/,
  ),
  refuses(
    "plan: another choice",
    { qa_strategy: "everything" },
    /qa_strategy: expected "worker-unit_commander-integration" or /,
  ),
  refuses(
    "plan: an end of a value in a task",
    { workers: `[${worker({ spec: '"Write </parameter> there"' })}]` },
    /workers: .*no JSON/,
  ),
  refuses(
    "plan: a beginning of a value in a task",
    { workers: `[${worker({ spec: '"Write <parameter=colour> there"' })}]` },
    /unknown field `colour`.*workers: .*no JSON/s,
  ),
];
