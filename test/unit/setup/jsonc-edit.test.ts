import fc from "fast-check";
import { parse } from "jsonc-parser";
import { describe, expect, test } from "vitest";
import { at, isJsonObject, type Json, type JsonObject } from "../../../src/kit/json.ts";
import { editJsonc } from "../../../src/setup/adapters/jsonc-edit.ts";

const ADD = [
  { path: ["a"], value: 1 },
  { path: ["o", "x"], value: "deny" },
  { path: ["l"], value: ["p"] },
];
const REMOVE = [["a"], ["o"], ["l"]].map((path) => ({ path, value: undefined }));

describe("added at the end of each kind of document, and removed again", () => {
  test.each([
    ["", '{\n  "a": 1,\n  "o": {\n    "x": "deny"\n  },\n  "l": ["p"]\n}\n', "{\n}\n"],
    ["{}", '{\n  "a": 1,\n  "o": {\n    "x": "deny"\n  },\n  "l": ["p"]\n}', "{\n}"],
    ['{"z":1}', '{"z":1,"a":1,"o":{"x":"deny"},"l":["p"]}', '{"z":1}'],
    ['{ "z": 1 }', '{ "z": 1, "a": 1, "o": { "x": "deny" }, "l": ["p"] }', '{ "z": 1 }'],
    [
      '{\n\t"z": 1, // note\n}\n',
      '{\n\t"z": 1, // note\n\t"a": 1,\n\t"o": {\n\t\t"x": "deny"\n\t},\n\t"l": ["p"],\n}\n',
      '{\n\t"z": 1, // note\n}\n',
    ],
    [
      '{\r\n    "z": 1 // note\r\n    // more\r\n}',
      '{\r\n    "z": 1, // note\r\n    "a": 1,\r\n    "o": {\r\n        "x": "deny"\r\n    },\r\n    "l": ["p"]\r\n    // more\r\n}',
      '{\r\n    "z": 1 // note\r\n    // more\r\n}',
    ],
  ])("%j", (before, added, removed) => {
    expect(editJsonc(before, ADD)).toBe(added);
    expect(editJsonc(added, REMOVE)).toBe(removed);
  });
});

test("between others, first and last, with comments around", () => {
  const text =
    '{\n  // of a\n  "a": 1, // one\n  "b": [1, 2, 3],\n  /* of c */ "c": 3 // three\n}\n';
  const removed = (...path: (string | number)[]) => editJsonc(text, [{ path, value: undefined }]);
  expect(removed("a")).toBe(
    '{\n  // of a\n  // one\n  "b": [1, 2, 3],\n  /* of c */ "c": 3 // three\n}\n',
  );
  expect(removed("b")).toBe('{\n  // of a\n  "a": 1, // one\n  /* of c */ "c": 3 // three\n}\n');
  expect(removed("b", 0)).toContain('"b": [ 2, 3]');
  expect(removed("b", 2)).toContain('"b": [1, 2]');
  expect(removed("nothing", "here")).toBe(text);
});

const key = fc.constantFrom("a", "b", "c", "odd key", "한글");
const value: fc.Arbitrary<Json> = fc.letrec<{ value: Json }>((tie) => ({
  value: fc.oneof(
    { depthSize: "small" },
    fc.constantFrom<Json>(null, true, 1, "text", "// no comment", [], {}),
    fc.array(tie("value"), { maxLength: 3 }),
    fc.dictionary(key, tie("value"), { maxKeys: 3, noNullPrototype: true }),
  ),
})).value;
const document = fc.dictionary(key, value, { maxKeys: 4, noNullPrototype: true });
const style = fc.constantFrom<string | number | undefined>(undefined, 2, 4, "\t");
const path = fc.array(key, { minLength: 1, maxLength: 3 });

/** The text of a document, with a comma behind the last entry of objects where asked. */
function textOf(
  config: JsonObject,
  indent: string | number | undefined,
  trailing: boolean,
): string {
  const text = JSON.stringify(config, null, indent);
  return trailing ? text.replace(/([^{\s])(\s*)\}$/, "$1,$2}") : text;
}

test("whatever the document: what was asked stands there, and all else is as it was", () => {
  fc.assert(
    fc.property(
      document,
      path,
      value,
      style,
      fc.boolean(),
      (config, place, wanted, indent, trailing) => {
        const before = textOf(config, indent, trailing);
        const after = read(editJsonc(before, [{ path: place, value: wanted }]));
        expect(at(after, place)).toEqual(wanted);
        expect(without(after, place)).toEqual(without(config, place));
        const again = read(
          editJsonc(JSON.stringify(after, null, indent), [{ path: place, value: undefined }]),
        );
        expect(at(again, place)).toBeUndefined();
      },
    ),
    { numRuns: 2_000 },
  );
});

function read(text: string): JsonObject {
  const errors: never[] = [];
  const value = parse(text, errors, { allowTrailingComma: true }) as JsonObject;
  expect(errors, text).toEqual([]);
  return value;
}

/** A document with what lies on a path taken out, emptied parents included. */
function without(config: JsonObject, [first = "", ...rest]: string[]): JsonObject {
  const { [first]: inner, ...others } = config;
  if (rest.length === 0 || !isJsonObject(inner)) return others;
  const left = without(inner, rest);
  return Object.keys(left).length === 0 ? others : { ...others, [first]: left };
}
