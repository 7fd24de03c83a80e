/** The last bytes of a stream. */
export interface Tail {
  add(chunk: Buffer): void;
  bytes(): Buffer;
  /** True if the stream had more bytes than are kept. */
  cut(): boolean;
}

/** Keeps the last `limit` bytes. */
export function tailOf(limit: number): Tail {
  let chunks: Buffer[] = [];
  let kept = 0;
  let total = 0;
  const shrink = () => {
    const all = Buffer.concat(chunks);
    const last = all.subarray(Math.max(0, all.length - limit));
    chunks = [last];
    kept = last.length;
    return last;
  };
  return {
    add(chunk) {
      chunks.push(chunk);
      kept += chunk.length;
      total += chunk.length;
      // Twice the limit, so that the bytes are copied rarely.
      if (kept > 2 * limit) shrink();
    },
    bytes: shrink,
    cut: () => total > limit,
  };
}
