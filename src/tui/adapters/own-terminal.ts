const END_SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/** This process's terminal: its size, its keys one by one, and the signals that end a view. */
export function ownTerminal(owner: NodeJS.Process) {
  const { stdin, stdout } = owner;
  const stop = new AbortController();
  for (const signal of END_SIGNALS) owner.on(signal, () => stop.abort());
  return {
    stop,
    size: () => ({ columns: stdout.columns || 80, rows: stdout.rows || 24 }),
    listen(heard: { key: (sent: string) => void; resize: () => void }): () => void {
      const key = (sent: Buffer) => heard.key(sent.toString("utf8"));
      stdout.on("resize", heard.resize);
      if (stdin.isTTY) {
        stdin.setRawMode(true);
        stdin.on("data", key);
      }
      return () => {
        stdout.off("resize", heard.resize);
        if (!stdin.isTTY) return;
        stdin.off("data", key);
        stdin.setRawMode(false);
        stdin.pause();
      };
    },
  };
}
