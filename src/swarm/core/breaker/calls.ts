/** The calls of one session, and how often the last one was repeated without any change. */
export interface CallRow {
  /** The tool of the last call with its arguments. */
  call: string;
  /** The id of the last call; absent if the call was refused as a repetition and so has no result. */
  callID?: string;
  /** All calls since the count began. */
  total: number;
  /** Equal calls in a row, including the last one. */
  inARow: number;
  /** The result of an equal call before. */
  result?: string;
  /** The run's revision when the last call ended: a call that meets another revision may have another result. */
  revision: number;
}

export const NO_CALLS: CallRow = { call: "", total: 0, inARow: 0, revision: 0 };

/** Counts a call. Any other call and any change of the run by others begin a new row. */
export function countCall(
  row: CallRow,
  { call, callID, revision }: { call: string; callID: string; revision: number },
): CallRow {
  const total = row.total + 1;
  return row.call === call && row.revision === revision
    ? { ...row, callID, total, inARow: row.inARow + 1 }
    : { call, callID, total, inARow: 1, revision };
}

/** Notes the result of a call. Another result than before begins a new row; the call's own events do not. */
export function countResult(
  row: CallRow,
  { callID, result, revision }: { callID: string; result: string; revision: number },
): CallRow {
  if (row.callID !== callID) return row;
  const changed = row.result !== undefined && row.result !== result;
  return { ...row, result, revision, inARow: changed ? 1 : row.inARow };
}

/** A refused repetition has no result: its text holds the count and would look like another result. */
export function withoutResult({ callID: _refused, ...row }: CallRow): CallRow {
  return row;
}

/** Someone spoke to the session, so the same call may be right again. */
export function newRow({ total }: CallRow): CallRow {
  return { ...NO_CALLS, total };
}
