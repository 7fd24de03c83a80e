import { at, isRecord } from "../../kit/json.ts";
import { effective, type Source } from "../../setup/core/sources.ts";

/**
 * The addresses of the model servers that the configuration names: of each provider whose model is in use, as `model`,
 * `small_model` or by an agent. `sources` are the ones that count, lowest rank first; `env` fills in `{env:NAME}`.
 * An address that no URL can be made of is left out.
 */
export function modelServers(
  sources: readonly Source[],
  env: Readonly<Record<string, string | undefined>>,
): string[] {
  const providers = new Set(modelsInUse(sources).flatMap(providerOf));
  const urls = [...providers].flatMap((provider) => addressesOf(sources, provider));
  return [...new Set(urls.map((url) => filledIn(url, env)))].filter(isWebAddress);
}

function modelsInUse(sources: readonly Source[]): string[] {
  const named = [["model"], ["small_model"]].map((path) => effective(sources, path)?.value);
  const agents = sources.flatMap(({ config }) =>
    ["agent", "mode"].flatMap((key) => modelsOf(config?.[key])),
  );
  return [...named, ...agents].filter((model) => typeof model === "string");
}

function modelsOf(group: unknown): unknown[] {
  return isRecord(group)
    ? Object.values(group).map((one) => (isRecord(one) ? one["model"] : undefined))
    : [];
}

/** A model is called `provider/model`. */
function providerOf(model: string): string[] {
  const slash = model.indexOf("/");
  return slash > 0 ? [model.slice(0, slash)] : [];
}

/** Each model of a provider may have an address of its own: a replica. */
function addressesOf(sources: readonly Source[], provider: string): string[] {
  const value = (...path: string[]) => effective(sources, ["provider", provider, ...path])?.value;
  const names = sources.flatMap(({ config }) => {
    const models = config && at(config, ["provider", provider, "models"]);
    return isRecord(models) ? Object.keys(models) : [];
  });
  const own = [...new Set(names)].map((name) => value("models", name, "provider", "api"));
  const all = [value("options", "baseURL") ?? value("api"), ...own];
  return all.filter((url) => typeof url === "string");
}

function filledIn(text: string, env: Readonly<Record<string, string | undefined>>): string {
  return text.replace(/\{env:([^}]+)\}/g, (_all, name: string) => env[name] ?? "");
}

function isWebAddress(url: string): boolean {
  return URL.canParse(url) && /^https?:$/.test(new URL(url).protocol);
}
