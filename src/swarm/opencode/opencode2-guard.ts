import { say } from "../../kit/sentence.ts";
import { isAgentName } from "../core/agents.ts";
import { denialText } from "../core/run/denial.ts";

/** What the guard uses of OpenCode 2's plugin context. */
interface OpenCode2 {
  tool: { hook(name: "execute.before", before: (call: { agent?: unknown }) => void): unknown };
}

const REFUSAL = denialText({
  code: "OPENCODE_UNSUPPORTED",
  why: say(
    "This is OpenCode 2. Aegis needs OpenCode 1.x: none of its rules holds here, so no tool runs.",
    "OpenCode 2입니다. Aegis에는 OpenCode 1.x가 필요합니다. 여기서는 어떤 규칙도 지켜지지 않으므로 도구를 실행하지 않습니다.",
  ),
  next: "Tell the user to run: npm install -g opencode-ai@1.18.33",
});

/**
 * OpenCode 2 calls `setup` where OpenCode 1 calls `server`. It never throws: OpenCode 2 drops a plugin that throws, and
 * the session goes on without it. An OpenCode that takes no hook is left with the installed configuration alone, which
 * offers no model without `server`.
 */
export async function setup(context: unknown): Promise<void> {
  try {
    // The first statement: until a hook is registered, OpenCode 2 runs the calls of open sessions.
    await (context as OpenCode2).tool.hook("execute.before", ({ agent }) => {
      if (typeof agent !== "string" || isAgentName(agent)) throw new Error(REFUSAL);
    });
  } catch {
    // Nothing is left to register.
  }
}
