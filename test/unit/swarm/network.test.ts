import { expect, test } from "vitest";
import { resolveConfig } from "../../../src/swarm/config.ts";
import { openNetwork, refusedHosts } from "../../../src/swarm/core/network.ts";

const settings = (allowedDomains: unknown, more = {}, ofProject = false) =>
  resolveConfig([
    { source: "a file", value: { shell: { network: { allowedDomains }, ...more } }, ofProject },
  ]).shell.network.allowedDomains;

test("without a list the network is the machine's, or none while OpenCode listens", () => {
  expect(resolveConfig([]).shell.network.allowedDomains).toBeUndefined();
  expect(openNetwork(undefined, undefined)).toBe("machine");
  expect(openNetwork(undefined, 4096)).toBe("none");
});

test("a list counts in both cases, and an empty one is no network", () => {
  for (const openCodePort of [undefined, 4096])
    expect(openNetwork(["a"], openCodePort)).toEqual({ list: ["a"], openCodePort });
  expect(openNetwork([], undefined)).toBe("none");
});

test("a list of the project's file opens nothing and takes nothing away", () => {
  expect(settings(["mirror.corp"])).toEqual(["mirror.corp"]);
  expect(settings(["mirror.corp"], {}, true)).toBeUndefined();
});

test.each([
  [["https://mirror.corp"], /network\.allowedDomains\.0: is not a host, host:port/],
  [["a", "127.0.0.1:80"], /network\.allowedDomains\.1: is an address that no shell may reach/],
  [["[::1]"], /no shell may reach/],
  ["mirror.corp", /allowedDomains: /],
])("%j is refused with its place", (list, message) => {
  expect(() => settings(list)).toThrow(message);
});

test("a list needs unix sockets", () => {
  expect(() => settings(["a"], { unixSockets: "none" })).toThrow(/needs "unixSockets": "own"/);
  expect(settings([], { unixSockets: "none" })).toEqual([]);
});

test("a wrong name is answered with the right one", () => {
  const value = { shell: { network: { allowedDomain: [] } } };
  expect(() => resolveConfig([{ source: "a file", value }])).toThrow(
    /allowedDomain" is not a setting/,
  );
});

test("the answer names each refused host, why, and the setting", () => {
  expect(refusedHosts([])).toBeUndefined();
  const denial = refusedHosts([
    { host: "a:1", why: "unlisted" },
    { host: "b:2", why: "own" },
  ]);
  expect(denial?.code).toBe("HOST_NOT_ALLOWED");
  expect(denial?.why.en).toMatch(/a:1 \(not in the list\), b:2 \(is an address of this machine/);
  expect(denial?.next).toContain('"shell.network.allowedDomains"');
});
