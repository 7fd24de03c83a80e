/** A program that runs the rest of its words as a command. */
interface Wrapper {
  /** The wrapper's options that take the next word as their value. */
  valued: RegExp;
  /** The number of words, such as a duration, between the wrapper's options and the command. */
  operands: number;
}

const wrapper = (valued = /^$/, operands = 0): Wrapper => ({ valued, operands });

const WRAPPERS: Record<string, Wrapper> = {
  builtin: wrapper(),
  busybox: wrapper(),
  chrt: wrapper(/^-[TPD]$/, 1),
  command: wrapper(),
  doas: wrapper(/^-[uC]$/),
  env: wrapper(/^(?:-[uCS]|--(?:unset|chdir))$/),
  exec: wrapper(/^-[cl]*a$/),
  flock: wrapper(/^(?:-[wE]|--(?:wait|timeout|conflict-exit-code))$/, 1),
  ionice: wrapper(/^(?:-[cn]|--class|--classdata)$/),
  nice: wrapper(/^(?:-n|--adjustment)$/),
  nohup: wrapper(),
  setpriv: wrapper(/^--(?:reuid|regid|groups|pdeathsig|inh-caps|ambient-caps|bounding-set)$/),
  setsid: wrapper(),
  stdbuf: wrapper(/^(?:-[ioe]|--(?:input|output|error))$/),
  sudo: wrapper(/^(?:-[ugCDhpRrTtU]|--(?:user|group|chdir|host|prompt|chroot))$/),
  taskset: wrapper(/^$/, 1),
  time: wrapper(/^(?:-[fo]|--(?:format|output))$/),
  timeout: wrapper(/^(?:-[ks]|--(?:kill-after|signal))$/, 1),
  unshare: wrapper(/^(?:-[SGRw]|--(?:setuid|setgid|root|wd))$/),
  xargs: wrapper(
    /^(?:-[IaEdLnPs]|--(?:arg-file|delimiter|max-lines|max-args|max-procs|max-chars))$/,
  ),
};

/** The words without programs that only start other programs; `guarded` if those change git's guards. */
export function dropPrefixes(words: readonly string[]): { rest: string[]; guarded?: string } {
  let rest = [...words];
  for (;;) {
    const name = baseName(rest[0]);
    if (changesGuards(name, rest)) return { rest, guarded: "GIT_CONFIG" };
    const shorter = withoutPrefix(name, rest);
    if (!shorter) return { rest };
    rest = shorter;
  }
}

function changesGuards(name: string, words: readonly string[]): boolean {
  if (name === "env") return words.some((word) => word.startsWith("GIT_CONFIG"));
  return /^GIT_CONFIG\w*=/.test(words[0] ?? "");
}

function withoutPrefix(name: string, words: readonly string[]): string[] | undefined {
  // Bash drops a word that is an empty variable, so `$SUDO git commit` may mean `git commit`.
  if (/^\w+=|^\$(?:\w+|\{\w+\})$/.test(words[0] ?? "")) return words.slice(1);
  if (name === "command" && /^-p?[vV]/.test(words[1] ?? "")) return undefined;
  const found = Object.hasOwn(WRAPPERS, name) ? WRAPPERS[name] : undefined;
  const args = name === "env" ? splitStrings(words.slice(1)) : words.slice(1);
  return found && withoutOptions(args, found);
}

/** `env -S 'git commit'` splits its value into words. */
function splitStrings(args: readonly string[]): string[] {
  const at = args.findIndex((word) => /^(?:-[a-zA-Z]*S|--split-string)/.test(word));
  const option = args[at];
  if (option === undefined) return [...args];
  const inline = option.replace(/^(?:-[a-zA-Z]*?S|--split-string=?)/, "");
  const [text, after] = inline === "" ? [args[at + 1] ?? "", at + 2] : [inline, at + 1];
  return [...args.slice(0, at), ...text.trim().split(/\s+/), ...args.slice(after)];
}

function withoutOptions(words: readonly string[], { valued, operands }: Wrapper): string[] {
  let at = 0;
  while (words[at]?.startsWith("-")) at += valued.test(words[at] ?? "") ? 2 : 1;
  return words.slice(at + operands);
}

/** The last part of a path; empty if there is none. */
export function baseName(path: string | undefined): string {
  return path?.slice(path.lastIndexOf("/") + 1) ?? "";
}
