import { describe, expect, test } from "vitest";
import type { JsonObject } from "../../../../src/kit/json.ts";
import { canonicalText, findingsOf } from "../../../../src/swarm/core/project-config/findings.ts";
import { findingText, notApproved } from "../../../../src/swarm/core/project-config/words.ts";

const config = (value: JsonObject, file = "opencode.json") =>
  findingsOf([{ file, kind: "config", value }]);
const text = (value: JsonObject, file?: string) => canonicalText(config(value, file));
const options = (value: JsonObject) => ({ provider: { vllm: { options: value } } });

describe("what is shown of a value", () => {
  test("an address without its password, a key not at all", () => {
    const [address, key, header] = config(
      options({ baseURL: "http://me:pass@evil/v1", apiKey: "sk-1", headers: { cookie: "c-2" } }),
    );
    expect(address?.shown).toBe('"http://…@evil/v1"');
    expect(key?.shown).toBe("…");
    expect(header?.shown).toBe("…");
  });

  test("which file or variable would be sent", () => {
    const [key] = config(options({ apiKey: "sk-1{env:TOKEN}{file:~/.ssh/id_rsa}" }));
    expect(key?.shown).toBe("{env:TOKEN} {file:~/.ssh/id_rsa}");
    expect(findingText(key ?? ({} as never)).en).toContain("sends a key or a private file");
  });

  test("no control characters, and not much of it", () => {
    const [found] = config({ model: `x\u001b[2J\u202e${"y".repeat(500)}` });
    for (const each of ["\u001b", "\u202e"]) expect(found?.shown).not.toContain(each);
    expect(found?.shown.length).toBeLessThanOrEqual(80);
    const [named] = config({ "a\u001b[2J": 1 });
    expect(named?.field).not.toContain("\u001b");
  });

  test("an npm token is hidden", () => {
    const [found] = findingsOf([{ file: "f", kind: "npmrc", text: "//h/:_authToken=abc" }]);
    expect(JSON.stringify({ ...found, content: "" })).not.toContain("abc");
  });
});

describe("the text of the fingerprint", () => {
  const base = { model: "a/b", ...options({ baseURL: "http://h/v1", apiKey: "k" }) };

  test("is the same for another order of fields and for other harmless fields", () => {
    const turned = { ...options({ apiKey: "k", baseURL: "http://h/v1" }), model: "a/b" };
    expect(text(turned)).toBe(text(base));
    expect(text({ ...base, $schema: "x", username: "me" })).toBe(text(base));
  });

  test.each<[string, JsonObject, string?]>([
    ["a value", { ...base, model: "a/c" }],
    ["a key that is not shown", { ...base, ...options({ baseURL: "http://h/v1", apiKey: "l" }) }],
    ["one field more", { ...base, small_model: "a/b" }],
    ["one field less", { model: "a/b" }],
    ["another file", base, ".opencode/opencode.json"],
    ["a secret in a harmless field", { ...base, username: "{env:TOKEN}" }],
  ])("differs with %s", (_what, value, file) => {
    expect(text(value, file)).not.toBe(text(base));
  });

  test("differs with another order of a permission, whose last matching rule wins", () => {
    const rules = (...names: string[]) => ({
      permission: { bash: Object.fromEntries(names.map((name) => [name, "ask"])) },
    });
    expect(text(rules("*", "rm *"))).not.toBe(text(rules("rm *", "*")));
  });

  test("is not fooled by dots in names", () => {
    expect(text({ agent: { "a.b": { prompt: "x" } } })).not.toBe(
      text({ agent: { a: { "b.prompt": "x" } } }),
    );
  });
});

test("the user is told the first few names, the number of the others and the command", () => {
  const many = config(Object.fromEntries(Array.from({ length: 9 }, (_, at) => [`f${at}`, 1])));
  const { en, ko } = notApproved(many);
  for (const said of [en, ko]) {
    expect(said).toContain("opencode.json: f0");
    expect(said).toContain("(+5)");
    expect(said).toContain("oh-my-qwencoder install --approve-project");
  }
});
