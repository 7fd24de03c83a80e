/** The part of Bun's interface to C that landlock/kernel.ts uses: it runs in OpenCode's own program. */
declare module "bun:ffi" {
  type Native = (...args: (number | bigint | Uint8Array | BigUint64Array)[]) => number | bigint;
  export function dlopen<Name extends string>(
    library: string,
    symbols: Record<Name, { args: readonly string[]; returns: string }>,
  ): { symbols: Record<Name, Native> };
  export function ptr(bytes: Uint8Array | BigUint64Array): number;
}
