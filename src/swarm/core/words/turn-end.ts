import { type Sentence, say } from "../../../kit/sentence.ts";
import { COMMANDER_TOOLS, WORKER_TOOLS } from "../phases/phase.ts";

/** Ways in which a turn ends by a slip of the model instead of by its own decision. */
export const SLIPS = ["call-as-text", "cut", "empty"] as const;

/** A slip with a sentence for the journal and a sentence for the model. */
export interface Slip {
  kind: (typeof SLIPS)[number];
  why: Sentence;
  says: string;
}

/** The slip that ended a turn; undefined if the model stopped with words of its own. */
export function slipOf(turn: { text: string; cut?: true; called?: true }): Slip | undefined {
  if (turn.called) return undefined;
  if (turn.cut)
    return {
      kind: "cut",
      why: say("its answer was cut at the token limit", "답이 토큰 한도에서 잘렸습니다"),
      says: "Your answer was cut at the token limit before it made a call. Go on in smaller steps: write a long file in parts.",
    };
  const tool = writtenCall(turn.text);
  if (tool !== undefined)
    return {
      kind: "call-as-text",
      why: say(`it wrote a call of ${tool} as text`, `${tool} 호출을 글로 썼습니다`),
      says: `Your call was written as text and did not run: call the tool ${tool} itself.`,
    };
  return turn.text.trim() === ""
    ? {
        kind: "empty",
        why: say("no answer and no report", "답도 보고도 없습니다"),
        says: "Your answer was empty: it had no text and no call.",
      }
    : undefined;
}

const TOOLS: ReadonlySet<string> = new Set([
  ...[...COMMANDER_TOOLS, ...WORKER_TOOLS],
  ...["read", "write", "edit", "bash", "glob", "grep", "list", "task", "question", "apply_patch"],
]);

/** Forms of a call in the text of an answer: the markup of several models, and JSON with a name and arguments. */
const FORMS: readonly RegExp[] = [
  /<function=["']?([\w-]+)["']?\s*>/g,
  /<(?:invoke|function|tool)\s+name=["']([\w-]+)["']/g,
  /["'](?:name|tool|tool_name|function)["']\s*:\s*["']([\w-]+)["']\s*,\s*["'](?:arguments|parameters|args|input|tool_input)["']\s*:\s*["'{]/g,
  /["'](?:arguments|parameters|args|input|tool_input)["']\s*:\s*\{.*?\}\s*,\s*["'](?:name|tool|tool_name|function)["']\s*:\s*["']([\w-]+)["']/gs,
];

/**
 * The tool of a call that a model wrote as text; undefined without one. Only names of tools that our agents have
 * count, so that words about markup are no call. The rest of a quoted line is what somebody else wrote.
 */
export function writtenCall(text: string): string | undefined {
  const own = text.replace(/^\s*>.*$/gm, "");
  for (const form of FORMS)
    for (const [, tool = ""] of own.matchAll(form)) if (TOOLS.has(tool)) return tool;
  return undefined;
}
