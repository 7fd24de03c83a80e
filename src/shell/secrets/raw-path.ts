const ASCII = /^[ -~]*$/;

/**
 * A raw path has one character per byte, because a file name on Linux is bytes that need not be UTF-8. It is compared
 * and split like any other text.
 */
export function rawPath(path: string | Uint8Array): string {
  if (typeof path === "string" && ASCII.test(path)) return path;
  return Buffer.from(path as string).toString("latin1");
}

export function bytesOf(raw: string): Buffer {
  return Buffer.from(raw, "latin1");
}

/** The path as text; bytes that are not UTF-8 become U+FFFD. */
export function textOf(raw: string): string {
  return ASCII.test(raw) ? raw : bytesOf(raw).toString("utf8");
}
