import type { DoctorContext } from "../doctor/context.ts";
import { egressChecks } from "../doctor/core/egress-checks.ts";
import { START_LIMIT_MS } from "../host/start-limit.ts";
import type { Source } from "../setup/core/sources.ts";
import { loadSettings } from "../swarm/compose/settings.ts";
import { explained } from "./core/explain.ts";
import { settingsCheck } from "./core/layer-verdict.ts";
import { mustReplace } from "./core/namespace.ts";
import type { SessionName } from "./core/observation.ts";
import type { AuditDocument, LayerCheck } from "./core/report-document.ts";
import { auditVariables } from "./core/variables.ts";
import { verdictOf } from "./core/verdict.ts";
import { bareUrl, secretsOf, withoutSecrets } from "./core/without-secrets.ts";
import { known } from "./known.ts";
import { observe, whyNotObserved } from "./observe.ts";
import { observeByProxy } from "./observe-by-proxy.ts";
import { hashesOf, versionsOf } from "./provenance.ts";
import { findSubject } from "./subject.ts";

/** Audits OpenCode in a project. Nothing in the result holds a key that the configuration or a variable holds. */
export async function audit(
  place: DoctorContext,
  options: { verify: boolean; sessions?: readonly SessionName[] },
  now: () => string = () => new Date().toISOString(),
): Promise<AuditDocument> {
  const { packageRoot, version, signal, timeoutMs: limitMs = START_LIMIT_MS } = place;
  const subject = await findSubject(place);
  const { env, sources, cwd, urls } = subject;
  const at = now();
  const verify = options.verify ? (await loadSettings(subject.top ?? cwd, env)).sandbox : undefined;
  const looking = { packageRoot, limitMs, signal, sessions: options.sessions, verify };
  const noNamespace = await whyNotObserved(subject, looking);
  const look = noNamespace === undefined ? observe : observeByProxy;
  const { observation, checks } = await look(subject, looking);
  const facts = await known(subject);
  const document: AuditDocument = {
    kind: "oh-my-qwencoder egress audit",
    schema: 1,
    at,
    mode: noNamespace === undefined ? "namespace" : "proxy",
    cooperative: noNamespace !== undefined,
    ...(noNamespace === undefined ? {} : { noNamespace }),
    verdict: verdictOf(observation),
    project: cwd,
    modelServers: urls.map(bareUrl),
    addressReplaced: noNamespace !== undefined || mustReplace(urls),
    leftVariables: auditVariables(env).left,
    versions: await versionsOf(subject, version),
    hashes: await hashesOf(subject, packageRoot),
    observation,
    explanations: observation.attempts.map((attempt) => explained(attempt, facts)),
    checks: options.verify ? [settings(sources), ...checks] : [],
  };
  const configs = sources.flatMap(({ config }) => config ?? []);
  return withoutSecrets(document, secretsOf(env, configs));
}

function settings(sources: readonly Source[]): LayerCheck {
  const open = (of: readonly Source[]) =>
    egressChecks(of)
      .filter(({ status }) => status !== "ok")
      .map(({ id, why }) => `${id}: ${why?.en ?? ""}`);
  return settingsCheck(open(sources), open([]));
}
