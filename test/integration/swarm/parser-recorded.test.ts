import { describe, expect, test } from "vitest";
import { z } from "zod";
import { HOST_ARGUMENTS, INVENTED } from "../../../src/swarm/core/arguments/host-arguments.ts";
import { readArguments } from "../../../src/swarm/core/arguments/read-arguments.ts";
import { hashOfTexts, readRecording } from "../../parser/recording.ts";
import { ALL_TEXTS } from "../../parser/texts/all.ts";
import type { ExpectedCall } from "../../parser/texts/form.ts";
import { builtGate, builtPlugin } from "../../support/built-plugin.ts";
import { OUR_TOOLS, schemaOf } from "../../support/our-tools.ts";

const recording = await readRecording();

interface Recorded {
  what: string;
  expected: ExpectedCall;
  arguments: string;
}
const RECORDED: Recorded[] = ALL_TEXTS.flatMap(({ what, calls }) =>
  calls.map((expected, n) => ({
    ...{ what, expected },
    arguments: recording.answers[what]?.calls[n]?.arguments ?? "",
  })),
);
const isOurs = ({ expected }: Recorded) => Object.hasOwn(OUR_TOOLS, expected.tool);
const OURS = RECORDED.filter((each) => isOurs(each) && !each.expected.invalid);
const HOSTS = RECORDED.filter((each) => !isOurs(each) && !each.expected.invalid);

describe("the recording is of today", () => {
  test("texts: record them again with npm run test:parser -- --record", () => {
    expect(recording.texts).toBe(hashOfTexts());
    expect(Object.keys(recording.answers).sort()).toEqual(ALL_TEXTS.map(({ what }) => what).sort());
  });

  test("at least 86 texts, each once", () => {
    const names = ALL_TEXTS.map(({ what }) => what);
    expect(new Set(names).size).toBe(names.length);
    expect(names.length).toBeGreaterThanOrEqual(86);
  });

  test("the calls that the parser saw are the ones expected", () => {
    for (const { what, calls } of ALL_TEXTS)
      expect([what, recording.answers[what]?.calls.map(({ name }) => name)]).toEqual([
        what,
        calls.map(({ tool }) => tool),
      ]);
  });

  const sent = Object.values(recording.tools).flat();
  const parametersOf = (tool: string) =>
    sent.find(({ function: { name } }) => name === tool)?.function["parameters"];

  test.each(Object.keys(OUR_TOOLS))("parameters of %s", (tool) => {
    expect(typesIn(parametersOf(tool))).toEqual(
      typesIn(z.toJSONSchema(schemaOf(tool), { io: "input" })),
    );
  });

  test.each(Object.entries(HOST_ARGUMENTS))("parameters of the host's %s", (tool, schema) => {
    const older = tool === "bash" ? { description: "string" } : {};
    const hidden = Object.fromEntries((INVENTED[tool] ?? []).map((name) => [name, "string"]));
    const types = { ...hidden, ...(typesIn(parametersOf(tool)) as object) };
    expect(Object.keys(typesIn(parametersOf(tool)) as object)).not.toEqual(
      expect.arrayContaining([...(INVENTED[tool] ?? ["-"])]),
    );
    const ours = typesIn(z.toJSONSchema(schema, { io: "input" }));
    expect(
      JSON.parse(JSON.stringify({ ...types, ...older }).replaceAll("integer", "number")),
    ).toEqual(ours);
  });
});

describe("what the parser makes of a model's text, as we read it", () => {
  test.each(OURS.filter(({ expected }) => expected.args))(
    "$what",
    ({ expected, arguments: sent }) => {
      const { tool, args, note } = expected;
      expect(readArguments(schemaOf(tool), JSON.parse(sent))).toEqual({ ok: true, args, note });
    },
  );

  test("in the built plugin: the same texts are refused, the same are read, in the same words", async () => {
    const call = await builtPlugin();
    for (const { what, expected, arguments: sent } of OURS) {
      const { tool, note = "", refused, says } = expected;
      const said = await call(tool, JSON.parse(sent));
      expect([what, said.includes("[AEGIS BAD_ARGUMENTS] ")]).toEqual([
        what,
        refused === "BAD_ARGUMENTS",
      ]);
      expect([what, /\n\n(Read [^\n]*)$/.exec(said)?.[1] ?? ""]).toEqual([what, note]);
      if (says && refused === "BAD_ARGUMENTS") expect(said).toMatch(says);
    }
  });
});

describe("what the parser makes of a call of the host's tools", () => {
  test.each(HOSTS.filter(({ expected }) => expected.args))(
    "$what",
    ({ expected, arguments: sent }) => {
      expect(JSON.parse(sent)).toEqual(expected.args);
    },
  );

  test("in the built plugin: a field that the tool does not have is refused", async () => {
    const gate = await builtGate();
    const refused = HOSTS.filter(({ expected }) => expected.refused === "BAD_ARGUMENTS");
    expect(new Set(refused.map(({ expected }) => expected.tool))).toEqual(
      new Set(["write", "edit", "bash"]),
    );
    for (const [n, { expected, arguments: sent }] of refused.entries())
      expect(await gate(expected.tool, `call_${n}`, JSON.parse(sent))).toMatch(
        expected.says ?? /^$/,
      );
  });
});

/** Names and types of a schema, which is all that the parser reads of it. */
function typesIn(schema: unknown): unknown {
  const { type, properties, items } = (schema ?? {}) as Record<string, unknown>;
  if (items !== undefined) return [typesIn(items)];
  if (properties === undefined) return type;
  return Object.fromEntries(
    Object.entries(properties as object).map(([name, of]) => [name, typesIn(of)]),
  );
}
