import { describe, expect, test } from "vitest";
import { pathBeneath, rightsOf, ruleset } from "../../../../src/shell/landlock/core/rights.ts";
import { homeLinks } from "../../../../src/shell/view/home-links.ts";

const words = (bytes: Uint8Array) => [...new BigUint64Array(bytes.slice().buffer)];
const MAKE_CHAR = 1n << 6n;
const MAKE_BLOCK = 1n << 11n;

describe("the ruleset", () => {
  test.each([
    [3, 1],
    [4, 2],
    [5, 2],
    [6, 3],
    [7, 3],
  ])("of version %i has %i words, because an older kernel refuses more", (abi, length) => {
    expect(words(ruleset(abi, false))).toHaveLength(length);
  });

  test("holds each of the fifteen rights over files in every version", () => {
    for (const abi of [3, 7]) expect(words(ruleset(abi, true))[0]).toBe(0x7fffn);
  });

  test("holds TCP unless the call has the network, and signals and abstract sockets always", () => {
    expect(words(ruleset(7, false)).slice(1)).toEqual([3n, 3n]);
    expect(words(ruleset(7, true)).slice(1)).toEqual([0n, 3n]);
  });
});

describe("the rights of a path", () => {
  test("to write are all but those to make devices", () => {
    expect(rightsOf("write", true)).toBe(0x7fffn & ~MAKE_CHAR & ~MAKE_BLOCK);
  });

  test("to read and to list change nothing", () => {
    expect(rightsOf("read", true)).toBe(0b1101n);
    expect(rightsOf("list", true)).toBe(0b1000n);
  });

  test("of a file are those that the kernel takes for a file", () => {
    expect(rightsOf("write", false)).toBe(0b111n | (1n << 14n));
    expect(rightsOf("read", false)).toBe(0b101n);
    expect(rightsOf("list", false)).toBe(0n);
    expect(rightsOf("device", false)).toBe(0b110n | (1n << 14n));
  });

  test("are written without padding", () => {
    expect([...pathBeneath(0x7fffn, 258)]).toEqual([0xff, 0x7f, 0, 0, 0, 0, 0, 0, 2, 1, 0, 0]);
  });
});

describe("the private home", () => {
  test("has a link for each visible path in the home, and none in another link", () => {
    const visible = [
      "/usr",
      "/home/me/.nvm",
      "/home/me/.nvm/v20/bin",
      "/home/me/.cargo/bin",
      "/home/meg/x",
    ];
    expect(homeLinks("/home/me/", visible)).toEqual([
      { at: ".nvm", to: "/home/me/.nvm" },
      { at: ".cargo/bin", to: "/home/me/.cargo/bin" },
    ]);
  });

  test("has none without a home", () => {
    expect(homeLinks("", ["/usr"])).toEqual([]);
    expect(homeLinks("/", ["/usr"])).toEqual([]);
  });
});
