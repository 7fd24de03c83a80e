import { join } from "node:path";
import { START_LIMIT_MS } from "../host/start-limit.ts";
import type { Environment } from "../kit/environment.ts";
import { AegisError } from "../kit/errors.ts";
import { run } from "../kit/process/run.ts";
import type { Argv } from "../kit/process/start.ts";
import { findOnPath } from "../kit/search-path.ts";
import { alike, say } from "../kit/sentence.ts";
import { findBubblewrap } from "../shell/bubblewrap.ts";
import { networkWith, WITH_FILTER } from "./core/bubblewrap.ts";

/**
 * How the jail is entered on this machine: the command before bubblewrap's options. `addresses` are those that the
 * loopback of the jail needs. Throws JAIL_UNAVAILABLE.
 */
export async function jailEntry(
  env: Environment,
  packageRoot: string,
  addresses: readonly string[],
): Promise<Argv> {
  const bubblewrap = await findBubblewrap(env);
  if (!bubblewrap)
    throw new AegisError(
      "JAIL_UNAVAILABLE",
      say(
        "The jail needs bubblewrap (bwrap), which is not installed.",
        "격리 환경에 필요한 bubblewrap(bwrap)이 설치되어 있지 않습니다.",
      ),
      alike("apt-get install bubblewrap"),
    );
  if (addresses.length > 0 && (await findOnPath("ip", env["PATH"] ?? "")) === undefined)
    throw new AegisError(
      "JAIL_UNAVAILABLE",
      say(
        `The configuration names the model server by the number ${addresses[0]}; for that the jail needs the program ip, which is not on PATH.`,
        `설정에 모델 서버의 주소가 숫자(${addresses[0]})로 적혀 있습니다. 그 경우 격리 환경에는 ip 프로그램이 필요한데 PATH에 없습니다.`,
      ),
      say(
        "apt-get install iproute2, or name the server by its name in baseURL.",
        "apt-get install iproute2를 실행하거나 baseURL에 서버를 이름으로 적으세요.",
      ),
    );
  const filter = join(packageRoot, "templates/shell/seccomp/jail.bpf");
  const network = addresses.length > 0 ? [bubblewrap.path, ...networkWith(addresses)] : [];
  const jail = [bubblewrap.path, "--seccomp", "9"];
  return ["/bin/sh", "-c", WITH_FILTER, "sh", filter, ...network, ...jail];
}

/**
 * Enters the jail once with a command that does nothing. Throws JAIL_UNAVAILABLE with bubblewrap's own words, and JAIL_LATE
 * if the time was up: then nothing is known of the jail.
 */
export async function checkJail(
  argv: Argv,
  env: Environment,
  limitMs = START_LIMIT_MS,
): Promise<void> {
  const { code, stderr, ended } = await run({ argv, env, timeoutMs: limitMs });
  if (ended === "limit")
    throw new AegisError(
      "JAIL_LATE",
      say(
        `The jail was not entered within ${limitMs / 1000} s, so it is not known whether it can be made here.`,
        `${limitMs / 1000}초 안에 격리 환경에 들어가지 못해, 이 컴퓨터에서 만들 수 있는지 알 수 없습니다.`,
      ),
      say(
        "Repeat the command when the machine has more time.",
        "컴퓨터에 여유가 있을 때 명령을 다시 실행하세요.",
      ),
    );
  if (code === 0) return;
  const said = stderr.toString().trim().split("\n").at(-1) || `it ended with ${code}`;
  throw new AegisError(
    "JAIL_UNAVAILABLE",
    say(
      `The jail cannot be made on this machine: ${said}`,
      `이 컴퓨터에서는 격리 환경을 만들 수 없습니다: ${said}`,
    ),
    say(
      "Allow unprivileged user namespaces for bubblewrap (oh-my-qwencoder doctor sandbox), or start opencode itself, without the jail.",
      "bubblewrap에 비특권 사용자 네임스페이스를 허용하거나(oh-my-qwencoder doctor sandbox), 격리 환경 없이 opencode를 그대로 시작하세요.",
    ),
  );
}
