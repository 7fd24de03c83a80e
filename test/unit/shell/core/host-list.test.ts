import { describe, expect, test } from "vitest";
import { hostAndPort, isHostEntry, listedAs } from "../../../../src/shell/core/host-list.ts";

describe("an entry", () => {
  test.each([
    ...["mirror.corp", "mirror", "Mirror.Corp", "mirror.corp.", "mirror.corp:8081", "*.corp"],
    ...["*.corp.example:443", "10.1.2.3", "10.1.2.3:80", "[fd00::5]", "[fd00::5]:8081", "a_b.corp"],
  ])("may be %s", (text) => {
    expect(isHostEntry(text)).toBe(true);
  });

  test.each([
    ...["", "*", "*.", "*corp", "a.*.corp", "**.corp", "https://mirror.corp", "mirror.corp/npm"],
    ...[
      "user@mirror.corp",
      "mirror.corp:0",
      "mirror.corp:65536",
      "mirror.corp:http",
      "a b",
      "a..b",
    ],
    ...["fd00::5", "*.10.1.2.3", "*.[fd00::5]", "10.0.0.0/8", "mirror.corp:80:80", "mirror.corp#x"],
  ])("is not %s", (text) => {
    expect(isHostEntry(text)).toBe(false);
  });
});

describe("a host", () => {
  test.each([
    ["mirror.corp", "mirror.corp", "host"],
    ["mirror.corp:443", "mirror.corp", "port"],
    ["mirror.corp:80", "mirror.corp", undefined],
    ["MIRROR.corp.", "mirror.corp", "host"],
    ["*.corp", "a.b.corp", "host"],
    ["*.corp", "corp", undefined],
    ["*.corp", "evilcorp", undefined],
    ["corp", "a.corp", undefined],
    ["10.1.2.3", "10.1.2.3", "host"],
    ["0x0a.1.2.3", "10.1.2.3", "host"],
    ["[FD00:0::5]", "fd00::5", "host"],
    ["*.3", "10.1.2.3", undefined],
  ])("with %s in the list, %s is listed as %s", (entry, host, expected) => {
    expect(listedAs([entry], { host, port: 443 })).toBe(expected);
    expect(listedAs(["other", entry], { host, port: 443 })).toBe(expected);
  });

  test("an entry with the port counts before one without", () => {
    expect(listedAs(["a", "a:1"], { host: "a", port: 1 })).toBe("port");
    expect(listedAs([], { host: "a", port: 1 })).toBeUndefined();
  });

  test.each([
    ["127.1:80", "127.0.0.1"],
    ["0x7f.1:80", "127.0.0.1"],
    ["2130706433:80", "127.0.0.1"],
    ["127.0.0.1.:80", "127.0.0.1"],
    ["[::0:1]:80", "::1"],
    ["[::FFFF:127.0.0.1]:80", "::ffff:7f00:1"],
    ["MIRROR.Corp.:80", "mirror.corp"],
    ["b\u00fccher.corp:80", "xn--bcher-kva.corp"],
  ])("%s is read as %s", (text, host) => {
    expect(hostAndPort(text)).toEqual({ host, port: 80 });
  });

  test.each(["a", "a:", ":80", "a:80:90", "u@a:80", "a:80/x", "a\t:80", "[::1:80", "a%2eb:80"])(
    "%s is not read",
    (text) => {
      expect(hostAndPort(text)).toBeUndefined();
    },
  );
});
