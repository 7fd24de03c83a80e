import { inBoth, type Sentence, say } from "../../kit/sentence.ts";
import { USER_SETTINGS_FILE } from "../../kit/state-paths.ts";
import type { RefusedHost, ShellNetwork } from "../../shell/core/network.ts";
import { type Denial, deny } from "./run/denial.ts";

/** The setting that lists the hosts, as the user finds it. */
export const HOSTS_SETTING = "shell.network.allowedDomains";

/**
 * The network of a shell that may write the checkout: the hosts that the user lists, also while OpenCode listens. Without
 * a list the machine's, but none while OpenCode listens: on its port a program can do what the user can do.
 */
export function openNetwork(
  list: readonly string[] | undefined,
  openCodePort: number | undefined,
): ShellNetwork {
  if (list === undefined) return openCodePort === undefined ? "machine" : "none";
  return list.length === 0 ? "none" : { list, openCodePort };
}

const WHY: Record<RefusedHost["why"], Sentence> = {
  unlisted: say("not in the list", "목록에 없음"),
  closed: say(
    "leads to loopback, a link-local address or a cloud's data service, which no list opens",
    "목록으로도 열 수 없는 루프백, 링크 로컬 주소 또는 클라우드의 메타데이터 서비스로 이어짐",
  ),
  own: say(
    "is an address of this machine, which needs an entry with this very address and port",
    "이 컴퓨터의 주소라서 이 주소와 포트를 그대로 적은 항목이 필요함",
  ),
  opencode: say(
    "is OpenCode's own port, which no list opens",
    "목록으로도 열 수 없는 OpenCode 자체의 포트",
  ),
  unreadable: say("no request that a proxy reads", "프록시가 읽을 수 없는 요청"),
};

/** What the Commander is told of the hosts that its command asked for in vain; undefined without any. */
export function refusedHosts(refused: readonly RefusedHost[]): Denial | undefined {
  if (refused.length === 0) return undefined;
  const { en, ko } = inBoth((language) =>
    refused.map(({ host, why }) => `${host} (${WHY[why][language]})`).join(", "),
  );
  return deny(
    "HOST_NOT_ALLOWED",
    say(
      `This shell reaches only the hosts that the user lists. Refused: ${en}.`,
      `이 셸은 사용자가 목록에 적은 호스트에만 연결할 수 있습니다. 거부: ${ko}.`,
    ),
    `Go on without, or tell the user which host you need and why: the user can add it to "${HOSTS_SETTING}" in their own ${USER_SETTINGS_FILE} (never in the project's file) and restart OpenCode.`,
  );
}
