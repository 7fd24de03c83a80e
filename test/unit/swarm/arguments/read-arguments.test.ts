import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import { near } from "../../../../src/swarm/core/arguments/alike.ts";
import { looseJson } from "../../../../src/swarm/core/arguments/loose-json.ts";
import { readArguments } from "../../../../src/swarm/core/arguments/read-arguments.ts";
import { Plan } from "../../../../src/swarm/core/plan/plan.ts";
import { ARGUMENT_TEXTS } from "../../../support/argument-texts.ts";
import { plan } from "../../../support/script-lines.ts";

const Item = z.object({ name: z.string(), command: z.string(), sure: z.boolean().optional() });
const SHAPE: Record<string, z.ZodType> = {
  names: z.array(z.string()),
  objects: z.array(Item),
  object: Item,
  flag: z.boolean().optional(),
  minutes: z.number().positive().max(240).optional(),
  until: z.enum(["change", "all"]),
  title: z.string(),
  quote: z.string().optional(),
};

const readOne = (field: string, sent: unknown) =>
  readArguments(z.object({ [field]: SHAPE[field] as z.ZodType }), { [field]: sent });

test.each(ARGUMENT_TEXTS)("$field: $what", ({ field, sent, reads, refused }) => {
  const reading = readOne(field, sent);
  if (refused === undefined)
    expect(reading).toMatchObject({
      ok: true,
      args: reads === undefined ? {} : { [field]: reads },
    });
  else
    expect(
      reading.ok ? reading.args : reading.faults.map(({ says }) => says.en).join("; "),
    ).toMatch(refused);
});

test("at least 86 texts, each once", () => {
  const names = ARGUMENT_TEXTS.map(({ field, what }) => `${field} ${what}`);
  expect(new Set(names).size).toBe(names.length);
  expect(names.length).toBeGreaterThanOrEqual(86);
});

describe("what was read otherwise is said in half a line", () => {
  const says = (change: object) => {
    const reading = readArguments(Plan, { ...plan(["a"]), ...change });
    return reading.ok ? reading.note : reading.faults;
  };
  test.each([
    ["nothing to say", {}, ""],
    ["null for an optional needs no word", { depends_on: null }, ""],
    ["JSON text", { workers: JSON.stringify(plan(["a"]).workers) }, "Read workers as JSON text."],
    ["an enum", { qa_strategy: "Worker-All" }, 'Read qa_strategy as "worker-all".'],
    ["a key", { Shared: [], shared: undefined }, /unknown field/],
    [
      "several, the rest counted",
      { shared: "docs/**", qa_strategy: "FULL-E2E", title: 1, summary: 2, qa: "[]" },
      "Read title as text, summary as text, shared as a list of one, qa as JSON text and 1 more.",
    ],
  ] as const)("%s", (_what, change, note) => {
    const said = says(change);
    if (typeof note === "string") expect(said).toBe(note);
    else expect(JSON.stringify(said)).toMatch(note);
  });
});

test("the arguments themselves may be text or nothing", () => {
  expect(readArguments(z.object({}), undefined)).toMatchObject({ ok: true, args: {} });
  expect(readArguments(z.object({}), null)).toMatchObject({ ok: true, args: {} });
  expect(readArguments(Plan, JSON.stringify(plan(["a"])))).toMatchObject({
    ok: true,
    args: plan(["a"]),
  });
  expect(readArguments(Plan, "build it")).toMatchObject({ ok: false, faults: [{ path: [] }] });
});

const texts = fc.array(fc.string({ unit: "grapheme" }));
const right = fc.record({
  title: fc.string(),
  summary: fc.string(),
  shared: texts,
  workers: fc.array(
    fc.record(
      {
        ...{ name: fc.string(), feature: fc.string(), scope: texts, spec: fc.string(), qa: texts },
        ...{ depends_on: texts, may_change_nothing: fc.boolean() },
      },
      { requiredKeys: ["name", "feature", "scope", "spec", "qa"] },
    ),
  ),
  qa: fc.array(fc.record({ name: fc.string(), command: fc.string() })),
  qa_strategy: fc.constantFrom(...Plan.shape.qa_strategy.options),
});

test("right arguments are never read as anything else", () => {
  fc.assert(
    fc.property(right, (args) => {
      expect(readArguments(Plan, args)).toEqual({ ok: true, args, note: "" });
    }),
  );
});

test("their lists as JSON or Python text are the same lists", () => {
  fc.assert(
    fc.property(right, (args) => {
      for (const spell of [JSON.stringify, python]) {
        const sent = { ...args, workers: spell(args.workers), qa: spell(args.qa) };
        expect(readArguments(Plan, sent)).toMatchObject({ ok: true, args });
      }
    }),
  );
});

test("whatever is read fits the schema with no field more, and no text makes the reader fail", () => {
  const keys = [...Object.keys(Plan.shape), "extra"];
  const junk = fc.oneof(fc.anything({ maxDepth: 3 }), fc.json(), fc.string());
  const calls = fc.oneof(
    junk,
    fc.dictionary(fc.constantFrom(...keys), junk),
    right.map((args) => ({ ...args, extra: null })),
  );
  fc.assert(
    fc.property(calls, (sent) => {
      const reading = readArguments(Plan, sent);
      if (reading.ok) expect(z.strictObject(Plan.shape).safeParse(reading.args).success).toBe(true);
      else expect(reading.faults.length).toBeGreaterThan(0);
    }),
  );
});

test("every JSON text is read as JSON reads it", () => {
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 6 }), (value) => {
      expect(looseJson(JSON.stringify(value, null, 1))).toEqual({
        value: JSON.parse(JSON.stringify(value)),
      });
    }),
  );
});

test("names of the same distance are all named; far ones are not", () => {
  expect(near("worker_name", ["name", "scope"])).toEqual(["name"]);
  expect(near("dependson", ["depends_on"])).toEqual(["depends_on"]);
  expect(near("depend", ["depends_on", "name"])).toEqual(["depends_on"]);
  expect(near("bodi", ["body", "bode"])).toEqual(["body", "bode"]);
  expect(near("colour", ["name", "qa"])).toEqual([]);
  expect(near("x", [])).toEqual([]);
});

/** The value as Python prints it. */
function python(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(python).join(", ")}]`;
  if (typeof value === "boolean") return value ? "True" : "False";
  if (typeof value !== "object" || value === null) return quoted(String(value));
  return `{${Object.entries(value)
    .map(([key, of]) => `'${key}': ${python(of)}`)
    .join(", ")}}`;
}

function quoted(text: string): string {
  const escaped = text.replaceAll("\\", "\\\\").replaceAll("'", "\\'").replaceAll("\n", "\\n");
  return `'${escaped}'`;
}
