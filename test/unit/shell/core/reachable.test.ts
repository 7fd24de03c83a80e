import { describe, expect, test } from "vitest";
import { isClosedAddress, reachable } from "../../../../src/shell/core/reachable.ts";

const asked = { host: "mirror.corp", port: 8081 };
const none = { addresses: [], openCodePort: undefined };
const own = { addresses: ["10.0.0.9", "fe80::1%eth0", "fd00::9"], openCodePort: 4096 };

describe("an address", () => {
  test.each([
    ...["127.0.0.1", "127.255.0.1", "0.0.0.0", "169.254.169.254", "224.0.0.1", "255.255.255.255"],
    ...["::", "::1", "::ffff:127.0.0.1", "::ffff:7f00:1", "fe80::1%eth0", "fec0::1", "ff02::1"],
    ...["64:ff9b::7f00:1", "2002:7f00:1::", "100.100.100.200", "168.63.129.16", "fd00:ec2::254"],
  ])("%s is closed to every list", (address) => {
    expect(isClosedAddress(address)).toBe(true);
    expect(reachable(["mirror.corp"], asked, [address], none)).toEqual({ refused: "closed" });
  });

  test.each([
    "10.0.0.1",
    "192.168.1.1",
    "172.16.0.1",
    "8.8.8.8",
    "fd00::5",
    "2001:db8::1",
    "100.64.0.1",
  ])("%s is open to a listed name, private or not", (address) => {
    expect(reachable(["mirror.corp"], asked, [address], none)).toEqual({ address });
  });
});

test("the first address that may be reached counts", () => {
  const found = ["127.0.0.1", "10.0.0.9", "10.0.0.1", "10.0.0.2"];
  expect(reachable(["*.corp"], asked, found, own)).toEqual({ address: "10.0.0.1" });
});

test("a host that is not listed is refused before its addresses count", () => {
  expect(reachable(["other.corp"], asked, ["10.0.0.1"], none)).toEqual({ refused: "unlisted" });
  expect(reachable(["mirror.corp:1"], asked, ["10.0.0.1"], none)).toEqual({ refused: "unlisted" });
});

describe("an address of this machine", () => {
  const literal = { host: "10.0.0.9", port: 8081 };
  test.each([
    ["a name, even with its port", ["mirror.corp:8081"], asked, { refused: "own" }],
    ["its number without the port", ["10.0.0.9"], literal, { refused: "own" }],
    ["its number and port", ["10.0.0.9:8081"], literal, { address: "10.0.0.9" }],
  ])("is judged by %s", (_how, list, host, expected) => {
    expect(reachable(list, host, ["10.0.0.9"], own)).toEqual(expected);
  });

  test("is closed on OpenCode's port, also by its number and port", () => {
    const control = { host: "10.0.0.9", port: 4096 };
    expect(reachable(["10.0.0.9:4096"], control, ["10.0.0.9"], own)).toEqual({
      refused: "opencode",
    });
    // The same port of another machine is that machine's.
    const far = { host: "10.0.0.1", port: 4096 };
    expect(reachable(["10.0.0.1"], far, ["10.0.0.1"], own)).toEqual({ address: "10.0.0.1" });
  });

  test("is known in every spelling", () => {
    const list = ["mirror.corp"];
    for (const address of ["fd00:0:0::9", "::ffff:10.0.0.9"])
      expect(reachable(list, asked, [address], own)).toEqual({ refused: "own" });
  });
});
