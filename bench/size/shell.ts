import type { ShellCall } from "../../src/shell/port.ts";
import type { SizeScene } from "./scene.ts";
import { type Note, timed, write } from "./steps.ts";

const CHANGES = [0, 1, 100];

/**
 * What is done before and after a Worker's shell call, in one sandbox mode: the first call in a worktree, then calls
 * that change nothing, one file and a hundred files.
 */
export async function shellCalls(
  scene: SizeScene,
  directory: string,
  { mode, repetitions }: { mode: "auto" | "off"; repetitions: number },
  note: Note,
): Promise<void> {
  const shells = await scene.shells(mode);
  const calls = async (step: string, n: number, count: number) => {
    const call = { ...CALL, sessionID: "ses_part-1", callID: `${mode}-${step}-${n}` };
    const around = (work: () => Promise<unknown>) => timed(note, `${shells.kind}-${step}`, work);
    await around(async () => {
      await shells.begin(scopedTo(directory, call));
      for (let index = 0; index < count; index += 1)
        await write(directory, `work/part-1/shell-${index}.ts`, `${mode} ${step} ${n} ${index}\n`);
      const outcome = await shells.end(call.sessionID, call.callID);
      if (outcome?.scope.length !== 0 || outcome.elsewhere.length !== 0)
        throw new Error(`the call was undone: ${JSON.stringify(outcome)}`);
    });
  };
  await calls("first", 0, 0);
  for (const count of CHANGES)
    for (let n = 0; n < repetitions; n += 1) await calls(`${count}`, n, count);
}

const CALL = { checkout: false, quiet: [], network: "none" as const, secrets: { opened: [] } };

function scopedTo(directory: string, call: Omit<ShellCall, "writable" | "scoped">): ShellCall {
  const allowed = (path: string) => path.startsWith("work/part-1/");
  return {
    ...call,
    writable: [directory],
    scoped: { directory, allowed, exclude: ["node_modules", ".venv"] },
  };
}
