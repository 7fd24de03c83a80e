import type { InstanceGuard } from "../adapters/opencode-host.ts";
import { registry } from "../opencode/registry.ts";

/**
 * A worktree may lack the project's configuration (if git does not track it), or a Worker may have written one.
 * We therefore boot the worktree's instance with the project's resolved configuration, set in the environment
 * only during the boot. OpenCode reads these variables when it first opens a directory.
 */
export function instanceGuard(top: string, injected: () => string): InstanceGuard {
  return {
    guarded: (directory) => registry().instances.get(directory)?.top === top,
    strayEnd(directory) {
      const instance = registry().instances.get(directory);
      return instance && instance.top !== top ? instance.ended : undefined;
    },
    withInjectedConfig(boot) {
      const shared = registry();
      const turn = shared.booting.then(() => inEnvironment(injected(), boot));
      shared.booting = turn.catch(() => undefined);
      return turn;
    },
  };
}

async function inEnvironment<T>(config: string, boot: () => Promise<T>): Promise<T> {
  const wanted: Record<string, string> = {
    OPENCODE_CONFIG_CONTENT: config,
    OPENCODE_DISABLE_PROJECT_CONFIG: "1",
  };
  const before = Object.keys(wanted).map((name) => [name, process.env[name]] as const);
  Object.assign(process.env, wanted);
  try {
    return await boot();
  } finally {
    for (const [name, value] of before)
      if (value === undefined) delete process.env[name];
      else process.env[name] = value;
  }
}
