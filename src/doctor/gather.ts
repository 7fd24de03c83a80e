import { acceptsConnections } from "../kit/tcp.ts";
import type { ModelProbe } from "./adapters/model-probe.ts";
import { findModel, readModelList, speaks } from "./core/model-list.ts";
import { PARALLEL_REQUESTS, parallelRequest, probeRequest } from "./core/probe-requests.ts";
import { noChat } from "./core/server-checks.ts";
import {
  CHAT_PROBES,
  type ChatProbe,
  type ChatReply,
  type Expected,
  type Reply,
  type ServerFacts,
} from "./core/server-facts.ts";
import { rootOf } from "./core/server-fixes.ts";

/** Time limit of one request with its whole answer, in milliseconds. */
export interface Limits {
  /** The model list, health, version and metrics. */
  readonly page: number;
  /** A bare connection, tried if the model list gave no answer. */
  readonly connect: number;
  readonly chat: number;
  /** Simultaneous requests may queue; more than 30 s in the queue is a finding. */
  readonly parallel: number;
}

/**
 * Asks each question that still makes sense after the answers so far. With the standard limits this takes at most 4.5 s
 * without a server, 27 s if the server answers no chat, and 2.6 minutes if the server stays just inside every limit.
 * Time in which the machine did not let this process run does not count.
 */
export async function gatherFacts(
  probe: ModelProbe,
  expected: Expected,
  limits: Limits,
): Promise<ServerFacts> {
  const { baseURL } = probe;
  const models = await tellSilence(
    await probe.get(`${baseURL}/models`, limits.page),
    baseURL,
    limits.connect,
  );
  const list = readModelList(models);
  if (!speaks(list)) return { models };
  const root = rootOf(baseURL);
  const [health, version, withoutKey] = await Promise.all([
    probe.get(`${root}/health`, limits.page),
    probe.get(`${root}/version`, limits.page),
    expected.hasKey ? probe.get(`${baseURL}/models`, limits.page, false) : undefined,
  ]);
  const pages = { models, health, version, ...(withoutKey ? { withoutKey } : {}) };
  if (noChat(list, expected)) return pages;
  const longest = findModel(list, expected.model)?.maxModelLen ?? expected.context;
  const room = Math.min(expected.context, longest);
  const before = await probe.get(`${root}/metrics`, limits.page);
  const chats = await askOneByOne(probe, expected.model, room, limits.chat);
  if (Object.values(chats).some(isFailure)) return { ...pages, chats };
  const metrics = { before, after: await probe.get(`${root}/metrics`, limits.page) };
  const parallel = await askAtOnce(probe, expected.model, limits.parallel);
  return { ...pages, chats, metrics, parallel };
}

/** A server that accepts connections but stays silent hangs; a server that accepts no connection is off the network. */
async function tellSilence(reply: Reply, baseURL: string, limitMs: number): Promise<Reply> {
  if (reply.type === "answer" || reply.failure.kind !== "timeout") return reply;
  if (!(await acceptsConnections(baseURL, limitMs))) return reply;
  return { type: "failure", failure: { ...reply.failure, kind: "silent" } };
}

/** One request after another, so that no request waits for another. Stops at the first request without any answer. */
async function askOneByOne(
  probe: ModelProbe,
  model: string,
  room: number,
  limitMs: number,
): Promise<Partial<Record<ChatProbe, ChatReply>>> {
  const chats: Partial<Record<ChatProbe, ChatReply>> = {};
  for (const name of CHAT_PROBES) {
    const reply = await probe.chat(probeRequest(name, model, room), limitMs);
    chats[name] = reply;
    if (isFailure(reply)) break;
  }
  return chats;
}

function isFailure(reply: ChatReply): boolean {
  return reply.type === "failure";
}

function askAtOnce(probe: ModelProbe, model: string, limitMs: number): Promise<ChatReply[]> {
  const numbers = Array.from({ length: PARALLEL_REQUESTS }, (_, at) => at + 1);
  return Promise.all(numbers.map((number) => probe.chat(parallelRequest(model, number), limitMs)));
}
