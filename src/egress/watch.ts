import { isLoopback, SYN_SENT, unheardDatagrams } from "./core/sockets.ts";
import { programOf, readIfThere, socketsOf } from "./program-of.ts";
import { Recorder } from "./recorder.ts";

const LOOK_MS = 25;

/** Records what is attempted in this network; also looks for connections that nobody answers. */
export class Watch extends Recorder {
  readonly #nameOf: (address: string) => string | undefined;
  readonly #timer: NodeJS.Timeout;
  readonly #waiting = new Set<string>();
  #unheard = unheard();

  /** `nameOf`: the name that a look-up has given an address for. */
  constructor(nameOf: (address: string) => string | undefined) {
    super();
    this.#nameOf = nameOf;
    this.#timer = setInterval(() => this.look(), LOOK_MS);
  }

  override note(seen: Parameters<Recorder["note"]>[0]): void {
    super.note({ ...seen, host: this.#nameOf(seen.host) ?? seen.host });
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
