/** A yes-or-no question; Enter and Ctrl-C mean no. */
export async function askYes(question: string): Promise<boolean> {
  const { confirm, isCancel } = await import("@clack/prompts");
  const answer = await confirm({ message: question, initialValue: false });
  return !isCancel(answer) && answer;
}
