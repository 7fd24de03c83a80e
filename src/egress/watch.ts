import { setInterval } from "node:timers";
import type { Attempt } from "./core/observation.ts";
import { isLoopback, SYN_SENT, unheardDatagrams } from "./core/sockets.ts";
import { programOf, readIfThere, socketsOf } from "./program-of.ts";

const LOOK_MS = 25;

type Seen = Omit<Attempt, "at" | "session" | "count" | "program"> & {
  program?: string | undefined;
};

/** Collects what is attempted in this network, and looks for connections that nobody answers. */
export class Watch {
  /** The session that runs now. */
  session: Attempt["session"] = "control";
  readonly #attempts = new Map<string, Attempt>();
  readonly #nameOf: (address: string) => string | undefined;
  readonly #timer: NodeJS.Timeout;
  readonly #waiting = new Set<string>();
  #unheard = unheard();

  /** `nameOf`: the name that a look-up has given an address for. */
  constructor(nameOf: (address: string) => string | undefined) {
    this.#nameOf = nameOf;
    this.#timer = setInterval(() => this.look(), LOOK_MS);
  }

  get attempts(): readonly Attempt[] {
    return [...this.#attempts.values()];
  }

  /** Takes out what was seen under the present session. */
  take(): Attempt[] {
    const found = this.attempts.filter(({ session }) => session === this.session);
    for (const [key, { session }] of this.#attempts)
      if (session === this.session) this.#attempts.delete(key);
    return found;
  }

  note({ program, ...seen }: Seen): void {
    const host = this.#nameOf(seen.host) ?? seen.host;
    const key = JSON.stringify([this.session, seen.protocol, host, seen.port, program]);
    const known = this.#attempts.get(key);
    const at = known?.at ?? new Date().toISOString();
    const count = (known?.count ?? 0) + 1;
    const who = program === undefined ? {} : { program };
    this.#attempts.set(key, { ...seen, host, at, session: this.session, ...who, count });
  }

  /** Looks once; also counts the datagrams that went where nobody listens. */
  look(): void {
    for (const { state, address, port, inode } of socketsOf("tcp")) {
      if (state !== SYN_SENT || isLoopback(address) || this.#waiting.has(inode)) continue;
      this.#waiting.add(inode);
      this.note({ protocol: "tcp", host: address, port, program: programOf(inode) });
    }
    const now = unheard();
    for (; this.#unheard < now; this.#unheard += 1)
      this.note({ protocol: "udp", host: "", port: 0 });
  }

  stop(): void {
    this.look();
    clearInterval(this.#timer);
  }
}

function unheard(): number {
  return ["/proc/net/snmp", "/proc/net/snmp6"]
    .map((path) => unheardDatagrams(readIfThere(path)))
    .reduce((sum, each) => sum + each, 0);
}
