import { stat } from "node:fs/promises";
import { join } from "node:path";
import { execa } from "execa";
import type { Sandbox } from "../../../../src/shell/sandbox.ts";
import type { LandlockList } from "../../../attacks/landlock-gaps.ts";
import { addWorktree, agentShell, copyProject, history, type Project } from "../guarded-project.ts";
import { privateHome, WORD } from "../private-home.ts";
import { VARIANTS } from "./history-commands.ts";
import { SECRETS, VARIABLES } from "./private-things.ts";
import { FILES, read, WAYS, withSecrets } from "./secrets-of-project.ts";
import { CONNECT, listener, PLACES, program } from "./user-sockets.ts";

/** True if the layer held the attack. */
export type Attack = (layer: Sandbox) => Promise<boolean>;
export type Attacks = Record<string, Attack>;

/** The lists of attacks that bubblewrap holds whole, for a layer; `original` is copied by each that needs a project. */
export function layerLists(original: Project): Record<LandlockList, Attacks> {
  const visibility: Attacks = {
    ...Object.fromEntries(
      SECRETS.flatMap(([name, line]): [string, Attack][] => [
        [
          `a shell reads ${name}`,
          async (sandbox) => {
            const place = await privateHome({ sandbox });
            return !(await place.agent(line(place))).includes(WORD);
          },
        ],
        [
          `QA reads ${name}`,
          async (sandbox) => {
            const place = await privateHome({ sandbox });
            return !(await place.qa(line(place))).includes(WORD);
          },
        ],
      ]),
    ),
    "the user's variables": async (sandbox) => {
      const place = await privateHome({ sandbox, variables: VARIABLES });
      const print = "cat /proc/self/environ | tr '\\0' '\\n'";
      return !`${await place.agent(print)}${await place.qa(print)}`.includes(WORD);
    },
    "the passwords of the machine": async (sandbox) =>
      !/^root:/m.test(await (await privateHome({ sandbox })).agent("cat /etc/shadow")),
    "the names of the user's files": async (sandbox) => {
      const place = await privateHome({ sandbox });
      return !(await place.agent(`ls ${place.home}/.ssh`)).includes("id_rsa");
    },
    "size and date of the user's files": async (sandbox) => {
      const place = await privateHome({ sandbox });
      const size = String(Buffer.byteLength(WORD));
      return (await place.agent(`stat -c %s ${place.home}/.ssh/id_rsa`)) !== size;
    },
  };

  const secrets: Attacks = {
    ...Object.fromEntries(
      (["checkout", "worktree"] as const).map((tree): [string, Attack] => [
        `the files of the ${tree === "checkout" ? "checkout" : "Worker's own worktree"}`,
        async (sandbox) => {
          const place = await withSecrets(sandbox);
          const folder = tree === "checkout" ? place.top : place.worktree;
          const lines = FILES.map((name) => read(join(folder, name)));
          return !(await place.agent(lines.join("; "))).includes(WORD);
        },
      ]),
    ),
    ...Object.fromEntries(
      WAYS.map(([name, line]): [string, Attack] => [
        `one ${name}`,
        async (sandbox) => {
          const place = await withSecrets(sandbox);
          return !(await place.agent(line.replaceAll("%", place.top))).includes(WORD);
        },
      ]),
    ),
  };

  const sockets: Attacks = Object.fromEntries(
    PLACES.map(([name, path, bound]): [string, Attack] => [
      `one ${name}`,
      async (sandbox) => {
        const project = await copyProject(original);
        await execa("ln", ["-s", project.checkout, join(project.root, "link")]);
        await listener(project.checkout, bound(project.checkout));
        const line = program(CONNECT, `"${join(project.checkout, path)}"`);
        return !(await commander(project, sandbox, line)).output.includes("reached");
      },
    ]),
  );

  const limits: Attacks = {
    "a file larger than its limit": async (sandbox) => {
      const project = await copyProject(original);
      await bounded(project, sandbox, "head -c 2097152 /dev/zero > big");
      return (await stat(join(project.checkout, "big"))).size === 1024 ** 2;
    },
    "a limit that is raised again": async (sandbox) => {
      const line = "ulimit -f unlimited 2>&- || echo kept";
      return (await bounded(await copyProject(original), sandbox, line)).output === "kept";
    },
    "a private folder larger than its size": async (sandbox) => {
      // The file itself stays below its own limit.
      const line = "for n in 1 2 3; do head -c 900000 /dev/zero > ~/$n; done; stat -c %s ~/3";
      return (await bounded(await copyProject(original), sandbox, line)).output !== "900000";
    },
    "more processes than allowed": async (sandbox) => {
      const line = "for n in {1..60}; do sleep 600 & done; jobs -p | wc -l";
      return (await bounded(await copyProject(original), sandbox, line)).output !== "60";
    },
    "a file beside the devices": async (sandbox) => {
      const line = `echo x > /dev/aegis-${process.pid} && rm /dev/aegis-${process.pid} && echo made`;
      return !(await bounded(await copyProject(original), sandbox, line)).output.includes("made");
    },
  };

  function gitAttacks(
    run: (project: Project, layer: Sandbox, line: string) => Promise<unknown>,
  ): Attacks {
    return Object.fromEntries(
      Object.entries(VARIANTS).map(([name, line]): [string, Attack] => [
        name,
        async (layer) => {
          const project = await copyProject(original);
          const before = await history(project);
          await run(project, layer, line);
          return (await history(project).catch(() => "unreadable")) === before;
        },
      ]),
    );
  }

  return {
    visibility,
    secrets,
    sockets,
    limits,
    "git, Worker": gitAttacks(async (project, sandbox, command) => {
      const tree = await addWorktree(project, "w01");
      const call = { project, sandbox, command, cwd: project.checkout, readWrite: [tree] };
      return agentShell(call);
    }),
    "git, Commander": gitAttacks(commander),
  };
}

/** A call that may write the checkout, watched as the product watches it. */
function commander(project: Project, sandbox: Sandbox, command: string) {
  const cwd = project.checkout;
  const watched = { gitDir: project.gitDir };
  return agentShell({ project, sandbox, command, cwd, readWrite: [cwd], watched });
}

function bounded(project: Project, sandbox: Sandbox, command: string) {
  const cwd = project.checkout;
  const limits = { fileMiB: 1, tmpMiB: 1, processes: 40 };
  const bounds = { unixSockets: "own" as const, limits };
  return agentShell({ project, sandbox, command, cwd, readWrite: [cwd], bounds });
}
