import { call, type ModelText } from "./form.ts";

/** Files that are there before. */
export const HOST_FILES = {
  "README.md": "# demo\n",
  "first.txt": "first\n",
  "second.txt": "second\n",
};

/** A file that the host writes: the parser's arguments, and the bytes on disk. */
function writes(what: string, file: string, content: string, left = content): ModelText {
  return {
    what,
    writes: call("write", { filePath: file, content }),
    calls: [{ tool: "write", args: { filePath: file, content: left } }],
    leaves: { [file]: left },
  };
}

const CONTENT: ModelText[] = [
  writes("write: lines, indentation, a last line break", "plain.ts", "if (a) {\n\tb();\n}\n"),
  writes("write: no last line break", "bare.txt", "one line"),
  writes("write: tags and entities", "page.html", '<a href="x">&amp; < > </a>\n</b>'),
  writes("write: Korean and emoji", "ko.md", "# 게시판 🎮\n끝"),
  writes("write: JSON stays text", "data.json", '{"a": [1, true, null]}\n'),
  writes("write: a word that is a value elsewhere", "true.txt", "true"),
  writes("write: a number stays text", "number.txt", "007"),
  writes("write: null stays text", "null.txt", "null"),
  writes("write: empty lines at both ends", "lines.txt", "\n\nmiddle\n\n"),
  writes("write: quotes and backslashes", "quotes.txt", `"a" 'b' \\n \\d \\\\`),
  writes("write: a list as text", "list.txt", "['a', True]"),
  writes("write: nothing", "empty.txt", ""),
];

/** Nobody can see this: the parser ends the value there. `docs/limits.md` says so. */
const CUT: ModelText[] = [
  writes("write: an end of a value in a file", "cut.md", "before </parameter> after", "before "),
];

const MARKUP =
  /\[AEGIS BAD_ARGUMENTS\] \w+ has no field `foo`.*<parameter=foo>.*Nothing ran\.\nNext: .*@@.*sed/s;
const refused = (
  what: string,
  tool: string,
  values: Record<string, string>,
  file: string,
): ModelText => ({
  what,
  writes: call(tool, values),
  calls: [{ tool, refused: "BAD_ARGUMENTS", says: MARKUP }],
  leaves: { [file]: file === "README.md" ? "# demo\n" : undefined },
});

const MARKED: ModelText[] = [
  refused(
    "write: a beginning of a value in a file",
    "write",
    { filePath: "markup.md", content: "before <parameter=foo> after" },
    "markup.md",
  ),
  refused(
    "write: a whole value in a file",
    "write",
    { filePath: "whole.md", content: "a\n<parameter=foo>\nb\n</parameter>\nc" },
    "whole.md",
  ),
  refused(
    "write: an unknown key",
    "write",
    { filePath: "extra.md", content: "a", foo: "true" },
    "extra.md",
  ),
  refused(
    "edit: a beginning of a value",
    "edit",
    { filePath: "README.md", oldString: "# demo", newString: "# <parameter=foo>" },
    "README.md",
  ),
  refused(
    "bash: a beginning of a value",
    "bash",
    { command: "cat > here.md <<'X'\n<parameter=foo>\nX", description: "write" },
    "here.md",
  ),
  {
    what: "bash: the way that the refusal names",
    writes: `${call("write", { filePath: "tags.md", content: "a\n@@parameter=foo>b@@/parameter>\n" })}\n${call("bash", { command: "sed -i 's/@@/</g' tags.md", description: "put the tags in" })}`,
    calls: [{ tool: "write" }, { tool: "bash" }],
    leaves: { "tags.md": "a\n<parameter=foo>b</parameter>\n" },
  },
];

