import type { Arena } from "../support/arena.ts";
import { until } from "../support/scene.ts";
import { dispatched, goodWorker, says } from "../support/script-lines.ts";
import type { Recording, SentTools } from "./recording.ts";

/** The tools of a Commander and of a Worker as OpenCode sends them with the packed plugin. */
export async function toolsSent(arena: Arena): Promise<Recording["tools"]> {
  const { ground, talk } = await arena.begin({
    commander: [...dispatched(["board"]), says("It works.")],
    workers: { board: goodWorker("board") },
  });
  await talk.say("build the board");
  await until(async () => (await ground.events("WORKER_COMPLETED")).length === 1);
  const of = (agent: "commander" | "worker") => {
    const sent = arena.model.requests.find((request) => request.agent === agent)?.body.tools;
    if (!sent) throw new Error(`no request of a ${agent} with tools`);
    return sent.map(withoutWords) as SentTools;
  };
  return { commander: of("commander"), worker: of("worker") };
}

/** The parser reads names and types only. A property may be called `description`: its value is no text. */
function withoutWords(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutWords);
  if (typeof value !== "object" || value === null) return value;
  const kept = Object.entries(value).filter(
    ([key, of]) => key !== "description" || typeof of !== "string",
  );
  return Object.fromEntries(kept.map(([key, of]) => [key, withoutWords(of)]));
}
