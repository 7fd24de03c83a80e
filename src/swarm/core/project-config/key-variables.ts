import { z } from "zod";

const Provider = z.object({
  options: z.record(z.string(), z.unknown()).optional().catch(undefined),
});
const Providers = z.record(z.string(), Provider.catch({}));

/** A shorter value is a switch or a number, which other variables may also have. */
const SHORTEST_KEY = 8;

/**
 * The variables whose value stands in a provider's options, as a key or in a header. Variables are known by their
 * values, because OpenCode has put `{env:NAME}` in place before it shows its configuration.
 */
export function keyVariables(
  provider: unknown,
  env: Readonly<Record<string, string | undefined>>,
): string[] {
  const providers = Object.values(Providers.safeParse(provider).data ?? {});
  const { keys, texts } = { keys: new Set<string>(), texts: [] as string[] };
  for (const { options = {} } of providers) {
    if (typeof options["apiKey"] === "string") keys.add(options["apiKey"]);
    texts.push(...stringsIn(options["headers"]));
  }
  const holdsKey = (value: string): boolean =>
    value.length >= SHORTEST_KEY && (keys.has(value) || texts.some((text) => text.includes(value)));
  return Object.entries(env).flatMap(([name, value]) =>
    value !== undefined && holdsKey(value) ? [name] : [],
  );
}

function stringsIn(value: unknown): string[] {
  if (typeof value !== "object" || value === null) return [];
  return Object.values(value).filter((each): each is string => typeof each === "string");
}
