import { basename, dirname, join } from "node:path";
import type { Environment } from "../../kit/environment.ts";
import { findOnPath } from "../../kit/search-path.ts";
import { alike, type Sentence, say } from "../../kit/sentence.ts";
import { shellWord } from "../../kit/shell-word.ts";
import { findRuntime, RUNTIME_PACKAGE, RUNTIME_VERSION } from "../../shell/runtime/find-runtime.ts";
import { probeSandbox } from "../../shell/sandbox.ts";
import type { DoctorContext } from "../context.ts";
import type { CheckResult } from "../core/check.ts";
import { command, type Fix, person } from "../core/fix.ts";
import { installLine } from "./installer.ts";

/** Finds the shell scope of this machine by trying it. */
export async function checkSandbox(
  place: Pick<DoctorContext, "env" | "packageRoot" | "timeoutMs">,
  program: () => Promise<string | undefined>,
  platform: NodeJS.Platform = process.platform,
): Promise<CheckResult[]> {
  const shell = join(place.packageRoot, "templates/shell/bash");
  const { env, timeoutMs } = place;
  const limit = timeoutMs === undefined ? {} : { limitMs: timeoutMs };
  const sandbox = await probeSandbox({
    mode: "auto",
    shell,
    env,
    launcher: program,
    platform,
    ...limit,
  });
  if (sandbox.kind === "bubblewrap")
    return [
      {
        id: "sandbox.backend",
        status: "ok",
        what: alike(`bubblewrap ${sandbox.version} (${sandbox.path})`),
      },
      filterCheck(sandbox.unfiltered),
    ];
  if (sandbox.kind === "landlock")
    return [
      {
        id: "sandbox.backend",
        status: "warning",
        what: landlockHolds(sandbox.signals),
        why: sandbox.reason,
        fix: await bubblewrapFix(place.env),
      },
    ];
  if (sandbox.kind === "runtime")
    return [
      {
        id: "sandbox.backend",
        status: "ok",
        what: alike(`sandbox-runtime ${sandbox.version} (${sandbox.entry})`),
      },
    ];
  return [
    {
      id: "sandbox.backend",
      status: "warning",
      what: say(
        "agents' shells are compared and restored, not confined",
        "에이전트 셸은 격리되지 않으며, 호출이 끝난 뒤 비교·복원됩니다",
      ),
      why: sandbox.reason,
      fix: await (platform === "darwin" ? runtimeFix(place.packageRoot) : bubblewrapFix(env)),
    },
  ];
}

/** Puts the package where findRuntime looks for it: into the folder of packages in which ours lies. */
async function runtimeFix(packageRoot: string): Promise<Fix> {
  if (await findRuntime(packageRoot).catch(() => true))
    return person(
      `if the reason above names the package, install it again: ${RUNTIME_PACKAGE}@${RUNTIME_VERSION}; else this system refuses what it says`,
      `위의 이유가 패키지를 가리키면 ${RUNTIME_PACKAGE}@${RUNTIME_VERSION}을(를) 다시 설치하세요. 그렇지 않다면 이 시스템이 위에 적힌 것을 거부합니다`,
    );
  const packages = dirname(packageRoot);
  const above = dirname(packages);
  const wanted = `${RUNTIME_PACKAGE}@${RUNTIME_VERSION}`;
  if (basename(packages) !== "node_modules")
    return command(`npm install --no-save --prefix ${shellWord(packageRoot)} ${wanted}`);
  return basename(above) === "lib"
    ? command(`npm install -g --prefix ${shellWord(dirname(above))} ${wanted}`)
    : command(`npm install --prefix ${shellWord(above)} ${wanted}`);
}

async function bubblewrapFix(env: Environment): Promise<Fix> {
  return (await findOnPath("bwrap", env["PATH"] ?? ""))
    ? person(
        "let this user's bubblewrap make user namespaces; the reason above says what refuses it",
        "이 사용자의 bubblewrap이 사용자 네임스페이스를 만들 수 있게 하세요. 무엇이 거부하는지는 위의 이유에 있습니다",
      )
    : installLine(env, "bubblewrap");
}

function landlockHolds(signals: boolean): Sentence {
  return signals
    ? say(
        "Landlock holds agents' shells, but not their signals; bubblewrap would hold more",
        "에이전트 셸은 Landlock으로 격리되지만 시그널은 막지 못합니다. bubblewrap은 더 많이 막습니다",
      )
    : say(
        "Landlock holds agents' shells; bubblewrap would hold more",
        "에이전트 셸은 Landlock으로 격리됩니다. bubblewrap은 더 많이 막습니다",
      );
}

function filterCheck(unfiltered: Sentence | undefined): CheckResult {
  const id = "sandbox.filter";
  if (unfiltered === undefined)
    return {
      id,
      status: "ok",
      what: say("its filter of system calls holds", "시스템 호출 필터가 작동합니다"),
    };
  return {
    id,
    status: "warning",
    what: say(
      "agents' shells run without the filter of system calls",
      "에이전트 셸이 시스템 호출 필터 없이 실행됩니다",
    ),
    why: unfiltered,
    fix: person(
      "install this package again if its file is damaged; else the kernel or bubblewrap is too old for the filter",
      "패키지의 파일이 손상되었다면 다시 설치하세요. 그렇지 않다면 커널이나 bubblewrap이 필터를 지원하지 않는 버전입니다",
    ),
  };
}
