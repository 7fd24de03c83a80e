/** A command that ends with 0 whatever it is about. */
const ALWAYS_FINE = /^[\s({]*(true|:|exit(\s+0)?|echo\b.*|printf\b.*)?[\s)}]*$/s;

/**
 * True when the exit code of a command line says nothing: what decides it is `true`, `echo` and the
 * like. A pattern and not a shell: it knows lists, pipes and quotes, which is what plans are padded with.
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

/** Of a pipeline only its last command counts. */
function alwaysFine(pipeline = ""): boolean {
  return ALWAYS_FINE.test(pipeline.split("|").at(-1) ?? "");
}
