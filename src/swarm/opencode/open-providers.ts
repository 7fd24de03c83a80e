import type { Config } from "@opencode-ai/plugin";
import { AGENTS } from "../core/agents.ts";

/**
 * The second half of the dead-man's switch. `install` writes `"enabled_providers": []`, so that OpenCode knows
 * no model; this opens only the providers of the models that are in use here. If the plugin did not load
 * (deleted, broken, OPENCODE_PURE), a session can therefore send nothing, even if our agents exist as files. We
 * leave a list that the user has filled. Call this last, so that an earlier error leaves the switch closed.
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

/** A model is called `provider/model`; the model's own name may contain more slashes. */
function providerOf(model: string | undefined): string[] {
  const [provider, ...rest] = (model ?? "").split("/");
  return provider && rest.length > 0 ? [provider] : [];
}
