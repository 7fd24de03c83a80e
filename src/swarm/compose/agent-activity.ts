import type { CommandRunner, ShellScopes } from "../../shell/port.ts";
import type { Clock } from "../ports.ts";

interface Span {
  begin: number;
  /** Absent while the code runs. */
  end?: number;
  callID?: string;
  sessionID?: string;
}

/**
 * The times at which code written by a model ran with a network: agents' shells, set-ups and QA. Under
 * `opencode serve` such code can post into a session like a person, so a message from that time proves nothing
 * about the user.
 */
export interface AgentActivity {
  /** Was such code running at this time (epoch milliseconds)? */
  at(time: number): boolean;
  watchShell(shell: ShellScopes): ShellScopes;
  watchRunner(runner: CommandRunner): CommandRunner;
}

/** `offline`: the kernel blocks the network for all code that did not get network access. */
export function agentActivity(clock: Clock, offline: boolean): AgentActivity {
  const spans: Span[] = [];
  const close = (wanted: (span: Span) => boolean): void => {
    for (const span of spans) if (span.end === undefined && wanted(span)) span.end = clock.now();
  };
  return {
    at: (time) => spans.some(({ begin, end }) => begin <= time && time <= (end ?? time)),
    watchShell: (shell) => ({
      ...shell,
      begin(call) {
        if (call.network !== "none" || !offline)
          spans.push({ begin: clock.now(), callID: call.callID, sessionID: call.sessionID });
        return shell.begin(call);
      },
      async end(sessionID, callID) {
        try {
          return await shell.end(sessionID, callID);
        } finally {
          close((span) => span.sessionID === sessionID && span.callID === callID);
        }
      },
      async endSession(sessionID) {
        try {
          await shell.endSession(sessionID);
        } finally {
          close((span) => span.sessionID === sessionID);
        }
      },
    }),
    watchRunner: (runner) => ({
      async run(command) {
        if (offline) return runner.run(command);
        const span: Span = { begin: clock.now() };
        spans.push(span);
        try {
          return await runner.run(command);
        } finally {
          span.end = clock.now();
        }
      },
    }),
  };
}
