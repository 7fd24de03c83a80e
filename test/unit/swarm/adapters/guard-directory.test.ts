import { expect, test } from "vitest";
import { type HostClient, openCodeHost } from "../../../../src/swarm/adapters/opencode-host.ts";

/**
 * OpenCode with one folder, which it has opened itself. As the real one does, it answers a dispose before the instance
 * has ended, and opens the folder again at once. `top`: whether an instance was opened with our configuration.
 */
function scene() {
  let isInjected = false;
  let instance: { guarded: boolean; ended: Promise<void> } | undefined;
  const open = () => {
    instance ??= { guarded: isInjected, ended: disposed };
  };
  let end = () => {};
  const disposed = new Promise<void>((resolve) => {
    end = resolve;
  });
  const client = {
    path: {
      get: async () => {
        open();
        return { data: {} };
      },
    },
    instance: {
      dispose: async () => {
        setImmediate(() => {
          instance = undefined;
          end();
          open();
        });
        return { data: true };
      },
    },
  } as unknown as HostClient;
  open();
  return openCodeHost(client, {
    guarded: () => instance?.guarded === true,
    strayEnd: () => (instance && !instance.guarded ? instance.ended : undefined),
    async withInjectedConfig(boot) {
      isInjected = true;
      return boot().finally(() => {
        isInjected = false;
      });
    },
  });
}

test("a worktree that OpenCode opened by itself is opened again with our configuration", async () => {
  await expect(scene().guardDirectory("/top/.aegis/worktrees/w01")).resolves.toBeUndefined();
});
