/** A question to a name server. */
export interface Question {
  readonly name: string;
  /** 1: IPv4 address. */
  readonly type: number;
  /** Number of bytes of the header and the question. */
  readonly length: number;
}

const HEADER = 12;
const IPV4 = 1;

/** The first question of a packet; undefined if the packet is no question. */
export function questionOf(packet: Uint8Array): Question | undefined {
  const labels: string[] = [];
  let at = HEADER;
  for (;;) {
    const length = packet[at];
    if (length === undefined || length > 63) return undefined;
    if (length === 0) break;
    labels.push(String.fromCharCode(...packet.subarray(at + 1, at + 1 + length)));
    at += length + 1;
  }
  if (packet.length < at + 5) return undefined;
  const type = ((packet[at + 1] ?? 0) << 8) | (packet[at + 2] ?? 0);
  return { name: labels.join(".").toLowerCase(), type, length: at + 5 };
}

/** The answer to a question: `address` for an IPv4 question, otherwise that there is no such record. */
export function answerTo(packet: Uint8Array, question: Question, address: string): Uint8Array {
  const records = question.type === IPV4 ? 1 : 0;
  const head = Uint8Array.from(packet.subarray(0, question.length));
  // A response without an error, with recursion, one question and the records.
  head.set([0x81, 0x80, 0, 1, 0, records, 0, 0, 0, 0], 2);
  if (records === 0) return head;
  const fixed = [0xc0, HEADER, 0, IPV4, 0, 1, 0, 0, 0, 60, 0, 4];
  return Uint8Array.from([...head, ...fixed, ...address.split(".").map(Number)]);
}

/** The n-th address of those that stand for names; the range belongs to nobody (RFC 2544). */
export function standInAddress(number: number): string {
  return `198.18.${number >> 8}.${number & 255}`;
}
