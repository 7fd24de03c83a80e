/**
 * What models send as arguments, and what it stands for: the members were seen behind vLLM's real parsers, or are their
 * neighbours. `field` is one of `SHAPE` in the test; a right value is `reads`, a refused one has the words in `refused`.
 */
export interface ArgumentText {
  what: string;
  field: string;
  sent: unknown;
  reads?: unknown;
  refused?: RegExp;
}

const WORKER = { name: "a", command: "npm test" };
const read = (field: string, what: string, sent: unknown, reads: unknown): ArgumentText => ({
  ...{ what, field, sent, reads },
});
const no = (field: string, what: string, sent: unknown, refused: RegExp): ArgumentText => ({
  ...{ what, field, sent, refused },
});

const LISTS_OF_TEXTS: ArgumentText[] = [
  read("names", "JSON text", '["a","b"]', ["a", "b"]),
  read("names", "JSON text with spaces around", '\n  [ "a" , "b" ]\n', ["a", "b"]),
  read("names", "an empty list as text", "[]", []),
  read("names", "single quotes", "['a', 'b']", ["a", "b"]),
  read("names", "mixed quotes", `["a", 'b']`, ["a", "b"]),
  read("names", "a trailing comma", '["a","b",]', ["a", "b"]),
  read("names", "a code fence", '```\n["a"]\n```', ["a"]),
  read("names", "a code fence of json", '```json\n["a", "b"]\n```', ["a", "b"]),
  read("names", "a code fence on one line", '```json ["a"] ```', ["a"]),
  read("names", "a fence of one backtick", '`["a"]`', ["a"]),
  read("names", "lines between the items", '[\n"a",\n"b"\n]', ["a", "b"]),
  read("names", "a raw line break in a string", '["a\nb"]', ["a\nb"]),
  read("names", "a raw tab in a string", '["a\tb"]', ["a\tb"]),
  read("names", "an escaped line break", '["a\\nb"]', ["a\nb"]),
  read("names", "an escape JSON does not know", '["\\d+\\.ts"]', ["\\d+\\.ts"]),
  read("names", "Unicode by number", '["\\uac00"]', ["가"]),
  read("names", "an escaped single quote", `['it\\'s']`, ["it's"]),
  read("names", "double quotes in single ones", `['say "x"']`, ['say "x"']),
  read("names", "JSON text of JSON text", '"[\\"a\\"]"', ["a"]),
  read("names", "quoted items without brackets", '"a", "b"', ["a", "b"]),
  read("names", "one bare word", "all", ["all"]),
  read("names", "one quoted word", '"all"', ["all"]),
  read("names", "one glob", "src/**", ["src/**"]),
  read("names", "one glob with braces", "src/{a,b}/**", ["src/{a,b}/**"]),
  read("names", "one glob that begins with braces", "{api,web}/**", ["{api,web}/**"]),
  read("names", "one glob that begins with a class", "[a-f]*.ts", ["[a-f]*.ts"]),
  read("names", "one command", "npm test -- board", ["npm test -- board"]),
  read("names", "a command with commas in quotes", "node -e 'f(1, 2)'", ["node -e 'f(1, 2)'"]),
  read("names", "a command in brackets", "(cd web && npm test)", ["(cd web && npm test)"]),
  read("names", "many brackets", `${"(".repeat(90_000)}${")".repeat(90_000)}`, [
    `${"(".repeat(90_000)}${")".repeat(90_000)}`,
  ]),
  read("names", "the command true", "true", ["true"]),
  read("names", "a number as text", "42", ["42"]),
  read("names", "an empty text", "", []),
  read("names", "the word null", "null", []),
  read("names", "the word None", " None ", []),
  read("names", "null", null, []),
  read("names", "numbers in a list", [1, 2], ["1", "2"]),
  read("names", "Korean", "게시판", ["게시판"]),
  no("names", "several bare words", "a, b", /one item or several/),
  no("names", "several globs", "src/a/**,src/b/**", /one item or several/),
  no("names", "several lines", "npm ci\nnpm test", /one item or several/),
  no("names", "bullets", "- a\n- b", /one item or several/),
  no("names", "a list that was cut", '["a", "b', /no JSON/),
  no("names", "a list without quotes", "[a, b]", /no JSON/),
  no("names", "a tuple", '("a", "b")', /no JSON/),
  no("names", "two commas", '["a",,"b"]', /no JSON/),
  no("names", "a quote inside quotes", '["say "x""]', /no JSON/),
  no("names", "text behind the list", '["a"] and that is all', /no JSON/),
  no("names", "a comment in the list", '["a" // first\n]', /no JSON/),
  no("names", "an escape of Python alone", '["\\x41"]', /no JSON/),
  no("names", "an object where texts belong", { a: "b" }, /got an object \{a\}/),
  no("names", "an object as text", '{"a": "b"}', /a list of texts, got the text/),
  no("names", "lists in a list", [["a"]], /names\.0: expected a text, got a list of 1/),
  no("names", "null in a list", ["a", null], /names\.1: expected a text, got null/),
  no("names", "a number", 7, /a list of texts, got 7/),
  no("names", "nothing", undefined, /a list of texts, got nothing/),
  no("names", "a list too deep", `${"[".repeat(9000)}${"]".repeat(9000)}`, /no JSON/),
];

