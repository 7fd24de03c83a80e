/** A file or folder that must exist. Absolute paths. */
export type Seed =
  | { path: string; content: Buffer; mode?: number; mtimeMs?: number }
  | { folder: string };
