import type { Config } from "@opencode-ai/plugin";
import type { Project } from "./project.ts";

/**
 * State that all plugin instances of one OpenCode process share. OpenCode loads the plugin once per directory,
 * sometimes from another copy of the module, so `globalThis` holds this object. The registry is only a cache; the
 * journal is the truth of a run.
 */
export interface Registry {
  /** Projects by the real path of their checkout. */
  projects: Map<string, Promise<Project>>;
  /** The host's resolved configuration of each project at its last opening. */
  configs: Map<string, Config>;
  /** Projects with an open run whose directory the host has disposed, by that directory. */
  resting: Map<string, Project>;
  /** Directories in which our plugin runs, each with its checkout, if that was open before. */
  instances: Map<string, { top: string | undefined; ended: Promise<void> }>;
  /** End of the queue for configuration that we inject through the environment. */
  booting: Promise<unknown>;
}

const KEY = Symbol.for("oh-my-qwencoder.registry.v1");

export function registry(): Registry {
  const shared = globalThis as { [KEY]?: Registry };
  shared[KEY] ??= {
    projects: new Map(),
    configs: new Map(),
    resting: new Map(),
    instances: new Map(),
    booting: Promise.resolve(),
  };
  return shared[KEY];
}

/** Notes that our plugin runs in this directory. `top`: the checkout that owns the directory, if that is open. */
export function enterInstance(directory: string, top: string | undefined): { leave(): boolean } {
  const { instances } = registry();
  let end = () => {};
  const ended = new Promise<void>((resolve) => {
    end = resolve;
  });
  const instance = { top, ended };
  instances.set(directory, instance);
  return {
    /** False if the next instance is already there, as after a reload. */
    leave() {
      if (instances.get(directory) !== instance) return false;
      instances.delete(directory);
      end();
      return true;
    },
  };
}
