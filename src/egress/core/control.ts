import type { Attempt } from "./observation.ts";

/** What the control does on purpose. The address is for documentation and belongs to nobody (RFC 5737). */
export const CONTROL = {
  name: "control.aegis-audit.invalid",
  address: "203.0.113.9",
  answered: 443,
  waiting: 8443,
  unheard: 9,
} as const;

export interface ControlAct {
  /** Words for a report. */
  readonly what: string;
  readonly seen: (attempt: Attempt) => boolean;
}

const { name, address, answered, waiting, unheard } = CONTROL;

const ACTS: readonly ControlAct[] = [
  {
    what: `look-up of ${name}`,
    seen: ({ protocol, host }) => protocol === "dns" && host === name,
  },
  {
    what: `TCP connection to ${name}:${answered}`,
    seen: ({ protocol, host, port }) => protocol === "tcp" && host === name && port === answered,
  },
  {
    what: `TCP connection to ${address}:${waiting}`,
    seen: ({ protocol, host, port }) => protocol === "tcp" && host === address && port === waiting,
  },
  {
    what: `UDP datagram to ${address}:${unheard}`,
    seen: ({ protocol, port }) => protocol === "udp" && port === 0,
  },
];

/** The acts of the control that are not among the attempts. */
export function unseenActs(attempts: readonly Attempt[]): readonly ControlAct[] {
  const own = attempts.filter(({ session }) => session === "control");
  return ACTS.filter(({ seen }) => !own.some(seen));
}