const LISTS_OF_OBJECTS: ArgumentText[] = [
  read("objects", "JSON text", '[{"name":"a","command":"npm test"}]', [WORKER]),
  read("objects", "Python's dict", "[{'name': 'a', 'command': 'npm test'}]", [WORKER]),
  read("objects", "one object", WORKER, [WORKER]),
  read("objects", "one object as text", '{"name":"a","command":"npm test"}', [WORKER]),
  read("objects", "items as text", ['{"name":"a","command":"npm test"}'], [WORKER]),
  read(
    "objects",
    "objects without brackets",
    `${JSON.stringify(WORKER)}, ${JSON.stringify(WORKER)}`,
    [WORKER, WORKER],
  ),
  read("objects", "keys without quotes", '[{name: "a", command: "npm test"}]', [WORKER]),
  read("objects", "a fence and a comma", '```json\n[{"name":"a","command":"npm test",},]\n```', [
    WORKER,
  ]),
  read("objects", "True", "[{'name':'a','command':'c','sure':True}]", [
    { name: "a", command: "c", sure: true },
  ]),
  read("objects", "None for an optional", "[{'name':'a','command':'c','sure':None}]", [
    { name: "a", command: "c" },
  ]),
  read(
    "objects",
    "True as text inside",
    [{ name: "a", command: "c", sure: "True" }],
    [{ name: "a", command: "c", sure: true }],
  ),
  read("objects", "another spelling of a key", [{ Name: "a", COMMAND: "npm test" }], [WORKER]),
  read("objects", "an empty text", "", []),
  no(
    "objects",
    "a bare word",
    "all of them",
    /objects \{name, command, sure\?\}, got the text "all/,
  ),
  no(
    "objects",
    "a text for an object",
    ["npm test"],
    /objects\.0: expected an object .*"npm test"/,
  ),
  no("objects", "a key given twice", '[{"name":"a","name":"b","command":"c"}]', /no JSON/),
  no(
    "objects",
    "a missing field",
    [{ name: "a" }],
    /objects\.0\.command: expected a text, got nothing/,
  ),
  no(
    "objects",
    "a near miss",
    [{ worker_name: "a", command: "c" }],
    /`worker_name` in objects\.0; did you mean `name`\?/,
  ),
  no(
    "objects",
    "a slip of the pen",
    [{ name: "a", comand: "c" }],
    /`comand`.* did you mean `command`\?/,
  ),
  no(
    "objects",
    "a foreign field",
    [{ ...WORKER, colour: "red" }],
    /`colour` .*the fields are name, command, sure\?/,
  ),
  no(
    "objects",
    "two spellings of a key",
    [{ Name: "a", NAME: "b", command: "c" }],
    /unknown field `Name`/,
  ),
  no(
    "objects",
    "a field of every object",
    [{ ...WORKER, constructor: 1 }],
    /unknown field `constructor`/,
  ),
  no(
    "objects",
    "a prototype as text",
    '[{"name":"a","command":"c","__proto__":{"sure":true}}]',
    /`__proto__`/,
  ),
];

const SCALARS: ArgumentText[] = [
  read("flag", "true as text", "true", true),
  read("flag", "True", "True", true),
  read("flag", "FALSE", "FALSE", false),
  read("flag", "quoted", '"false"', false),
  read("flag", "null", null, undefined),
  read("flag", "None", "None", undefined),
  read("flag", "an empty text", "", undefined),
  no("flag", "a number", 1, /flag: expected true or false, got 1/),
  no("flag", "another word", "maybe", /expected true or false, got the text "maybe"/),
  read("minutes", "a number as text", "30", 30),
  read("minutes", "a fraction as text", "1.5", 1.5),
  read("minutes", "with its unit", "5 minutes", 5),
  read("minutes", "with its unit, short", "5min", 5),
  read("minutes", "null", "null", undefined),
  no("minutes", "another unit", "2 hours", /a number above 0, at most 240, got the text "2 hours"/),
  no("minutes", "too many", "241", /a number above 0, at most 240, got 241/),
  no("minutes", "none", 0, /a number above 0, at most 240, got 0/),
  no("minutes", "words", "as long as it takes", /minutes: expected a number/),
  read("until", "capitals", "ALL", "all"),
  read("until", "quotes", '"all"', "all"),
  read("until", "spaces", " change ", "change"),
  no(
    "until",
    "another word",
    "everything",
    /expected "change" or "all", got the text "everything"/,
  ),
  no("until", "a mark behind it", "all!", /expected "change" or "all"/),
  no("until", "a list", ["all"], /got a list of 1/),
  read("title", "a number", 42, "42"),
  read("title", "a boolean", true, "true"),
  read("title", "the text null", "null", "null"),
  read("title", "JSON stays text", '{"a": 1}', '{"a": 1}'),
  read("title", "quotes stay", '"a"', '"a"'),
  no("title", "null", null, /title: expected a text, got null/),
  no("title", "a fraction, which has lost its spelling", 1.1, /got 1\.1/),
  no("title", "a list", ["a", "b"], /got a list of 2/),
  no("title", "an object", { text: "a" }, /got an object \{text\}/),
  read("quote", "null", null, undefined),
  read("quote", "null as text", "null", undefined),
  read("quote", "None", "None", undefined),
  read("quote", "an empty text", "  ", undefined),
  read("quote", "words", "yes, none of that", "yes, none of that"),
  read("object", "JSON text", '{"name":"a","command":"npm test"}', WORKER),
  read("object", "JSON text of JSON text", JSON.stringify(JSON.stringify(WORKER)), WORKER),
  read("object", "Python", "{'name': 'a', 'command': 'npm test'}", WORKER),
  no("object", "a list of one", [WORKER], /expected an object .*, got a list of 1/),
  no("object", "a bare word", "npm test", /expected an object \{name, command, sure\?\}/),
];

export const ARGUMENT_TEXTS = [...LISTS_OF_TEXTS, ...LISTS_OF_OBJECTS, ...SCALARS];
