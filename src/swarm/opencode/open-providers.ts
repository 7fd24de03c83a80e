import type { Config } from "@opencode-ai/plugin";
import { AGENTS } from "../core/agents.ts";

/**
 * The other half of the dead-man's switch. `install` writes `"enabled_providers": []`, with which OpenCode
 * knows no model at all; this opens the providers of the models that are in use here, and no others. A session
 * in which the plugin did not load (deleted, broken, OPENCODE_PURE) is so unable to send anything anywhere,
 * also where our agents exist as files. A list the user has filled is theirs. Call it last: what throws
 * before leaves the switch closed.
 */
export function openProviders(config: Config): void {
  const live = config as Config & {
    small_model?: string;
    agent?: Record<string, { model?: string } | undefined>;
  };
  if (live.enabled_providers?.length !== 0) return;
  const agents = AGENTS.map((name) => live.agent?.[name]?.model);
  const models = [live.model, live.small_model, ...agents];
  live.enabled_providers = [...new Set(models.flatMap(providerOf))];
}

/** A model is named `provider/model`; the model's own name may hold more slashes. */
function providerOf(model: string | undefined): string[] {
  const [provider, ...rest] = (model ?? "").split("/");
  return provider && rest.length > 0 ? [provider] : [];
}
