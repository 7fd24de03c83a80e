import type { LocatedPath } from "../../shell/port.ts";

/** Where the gate saw the files of running file tools lie. */
export interface JudgedWrites {
  begin(call: CallKey, files: readonly JudgedFile[]): void;
  /** The files of a call that ends; empty for a call that wrote nothing, or has ended. */
  take(call: CallKey): readonly JudgedFile[];
  /** Forgets the calls of a session whose end the host did not announce. */
  forget(sessionID: string): void;
}

/** One file of a call. `real` is the absolute path where the gate saw the file lie. */
export interface JudgedFile extends Pick<LocatedPath, "real"> {
  /** The path as the tool names it. */
  asked: string;
  /** The directory where a relative path starts. */
  from: string;
}

interface CallKey {
  sessionID: string;
  callID: string;
}

export function judgedWrites(): JudgedWrites {
  /** A server may give two calls of one answer the same id: each end ends one of them. */
  let open: { call: CallKey; files: readonly JudgedFile[] }[] = [];

  return {
    begin({ sessionID, callID }, files) {
      open.push({ call: { sessionID, callID }, files });
    },
    take({ sessionID, callID }) {
      const at = open.findIndex(
        ({ call }) => call.sessionID === sessionID && call.callID === callID,
      );
      return at < 0 ? [] : (open.splice(at, 1)[0]?.files ?? []);
    },
    forget(sessionID) {
      open = open.filter(({ call }) => call.sessionID !== sessionID);
    },
  };
}
