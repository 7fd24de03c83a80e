import { say } from "../../kit/sentence.ts";
import { type Denial, deny } from "../core/run/denial.ts";
import { actorOf, nameOf } from "./actor.ts";
import type { JudgedFile } from "./judged-writes.ts";
import { located } from "./located.ts";
import type { Project } from "./project.ts";
import { refuse } from "./refusal.ts";
import type { EndedCall, GuardedCall } from "./tool-call.ts";
import { writtenPaths } from "./written-paths.ts";

/** Notes where the files of an allowed file tool lie, for the look after the write. */
export function beginWrite(project: Project, call: GuardedCall): void {
  if (call.actor.role === "other") return;
  const paths = writtenPaths(call.tool, call.args);
  if (paths.length === 0) return;
  project.written.begin(
    call,
    paths.map((asked) => ({
      asked,
      from: call.directory,
      real: located(project, call, asked).real,
    })),
  );
}

/**
 * Looks where the files of a file tool lie now. The gate judges a path and the host opens the path later; a program that
 * meanwhile changes a folder on the way for a link leads the write elsewhere. Throws a refusal, with a line in the
 * journal, if a file is no longer the plain file that was judged.
 */
export async function endWrite(project: Project, call: EndedCall): Promise<void> {
  const strayed = project.written.take(call).filter((file) => hasStrayed(project, file));
  if (strayed.length === 0) return;
  const names = strayed.map(({ asked }) => asked).join(", ");
  const who = nameOf(actorOf(project, call.sessionID));
  await refuse(project, { who, tool: call.tool, detail: names }, straying(names));
}

/** A path that cannot be followed has strayed. */
function hasStrayed({ paths }: Project, { asked, from, real }: JudgedFile): boolean {
  try {
    const now = paths.locate(asked, from, undefined);
    return now.real !== real || now.hardLinked || now.special;
  } catch {
    return true;
  }
}

function straying(names: string): Denial {
  return deny(
    "OUT_OF_SCOPE",
    say(
      `${names} is not the plain file any more that was judged: a program changed the path while the tool wrote. What was written elsewhere is not known.`,
      `${names}은(는) 더 이상 검사할 때의 일반 파일이 아닙니다. 도구가 쓰는 동안 어떤 프로그램이 경로를 바꿨습니다. 다른 곳에 무엇을 썼는지는 알 수 없습니다.`,
    ),
    "Stop programs that change folders and links, look at what lies there now, then write again.",
  );
}
