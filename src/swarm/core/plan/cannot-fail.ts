/** A command that always ends with 0. */
const ALWAYS_FINE = /^[\s({]*(true|:|exit(\s+0)?|echo\b.*|printf\b.*)?[\s)}]*$/s;

/**
 * True if the exit code of a command line says nothing, because `true`, `echo` or the like decides
 * it. A pattern, not a shell: it knows lists, pipes and quotes, which models pad plans with.
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

/** Only the last command of a pipeline counts. */
function alwaysFine(pipeline = ""): boolean {
  return ALWAYS_FINE.test(pipeline.split("|").at(-1) ?? "");
}
