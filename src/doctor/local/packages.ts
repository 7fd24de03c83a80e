import { alike, say } from "../../kit/sentence.ts";
import { shellWord } from "../../kit/shell-word.ts";
import { isFetched, type WantedPackage, wantedPackages } from "../../setup/adapters/packages.ts";
import type { DoctorContext } from "../context.ts";
import type { CheckResult } from "../core/check.ts";
import { command, type Fix, person } from "../core/fix.ts";

/** Names each npm package that OpenCode would fetch when it starts here. */
export async function checkPackages(
  { cwd, env }: DoctorContext,
  top: string,
): Promise<CheckResult[]> {
  const id = "egress.packages";
  const wanted = await wantedPackages({ top, cwd, env, platform: process.platform });
  const fetched = wanted.filter(isFetched);
  if (fetched.length === 0)
    return [
      {
        id,
        status: "ok",
        what:
          wanted.length === 0
            ? say("no npm package is named", "npm 패키지 지정 없음")
            : say(
                `in OpenCode's cache: ${wanted.map(({ spec }) => spec).join(", ")}`,
                `OpenCode 캐시에 있음: ${wanted.map(({ spec }) => spec).join(", ")}`,
              ),
      },
    ];
  return fetched.map((one) => ({
    id,
    status: "warning",
    what: alike(`${one.spec} (${one.from})`),
    why: one.pinned
      ? say(
          "OpenCode fetches it from the npm registry when it starts; the command does that now, and its folder can be copied to a machine without a network",
          "OpenCode가 시작할 때 npm 레지스트리에서 받습니다. 아래 명령은 지금 받으며, 그 폴더를 네트워크가 없는 컴퓨터로 복사할 수 있습니다",
        )
      : say(
          "without an exact version OpenCode asks the npm registry at every start, even if the package is in its cache",
          "정확한 버전이 없으면 캐시에 있어도 OpenCode가 시작할 때마다 npm 레지스트리에 묻습니다",
        ),
    fix: fixFor(one),
  }));
}

function fixFor({ spec, name, from, pinned, place }: WantedPackage): Fix {
  if (pinned && name !== undefined)
    return command(`npm install --prefix ${shellWord(place)} ${shellWord(spec)}`);
  return person(
    `in ${from}, name an exact version (${name ?? "name"}@1.2.3), or take ${spec} out`,
    `${from}에 정확한 버전을 적거나(${name ?? "name"}@1.2.3) ${spec}을(를) 빼세요`,
  );
}
