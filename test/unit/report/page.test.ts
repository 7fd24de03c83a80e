import { expect, test } from "vitest";
import { MOST_BYTES, reportPage } from "../../../src/report/core/page.ts";
import type { ReportData } from "../../../src/report/core/report-data.ts";
import type { RunRecord } from "../../../src/swarm/core/run/events.ts";
import { readPage } from "../../support/page.ts";
import { answer, DIFFS, dataOf, fullRun } from "../../support/report-scene.ts";
import { dispatched, START } from "../../support/run-builder.ts";

const MADE = START + 1e8;
const page = (data: ReportData, language: "en" | "ko" = "en") =>
  readPage(reportPage(data, language, MADE));

/** Ends what it stands in, begins what would run or load, and holds what no page may hold. */
const HOSTILE =
  "</style></title></pre></textarea><script>alert(1)</script><img src=x onerror=alert(1)>" +
  "<svg onload=alert(1)>\"'><!-- ]]> &lt; javascript:x \u202egnp.exe \u0000\u0007\ud800\ufffe\r";
const SHOWN = ["\u202e", "\u0000", "\u0007", "\ud800", "\ufffe", "\r"].reduce(
  (text, bad) => text.replaceAll(bad, "\ufffd"),
  HOSTILE,
);

/** Fields of the product's own words, by which records are understood. */
const FIXED = new Set([
  ...["type", "failure", "stage", "by", "way", "qa_strategy", "slip", "runId"],
  ...["head", "tree", "commit", "snapshot", "base"],
]);

function poisoned<T>(value: T, key = ""): T {
  if (typeof value === "string")
    return (FIXED.has(key) ? value : `${value}${HOSTILE}`) as T & string;
  if (Array.isArray(value)) return value.map((one) => poisoned<unknown>(one)) as T & unknown[];
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, one]) => [name, poisoned<unknown>(one, name)]),
  ) as T;
}

const ALLOWED = new Set(
  (
    "html head meta title style body main footer header h1 h2 h3 p dl div dt dd section svg desc " +
    "defs pattern rect path circle line text g ul li details summary table caption thead tbody tr " +
    "th td bdi code pre time span strong"
  ).split(" "),
);

test.each(["en", "ko"] as const)("texts of models and repositories stay texts (%s)", (language) => {
  const records: RunRecord[] = fullRun().records.map((record) => ({
    ...record,
    event: poisoned(record.event),
  }));
  const usage = [answer(), answer({ agent: "scout", session: "ses-s" })].map((line) => ({
    ...poisoned(line),
    agent: line.agent,
  }));
  const { errors, elements, text } = page(
    dataOf(records, { usage, diffs: poisonedDiffs() }),
    language,
  );
  expect(errors).toEqual([]);
  expect(elements.map(({ tagName }) => tagName).filter((tag) => !ALLOWED.has(tag))).toEqual([]);
  const attributes = elements.flatMap(({ attrs }) => attrs);
  expect(
    attributes.filter(({ name }) => /^on|^(?:src|href|style|srcset|action)$/.test(name)),
  ).toEqual([]);
  for (const begins of [
    ...["Board", "A small board.", "feat: board", "src/x.ts", "write", "OUT_OF_SCOPE", "rm x"],
    ...["nothing changed", "Again.", "HTTP 503", "npm test", "not ok 1", "src/a/index.ts", "w01 a"],
    ...["main", "NO_REPORT: it said nothing"],
  ])
    expect(text).toContain(`${begins}${SHOWN}`);
});

function poisonedDiffs() {
  return DIFFS.map((diff) => ({
    ...diff,
    of: diff.of.what === "worker" ? { ...diff.of, name: `a${HOSTILE}` } : diff.of,
    files: poisoned(diff.files),
  }));
}

