import type { Json } from "../../kit/json.ts";
import { type Sentence, say } from "../../kit/sentence.ts";
import { effective, type Source } from "../../setup/core/sources.ts";
import type { Attempt } from "./observation.ts";
import { FETCHED_HOST } from "./tool-calls.ts";

/** What is known of this machine and explains where OpenCode goes. Only what was read counts. */
export interface Known {
  /** The sources of the configuration that count, lowest rank first. */
  readonly sources: readonly Source[];
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Files of plugins and their texts. */
  readonly plugins: readonly { readonly path: string; readonly text: string }[];
  /** Grammars whose file is missing. */
  readonly missingGrammars: readonly string[];
  /** OpenCode's catalogue of models; undefined if it is there. */
  readonly missingCatalogue: string | undefined;
  readonly ripgrep: boolean;
}

/** The settings and files of this machine that lead to the host of an attempt; none if none is known. */
export function explained({ host }: Pick<Attempt, "host">, known: Known): Sentence[] {
  if (host === "") return [];
  return [...namedIn(host, known), ...openCodes(host, known)];
}

function namedIn(host: string, { sources, env, plugins }: Known): Sentence[] {
  const places = [
    ...sources.flatMap(({ name, config }) =>
      (config === undefined ? [] : pathsTo(host, config)).map((path) => `${name} (${path})`),
    ),
    ...Object.entries(env).flatMap(([name, value]) =>
      hostsOf(value ?? "").has(host) ? [name] : [],
    ),
  ];
  const files = plugins.filter(({ text }) => text.includes(host)).map(({ path }) => path);
  return [
    ...places.map((place) => say(`${place} names it`, `${place}에 적혀 있습니다`)),
    ...files.map((path) =>
      say(`the plugin ${path} contains it`, `플러그인 ${path}에 들어 있습니다`),
    ),
  ];
}

/** The paths of the texts that hold a URL of this host. */
function pathsTo(host: string, value: Json, path = ""): string[] {
  if (typeof value === "string") return hostsOf(value).has(host) ? [path] : [];
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, each]) =>
    pathsTo(host, each, path === "" ? key : `${path}.${key}`),
  );
}

function hostsOf(text: string): Set<string> {
  const urls = text.match(/[a-z][a-z0-9+.-]*:\/\/[^\s"'<>]+/gi) ?? [];
  return new Set(urls.flatMap((url) => (URL.canParse(url) ? [new URL(url).hostname] : [])));
}

/** Hosts that OpenCode itself contacts, each with what can be seen here of why. */
function openCodes(host: string, known: Known): Sentence[] {
  const { missingGrammars, missingCatalogue, ripgrep, sources } = known;
  const on = (...path: string[]) => effective(sources, path);
  const found: Sentence[] = [];
  if (host === FETCHED_HOST)
    found.push(
      say(
        "the audit's model asked a tool for this page: the configuration in force does not deny webfetch",
        "감사용 모델이 이 페이지를 도구로 요청했습니다. 적용된 설정이 webfetch를 거부하지 않습니다",
      ),
    );
  if (/(^|\.)(github\.com|githubusercontent\.com)$/.test(host)) {
    if (missingGrammars.length > 0)
      found.push(
        say(
          `grammar files are missing (${listed(missingGrammars)}); OpenCode's terminal downloads a missing grammar from GitHub`,
          `문법 파일이 없습니다(${listed(missingGrammars)}). OpenCode 터미널은 없는 문법을 GitHub에서 다운로드합니다`,
        ),
      );
    if (!ripgrep)
      found.push(
        say(
          "ripgrep (rg) is missing; OpenCode downloads it from GitHub",
          "ripgrep(rg)이 없습니다. OpenCode는 ripgrep을 GitHub에서 다운로드합니다",
        ),
      );
  }
  if (host === "api.github.com" && on("autoupdate")?.value !== false)
    found.push(
      say(
        "autoupdate is not false; OpenCode's terminal asks GitHub for a newer version",
        "autoupdate가 false가 아닙니다. OpenCode 터미널은 새 버전이 있는지 GitHub에 묻습니다",
      ),
    );
  if (/^models\.(dev|opencode\.ai)$/.test(host) && missingCatalogue !== undefined)
    found.push(
      say(
        `the catalogue ${missingCatalogue} is missing or old; OpenCode fetches it`,
        `모델 목록 ${missingCatalogue}이(가) 없거나 오래되었습니다. OpenCode가 이 목록을 가져옵니다`,
      ),
    );
  if (/(^|\.)opencode\.ai$/.test(host) && on("enabled_providers") === undefined)
    found.push(
      say(
        "enabled_providers is not set, so hosted models are on",
        "enabled_providers가 설정되지 않아 외부 모델이 켜져 있습니다",
      ),
    );
  return found;
}

function listed(names: readonly string[]): string {
  const shown = names.slice(0, 5).join(", ");
  return names.length > 5 ? `${shown}, … ${names.length}` : shown;
}
