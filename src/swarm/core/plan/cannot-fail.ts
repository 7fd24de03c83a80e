/** Matches a command that always ends with 0. */
const ALWAYS_FINE = /^[\s({]*(true|:|exit(\s+0)?|echo\b.*|printf\b.*)?[\s)}]*$/s;

/**
 * True if the exit code of a command line says nothing, because `true`, `echo` or a similar command decides
 * it. This is a pattern and not a shell: it knows the lists, pipes and quotes with which models pad plans.
 */
export function cannotFail(line: string): boolean {
  const bare = line
    .replace(/'[^']*'|"(?:\\.|[^"\\])*"|\\./gs, "Q")
    .replace(/[0-9&]*>&?[0-9]*/g, "");
  const last = bare
    .replace(/[;\s]+$/, "")
    .split(/;|\n|(?<![&|])&(?!&)/)
    .at(-1);
  const steps = (last ?? "").split(/(&&|\|\|)/);
  let fine = alwaysFine(steps[0]);
  for (let i = 1; i < steps.length; i += 2) {
    const next = alwaysFine(steps[i + 1]);
    fine = steps[i] === "&&" ? fine && next : fine || next;
  }
  return fine;
}

/** Judges a pipeline by its last command. */
function alwaysFine(pipeline = ""): boolean {
  return ALWAYS_FINE.test(pipeline.split("|").at(-1) ?? "");
}
