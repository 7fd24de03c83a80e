import type { EgressWords } from "./egress-words.ts";

export const ENGLISH: EgressWords = {
  title: (opencode, project) => `Outbound audit of OpenCode ${opencode} in ${project}`,
  mode: {
    namespace:
      "Mode A: a network of its own, in which every address and every look-up of a name ends in a sink. Nothing could leave during the audit.",
    proxy:
      "Mode B, cooperative: a proxy that records and refuses. Programs that ignore the proxy settings are not seen, and their connections are real.",
  },
  noNamespace: (why) => `Mode A is not possible here: ${why}`,
  modelServers: (urls) =>
    `Model server: ${urls.join(", ")}. A scripted model stood in for it, so no prompt was sent.`,
  addressReplaced:
    "OPENCODE_CONFIG_CONTENT led OpenCode to the scripted model; everything else of the configuration is in force.",
  noModelServer: "The configuration in force names no model server.",
  leftVariables: (names) =>
    `Not passed on, because they lead to a proxy or to a socket of another program: ${names.join(", ")}`,
  control: {
    ok: "control: the watch saw what the audit itself sent",
    blind: (acts) => `control: the watch did not see ${acts.join("; ")}`,
  },
  session: { headless: "session without a terminal", terminal: "session in OpenCode's terminal" },
  tools: (called, requests) =>
    `${called.length} tools called (${called.join(", ") || "none"}), ${requests} requests to the model`,
  notCalled: (tools) => `offered, but not called: ${tools.join(", ")}`,
  languages: (count) => `code in ${count} languages shown`,
  seconds: (seconds) => `${seconds} s`,
  unfinished: (why) => `did not finish: ${why}`,
  attempt: ({ protocol, host, port, program, count, session }) => {
    const where = host === "" ? "unknown address" : host;
    const place = protocol === "dns" || port === 0 ? where : `${where}:${port}`;
    const who = program === undefined ? "program unknown" : `by ${program}`;
    return `${protocol.padEnd(4)} ${place}, ${who}, ${count}×, ${session}`;
  },
  knownHere: "known here",
  nothingKnown: "no setting or file of this machine is known that explains it",
  verdict: {
    quiet: () => "0 look-ups, 0 connections but to the model server.",
    found: ({ lookups, connections }) =>
      `${lookups} look-ups, ${connections} connections besides those to the model server.`,
    unseen: () =>
      "Could not look: nothing was recorded, but a part of the audit did not run. Nothing is proven.",
  },
  cooperative: "cooperative: programs that ignore the proxy settings are not seen",
  written: (report, page) => `Report: ${report}\nPage:   ${page}`,
  report: {
    madeAt: (time) => `Made at ${time}`,
    versions: "Versions",
    hashes: "SHA-256 of the files",
    seen: "What was attempted",
    none: "Nothing.",
    sessions: "What ran",
    signature: "Signature",
    valid: (fingerprint) => `The signature is valid. Key: ${fingerprint}`,
    refused: (why) => `The report is refused: ${why}`,
    proves:
      "The signature proves that the report has not changed since the holder of this key signed it. It does not prove who the holder is, that the machine was honest, or that the audit ran at all: whoever can read the key file can sign any report. Compare the key with the key that you know from this machine.",
  },
  verify: {
    title: "Self-test of each layer, with a control",
    status: { ok: "holds", failed: "DOES NOT HOLD", unseen: "could not look", open: "not held" },
  },
};
