import { describe, expect, test } from "vitest";
import { answerTo, questionOf, standInAddress } from "../../../src/egress/core/dns-message.ts";
import { isLoopback, socketLines, unheardDatagrams } from "../../../src/egress/core/sockets.ts";

/** A question for an IPv4 address (type 1) or an IPv6 address (type 28). */
function question(name: string, type = 1): Uint8Array {
  const labels = name.split(".").flatMap((label) => [label.length, ...Buffer.from(label)]);
  return Uint8Array.from([
    ...[0x12, 0x34, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0],
    ...[...labels, 0, 0, type, 0, 1],
  ]);
}

describe("questions to a name server", () => {
  test("are read and answered", () => {
    const packet = question("Models.Example.Test");
    const found = questionOf(packet);
    expect(found).toEqual({ name: "models.example.test", type: 1, length: packet.length });
    const answer = found && answerTo(packet, found, "198.18.1.2");
    expect([...(answer ?? [])].slice(0, 12)).toEqual([
      0x12, 0x34, 0x81, 0x80, 0, 1, 0, 1, 0, 0, 0, 0,
    ]);
    expect([...(answer ?? [])].slice(-4)).toEqual([198, 18, 1, 2]);
  });

  test("for anything but an IPv4 address are answered without a record", () => {
    const packet = question("example.test", 28);
    const found = questionOf(packet);
    const answer = found && answerTo(packet, found, "198.18.0.1");
    expect(answer?.length).toBe(packet.length);
    expect(answer?.[7]).toBe(0);
  });

  test.each([
    ["nothing", Uint8Array.from([])],
    ["a header alone", Uint8Array.from(Array(12).fill(0))],
    ["a name that is cut", question("example.test").subarray(0, 18)],
    ["a name without its end", Uint8Array.from([...Array(12).fill(0), 3, 97, 98, 99])],
    ["a pointer", Uint8Array.from([...Array(12).fill(0), 0xc0, 12, 0, 1, 0, 1])],
  ])("that are none are left: %s", (_, packet) => {
    expect(questionOf(packet)).toBeUndefined();
  });

  test("get an address of their own each", () => {
    const addresses = Array.from({ length: 1_000 }, (_, number) => standInAddress(number + 1));
    expect(new Set(addresses).size).toBe(1_000);
    expect(addresses[299]).toBe("198.18.1.44");
  });
});

describe("the system's tables of sockets", () => {
  const TCP = `  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
   0: 00000000:904E 09090909:20FB 02 00000001:00000000 01:0000003C 00000000     0        0 12208 2 0000000001859dc9 100 0 0 10 -1
   1: 0100007F:1F90 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 7 1 0 100 0 0 10 0
`;
  const TCP6 = `  sl  local_address                         remote_address                        st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
   2: 00000000000000000000000001000000:9806 B80D0120000000000000000007000000:20FB 02 00000001:00000000 01:0000003C 00000000     0        0 12209 2 00000000b5e53afe 100 0 0 10 -1
   3: 0000000000000000FFFF000009090909:01BB 0000000000000000FFFF000008080808:D05E 06 00000000:00000000 03:0000174B 00000000     0        0 0 3 000000000d49e590
`;

  test("show address, port, state and inode", () => {
    expect(socketLines(TCP)).toEqual([
      { localPort: 0x904e, address: "9.9.9.9", port: 8443, state: 2, inode: "12208" },
      { localPort: 8080, address: "0.0.0.0", port: 0, state: 10, inode: "7" },
    ]);
    expect(socketLines(TCP6).map(({ address }) => address)).toEqual(["2001:db8::7", "8.8.8.8"]);
  });

  test("are read without a line", () => expect(socketLines("")).toEqual([]));

  test.each([
    ["127.0.0.1", true],
    ["127.9.0.1", true],
    ["0.0.0.0", true],
    ["::1", true],
    ["::", true],
    ["128.0.0.1", false],
    ["10.0.0.5", false],
    ["2001:db8::1", false],
  ])("tell this machine's own addresses: %s", (address, own) => {
    expect(isLoopback(address)).toBe(own);
  });

  test("count the datagrams that nobody heard", () => {
    const four =
      "Udp: InDatagrams NoPorts InErrors\nUdp: 1 3 0\nUdpLite: InDatagrams NoPorts\nUdpLite: 0 9\n";
    expect(unheardDatagrams(four)).toBe(3);
    expect(unheardDatagrams("Udp6InDatagrams  4\nUdp6NoPorts                     \t5\n")).toBe(5);
    expect(unheardDatagrams("")).toBe(0);
  });
});
