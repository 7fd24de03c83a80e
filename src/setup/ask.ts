/** The user pressed Ctrl-C at a question. */
export class Cancelled extends Error {}

/** A line of text; Enter takes `initial`. Throws Cancelled. */
export async function askText(question: string, initial: string): Promise<string> {
  const { isCancel, text } = await import("@clack/prompts");
  const answer = await text({ message: question, initialValue: initial });
  if (isCancel(answer)) throw new Cancelled();
  return answer.trim() || initial;
}

/** A yes-or-no question; Enter takes `initial`. Throws Cancelled. */
export async function askYes(question: string, initial: boolean): Promise<boolean> {
  const { confirm, isCancel } = await import("@clack/prompts");
  const answer = await confirm({ message: question, initialValue: initial });
  if (isCancel(answer)) throw new Cancelled();
  return answer;
}
