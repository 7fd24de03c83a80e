/**
 * Carries out all parts in their order, also those after a part that throws, and then rejects with the first
 * error: what has to end must not stay open because another thing did not end well.
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
