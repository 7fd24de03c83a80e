/**
 * Runs all parts in order, also those after a part that throws: one failed clean-up must not leave the others undone.
 * Then rejects with the error of that part, or with an AggregateError whose message has the messages of all.
 */
export async function everyPart(parts: readonly (() => unknown)[]): Promise<void> {
  const errors: unknown[] = [];
  for (const part of parts) {
    try {
      await part();
    } catch (error) {
      errors.push(error);
    }
  }
  if (errors.length === 0) return;
  if (errors.length === 1) throw errors[0];
  const messages = errors.map((error) => (error instanceof Error ? error.message : String(error)));
  throw new AggregateError(errors, messages.join("\n"));
}
