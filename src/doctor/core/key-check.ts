import type { Json } from "../../kit/json.ts";
import { alike, say } from "../../kit/sentence.ts";
import { keyTrouble } from "../../setup/core/keys.ts";
import type { Source } from "../../setup/core/sources.ts";
import type { CheckResult } from "./check.ts";
import { person } from "./fix.ts";

/** Looks at the keys that the configuration takes from variables. Values are never shown. */
export function keyCheck(
  sources: readonly Source[],
  env: Readonly<Record<string, string | undefined>>,
): CheckResult {
  const id = "config.keys";
  const named = sources.flatMap(({ config }) => keysIn(config?.["provider"]));
  const found = [...new Set(named)].flatMap((name) => {
    const trouble = keyTrouble(env[name] ?? "");
    return trouble ? [{ name, trouble }] : [];
  });
  const [first] = found;
  if (!first)
    return { id, status: "ok", what: say("no key that cannot be sent", "보낼 수 없는 키 없음") };
  const names = found.map(({ name }) => name).join(", ");
  return {
    id,
    status: "error",
    what: alike(names),
    why: first.trouble,
    fix: person(
      `give the server a key of letters and digits, and put the same key into ${first.name}`,
      `서버의 키를 영문자와 숫자로 된 것으로 바꾸고 같은 키를 ${first.name}에 넣으세요`,
    ),
  };
}

/** Names of the variables in `{env:…}` of any value. */
function keysIn(value: Json | undefined): string[] {
  return [...JSON.stringify(value ?? null).matchAll(/\{env:([^}"]+)\}/g)].map(
    ([, name]) => name ?? "",
  );
}