test("nothing on the page asks for anything outside it", () => {
  const html = reportPage(dataOf(fullRun().records, { usage: [answer()] }), "en", MADE);
  const policy = readPage(html)
    .elements.flatMap(({ attrs }) => attrs)
    .find(({ value }) => value.startsWith("default-src"));
  expect(policy?.value).toContain("default-src 'none'; style-src 'unsafe-inline'");
  expect(html.match(/url\((?!#)|@import|https?:/g)).toBeNull();
});

test("a long run fits, and the page says what it leaves out", () => {
  const names = ["a", "b", "c", "d", "e", "f", "g", "h"];
  const told = dispatched(...names).start(...names);
  const last = told.records.length;
  const refusals: RunRecord[] = Array.from({ length: 10_000 - last }, (_, at) => ({
    seq: last + at + 1,
    at: new Date(START + (last + at) * 1000).toISOString(),
    event: {
      ...{ type: "CALL_REFUSED", who: names[at % 8] ?? "a", tool: "bash", code: "OUT_OF_SCOPE" },
      detail: `${at} ${"<".repeat(290)}`,
    },
  }));
  const tail = "<&".repeat(4_000);
  const results = Array.from({ length: 10 }, (_, at) => ({
    ...{ name: "Tests", command: `npm test ${at}`, exitCode: 1, timedOut: false, seconds: 1, tail },
  }));
  const qa: RunRecord[] = Array.from({ length: 20 }, (_, at) => ({
    ...{ seq: 10_000 + at, at: new Date(START + 2e7).toISOString() },
    event: { type: "QA_FAILED", tree: "", results, why: "red", suspects: [] },
  }));
  const usage = names.flatMap((worker) =>
    Array.from({ length: 60 }, (_, at) =>
      answer({
        ...{ worker, message: `${worker} ${at}`, session: worker },
        calls: [{ tool: "edit", status: "completed", startedAt: START + at * 9_000 }],
      }),
    ),
  );
  const data = dataOf([...told.records, ...refusals, ...qa], { usage });
  const html = reportPage(data, "en", MADE);
  expect(Buffer.byteLength(html)).toBeLessThanOrEqual(MOST_BYTES);
  const { errors, text, rows } = readPage(html);
  expect(errors).toEqual([]);
  expect(text).toContain(`of ${refusals.length} are shown`);
  // The sums count what is not shown too.
  const all = rows("Agents").at(-1);
  expect(all?.[1]).toBe("480");
  expect(all?.[6]?.replace(/\D/g, "")).toBe(String(refusals.length));
});

test("an older journal and one that cannot be read to its end say what is missing", () => {
  const told = dispatched("a").start("a");
  const old = page(dataOf(told.records)).text;
  expect(old).toContain("not recorded");
  expect(old).toContain("The run was open when this report was made.");
  const damaged = {
    ...dataOf(told.records),
    journal: { records: 3, fault: "broken", lastAt: START },
  };
  expect(page(damaged as ReportData).text).toContain("The journal is damaged after record 3");
});

test("forged figures and times do not break the page", () => {
  const usage = [
    answer({
      startedAt: 1e300,
      endedAt: -1e300,
      calls: [{ tool: "x", status: "", startedAt: 9e99 }],
    }),
  ];
  expect(page(dataOf(fullRun().records, { usage })).errors).toEqual([]);
});

test("picture and legend tell everything in words too", () => {
  const { elements, rows, text } = page(dataOf(fullRun().records, { usage: [answer()] }));
  const picture = elements.find(({ attrs }) => attrs.some(({ value }) => value === "gantt"));
  expect(picture?.attrs).toContainEqual({
    name: "aria-labelledby",
    value: "gantt-title gantt-desc",
  });
  expect(rows("Attempt").map(([worker, , , , , , , , end]) => [worker, end])).toEqual([
    ["Worker", "Ended"],
    ["w01 a", "completed"],
    ["w02 b", "failed"],
    ["w02 b", "completed"],
  ]);
  expect(rows("Phase")).toHaveLength(1 + 11);
  for (const word of ["queued", "working", "self-QA", "refused call"]) expect(text).toContain(word);
});
