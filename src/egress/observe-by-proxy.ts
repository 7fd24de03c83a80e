import { mkdir, rm, symlink } from "node:fs/promises";
import { dirname, join } from "node:path";
import { openCodeFolders } from "../host/opencode-folders.ts";
import { shadowHome } from "../host/shadow-home.ts";
import { withoutTraces } from "../host/without-traces.ts";
import { isThere } from "../kit/is-there.ts";
import { say } from "../kit/sentence.ts";
import { startAuditModel } from "./audit-model.ts";
import { unseen } from "./core/layer-verdict.ts";
import { type AuditedSession, SESSIONS } from "./core/observation.ts";
import { proxyVariables, towardsModel } from "./core/proxy-variables.ts";
import type { Seen } from "./core/seen.ts";
import { COMMANDER, WITH_NETWORK, WORKER } from "./core/shell-verdict.ts";
import { auditVariables } from "./core/variables.ts";
import { type ObserveOptions, WATCH_MS } from "./observe.ts";
import { controlOfProxy, openProxy } from "./proxy.ts";
import { SESSION_RUNS, type Stage } from "./sessions.ts";
import type { Subject } from "./subject.ts";

/**
 * Mode B: both sessions with a recording proxy in their variables. OpenCode writes its own data elsewhere, and the
 * model changes no file of the project, because here nothing lies over the project.
 */
export async function observeByProxy(subject: Subject, options: ObserveOptions): Promise<Seen> {
  const { cwd, env, opencode, sources } = subject;
  const home = env["HOME"] ?? "";
  const proxy = await openProxy();
  const model = await startAuditModel([{ address: "127.0.0.1", port: 0 }], { changes: false });
  const shadow = await shadowHome(env, home);
  try {
    await linkGrammars(subject, shadow.env);
    const blind = await controlOfProxy(proxy);
    const variables = {
      ...auditVariables(shadow.env).kept,
      ...proxyVariables(proxy.url),
      TERM: env["TERM"] ?? "xterm-256color",
      OPENCODE_CONFIG_CONTENT: towardsModel(sources, model.url),
    };
    const { limitMs, signal, sessions: names = SESSIONS } = options;
    const stage: Stage = {
      ...{ opencode: opencode.path, cwd, env: variables, model, limitMs, watchMs: WATCH_MS },
      signal,
    };
    const sessions: AuditedSession[] = [];
    await withoutTraces({ project: cwd, env, home }, async () => {
      for (const name of names) {
        proxy.recorder.session = name;
        sessions.push(await SESSION_RUNS[name](stage));
      }
    });
    const observation = { sessions, attempts: [...proxy.recorder.attempts], blind };
    const why = say("it needs the network of mode A", "방식 A의 네트워크가 필요합니다");
    const layers = ["sink", "plugin", WORKER, COMMANDER, WITH_NETWORK, "jail"];
    const checks = options.verify ? layers.map((layer) => unseen(layer, why)) : [];
    return { observation, checks };
  } finally {
    await model.stop();
    proxy.close();
    await shadow.remove();
  }
}

/** OpenCode's terminal looks for its grammars among its data, which lie elsewhere now. */
async function linkGrammars({ env }: Subject, shadow: Subject["env"]): Promise<void> {
  const [from, to] = [env, shadow].map((one) =>
    join(dirname(openCodeFolders(one).data), "opentui"),
  );
  if (from === undefined || to === undefined || !(await isThere(from))) return;
  await mkdir(dirname(to), { recursive: true });
  await rm(to, { recursive: true, force: true });
  await symlink(from, to);
}
