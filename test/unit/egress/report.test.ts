import { describe, expect, test } from "vitest";
import { auditPage } from "../../../src/egress/core/page.ts";
import {
  type AuditDocument,
  canonicalText,
  fileText,
  readReport,
  type SignedReport,
} from "../../../src/egress/core/report-document.ts";
import { auditLines } from "../../../src/egress/core/show.ts";
import { bareUrl, secretsOf, withoutSecrets } from "../../../src/egress/core/without-secrets.ts";

const MARKUP = `<script>alert("1")</script>`;

function document(over: Partial<AuditDocument> = {}): AuditDocument {
  return {
    kind: "oh-my-qwencoder egress audit",
    schema: 1,
    at: "2026-01-01T00:00:00.000Z",
    ...{ mode: "namespace", cooperative: false, verdict: "found", project: `/p/${MARKUP}` },
    ...{
      modelServers: ["http://gpu:8001/v1"],
      addressReplaced: false,
      leftVariables: ["HTTP_PROXY"],
    },
    versions: { opencode: "1.18.33" },
    hashes: [{ path: "/x/cli.js", sha256: "ab" }],
    observation: {
      sessions: [
        {
          ...{ name: "headless", finished: false, why: MARKUP, seconds: 1, requests: 0 },
          ...{ called: [], notCalled: ["commit"], languages: 0 },
        },
      ],
      attempts: [
        {
          ...{ at: "2026-01-01T00:00:01.000Z", session: "headless", protocol: "tcp" },
          ...{ host: "example.test", port: 443, program: "node", count: 1 },
        },
      ],
      blind: [],
    },
    explanations: [[{ en: "opencode.json (mcp.x.url) names it", ko: "opencode.json에 있음" }]],
    checks: [],
    ...over,
  };
}
const signed = (over: Partial<AuditDocument> = {}): SignedReport => ({
  document: document(over),
  signature: { algorithm: "ed25519", publicKey: "AAAA", value: "BBBB" },
});

describe("the report", () => {
  test("is read back as it was written", () => {
    expect(readReport(fileText(signed()))).toEqual({ report: signed() });
  });

  test.each<[string, (text: string) => string]>([
    ["a blank more", (text) => `${text} `],
    ["other blanks", (text) => JSON.stringify(JSON.parse(text))],
    ["a key twice", (text) => text.replace(`"schema": 1,`, `"schema": 1,\n    "schema": 1,`)],
    ["a key more", (text) => text.replace(`"schema": 1,`, `"schema": 1,\n    "more": 1,`)],
    ["another schema", (text) => text.replace(`"schema": 1,`, `"schema": 2,`)],
    ["no JSON", (text) => text.slice(1)],
  ])("is refused with %s", (_, change) => {
    const text = fileText(signed());
    expect(change(text)).not.toBe(text);
    expect(readReport(change(text))).toHaveProperty("fault");
  });

  test("is signed independently of the order of its keys", () => {
    expect(canonicalText({ b: [{ d: 1, c: "é" }], a: null })).toBe(
      `{"a":null,"b":[{"c":"é","d":1}]}`,
    );
    expect(canonicalText([2, 1])).toBe("[2,1]");
  });
});

describe.each(["en", "ko"] as const)("the words in %s", (language) => {
  const texts = (over?: Partial<AuditDocument>) =>
    auditLines(document(over), language).map(({ text }) => text);

  test("name the place, who connected, and the setting that explains it", () => {
    const text = texts().join("\n");
    expect(text).toContain("example.test:443");
    expect(text).toContain("node");
    expect(text).toContain("opencode.json");
  });

  test("say of a cooperative audit what it does not see, whatever it found", () => {
    for (const verdict of ["quiet", "found", "unseen"] as const) {
      const text = texts({ mode: "proxy", cooperative: true, verdict }).join("\n");
      expect(text).toMatch(
        language === "en" ? /ignore the proxy settings are not seen/ : /따르지 않는/,
      );
    }
  });

  test("are markup nowhere on the page", () => {
    const page = auditPage(signed(), "SHA256:x", language);
    expect(page).not.toContain("<script");
    expect(page).toContain("&#x3C;script>");
    expect(page).not.toMatch(/(src|href)=/);
  });
});

describe("keys", () => {
  const env = { VLLM_API_KEY: "sk-abcdef", PATH: "/bin", MY_TOKEN: "short" };
  const config = {
    provider: { vllm: { options: { apiKey: "key-in-file", baseURL: "http://gpu/v1" } } },
    mcp: { x: { headers: { Authorization: "Bearer tok-123456" } } },
    other: { apiKey: "{env:VLLM_API_KEY}" },
  };

  test("are found by the names they stand under", () => {
    expect(secretsOf(env, [config]).sort()).toEqual(
      ["Bearer tok-123456", "key-in-file", "sk-abcdef", "tok-123456"].sort(),
    );
  });

  test("are in no text of the result", () => {
    const secrets = secretsOf(env, [config]);
    const dirty = { a: ["said key-in-file twice: key-in-file"], b: { c: "tok-123456" }, n: 1 };
    expect(withoutSecrets(dirty, secrets)).toEqual({
      ...{ a: ["said *** twice: ***"], b: { c: "***" }, n: 1 },
    });
  });

  test("of an address go with its user, password and query", () => {
    expect(bareUrl("http://user:pass@gpu:8001/v1?key=1#x")).toBe("http://gpu:8001/v1");
  });
});
