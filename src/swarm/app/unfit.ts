import { alike, type Sentence, say } from "../../kit/sentence.ts";
import { type Denial, deny } from "../core/run/denial.ts";
import type { Swarm } from "./swarm.ts";

/** Why no worktree of this checkout could be tested; undefined if nothing speaks against it. */
export async function unfitForWorktrees({
  git,
  top,
  workspace,
  config,
}: Swarm): Promise<Denial | undefined> {
  const [folder] = await workspace.unfit(top, config.worktree.link);
  if (folder)
    return tellUser(
      say(
        `QA in a worktree would test the checkout: ${folder.folder}: ${folder.why.en}.`,
        `worktree의 QA가 체크아웃을 검사하게 됩니다: ${folder.folder}: ${folder.why.ko}.`,
      ),
      folder.fix,
    );
  const [missing] = await git.missingFilters(top);
  if (missing)
    return tellUser(
      say(
        `${missing.paths[0]} needs the filter ${missing.filter}, and its program ${missing.program} is not installed.`,
        `${missing.paths[0]}에는 필터 ${missing.filter}이(가) 필요한데, 그 프로그램 ${missing.program}이(가) 설치되어 있지 않습니다.`,
      ),
      say(
        `Install ${missing.program} and put it on PATH.`,
        `${missing.program}을(를) 설치하고 PATH에 두세요.`,
      ),
    );
  const [submodule] = await git.unfilledSubmodules(top);
  if (submodule)
    return tellUser(
      say(
        `No worktree can get the submodule ${submodule}: .git/modules lacks the commit that the repository names.`,
        `어느 worktree도 서브모듈 ${submodule}을(를) 받을 수 없습니다. 저장소가 가리키는 커밋이 .git/modules에 없습니다.`,
      ),
      alike(`git submodule update --init --checkout -- ${JSON.stringify(submodule)}`),
    );
  return undefined;
}

function tellUser(why: Sentence, fix: Sentence): Denial {
  return deny("REPOSITORY_UNFIT", why, `Tell the user: ${fix.en}`, fix);
}