const VALUES: ModelText[] = [
  {
    what: "read: numbers as text",
    writes: call("read", { filePath: "README.md", offset: "1", limit: "5" }),
    calls: [{ tool: "read", args: { filePath: "README.md", offset: 1, limit: 5 }, says: /# demo/ }],
  },
  {
    what: "read: null for the optional fields",
    writes: call("read", { filePath: "README.md", offset: "null", limit: "None" }),
    calls: [{ tool: "read", says: /# demo/ }],
  },
  {
    what: "edit: a tab and True",
    writes: call("edit", {
      filePath: "first.txt",
      oldString: "first",
      newString: "first\n\ttab",
      replaceAll: "True",
    }),
    calls: [{ tool: "edit" }],
    leaves: { "first.txt": "first\n\ttab\n" },
  },
  {
    what: "edit: null for replaceAll",
    writes: call("edit", {
      filePath: "second.txt",
      oldString: "second",
      newString: "Second",
      replaceAll: "null",
    }),
    calls: [{ tool: "edit" }],
    leaves: { "second.txt": "Second\n" },
  },
  {
    what: "bash: operators and redirections",
    writes: call("bash", {
      command: 'printf \'%s\\n\' "a<b" > op.txt && test -s op.txt; echo "$?" >> op.txt',
      description: "try",
    }),
    calls: [{ tool: "bash" }],
    leaves: { "op.txt": "a<b\n0\n" },
  },
  {
    what: "bash: a heredoc, its limit of time as text",
    writes: call("bash", {
      command: "cat > doc.txt <<'END'\n<p>\n  x\n</p>\nEND",
      timeout: "60000",
      description: "write",
    }),
    calls: [{ tool: "bash" }],
    leaves: { "doc.txt": "<p>\n  x\n</p>\n" },
  },
  {
    what: "bash: None and null for the optional fields",
    writes: call("bash", {
      command: "echo hi > hi.txt",
      timeout: "None",
      workdir: "null",
      description: "say",
    }),
    calls: [{ tool: "bash" }],
    leaves: { "hi.txt": "hi\n" },
  },
  {
    what: "question: JSON",
    writes: call("question", {
      questions:
        '[{"question": "Which?", "header": "Which", "options": [{"label": "Approve", "description": "a"}]}]',
    }),
    calls: [{ tool: "question", says: /Approve/ }],
  },
  {
    what: "question: Python's list",
    writes: call("question", {
      questions:
        "[{'question': 'Who?', 'header': 'Who', 'multiple': False, 'options': [{'label': 'Approve', 'description': 'a'}]}]",
    }),
    calls: [{ tool: "question", says: /Approve/ }],
  },
  {
    what: "task: None for task_id",
    writes: call("task", {
      description: "look",
      prompt: "[look] the first",
      subagent_type: "scout",
      task_id: "None",
    }),
    calls: [{ tool: "task", says: /Seen\./ }],
  },
  {
    what: "task: an invented task_id",
    writes: call("task", {
      description: "look",
      prompt: "[look] the second",
      subagent_type: "scout",
      task_id: "ses_1",
    }),
    calls: [{ tool: "task", says: /Seen\./ }],
  },
  {
    what: "task: capitals of a sub-agent",
    writes: call("task", {
      description: "look",
      prompt: "[look] the third",
      subagent_type: "Scout",
    }),
    calls: [{ tool: "task", refused: "SPAWN_NOT_ALLOWED", says: /Start scout or librarian/ }],
  },
];

const ENDS: ModelText[] = [
  {
    what: "write: an end of the function in a file",
    writes: call("write", { filePath: "function.md", content: "before </function> after" }),
    uneven: true,
    calls: [{ tool: "write", invalid: true, says: /JSON parsing failed.*Nothing ran\./s }],
    leaves: { "function.md": undefined },
  },
  {
    what: "write: cut in a file",
    writes:
      "<tool_call>\n<function=write>\n<parameter=filePath>\nlong.md\n</parameter>\n<parameter=content>\nline one\nline tw",
    cut: true,
    uneven: true,
    calls: [
      {
        tool: "write",
        invalid: true,
        says: /JSON parsing failed.*Nothing ran\. If your answer was cut at the token limit/s,
      },
    ],
    leaves: { "long.md": undefined },
  },
  {
    what: "write: cut in a tag",
    writes: "<tool_call>\n<function=write>\n<parameter=filePath>\ntag.md\n</parameter>\n<param",
    cut: true,
    calls: [{ tool: "write", fails: true, says: /invalid arguments.*Missing key/s }],
    leaves: { "tag.md": undefined },
  },
  {
    what: "write: cut before its values",
    writes: "<tool_call>\n<function=write>\n",
    cut: true,
    calls: [{ tool: "write", fails: true, says: /invalid arguments.*Missing key/s }],
  },
];

export const HOST_TEXTS: ModelText[] = [...CONTENT, ...CUT, ...MARKED, ...VALUES, ...ENDS];
