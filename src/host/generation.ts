import semver from "semver";
import { type Sentence, say } from "../kit/sentence.ts";

/** The program `opencode` exists in two generations. Previews of OpenCode 2 have the version 0.0.0-next-…. */
export function openCodeGeneration(version: string): 1 | 2 {
  const preview = `${semver.prerelease(version)?.[0]}`.startsWith("next");
  return preview || (semver.valid(version) !== null && semver.major(version) >= 2) ? 2 : 1;
}

/** Why this package does not work with an OpenCode of `version`; `range` is what it needs. */
export function unsupported(version: string, range: string): Sentence {
  return openCodeGeneration(version) === 2
    ? say(
        `this is OpenCode 2; this package needs OpenCode 1 (${range})`,
        `OpenCode 2입니다. 이 패키지에는 OpenCode 1(${range})이 필요합니다`,
      )
    : say(`this package needs ${range}`, `이 패키지에는 ${range} 버전이 필요합니다`);
}
