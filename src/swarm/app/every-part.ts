/**
 * Runs all parts in order, also those after a part that throws, and then rejects with the first error: one
 * failed clean-up must not leave the others undone.
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
  if (errors.length > 0) throw errors[0];
}
