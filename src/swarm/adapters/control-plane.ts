import { type Sentence, say } from "../../kit/sentence.ts";
import type { ServerAccess } from "../core/run/server-open.ts";
import type { ControlPlane } from "../ports.ts";

/** What `serverUrl` of OpenCode 1.18.33 says while OpenCode listens nowhere, as a new object at each reading. */
const NOWHERE = "http://localhost:4096/";
/** The answer comes from this process, which may be busy. */
const LIMIT_MS = 30_000;

/** OpenCode's server, read from the plugin's input at each question. An input without `serverUrl` means: no server. */
export function controlPlane(input: { readonly serverUrl?: URL }): ControlPlane {
  const address = (): string | undefined => {
    const [once, again] = [input.serverUrl, input.serverUrl];
    return once === again || once?.href !== NOWHERE ? once?.href : undefined;
  };
  return {
    listens: () => address() !== undefined,
    port() {
      const url = address();
      return url === undefined ? undefined : Number(new URL(url).port) || 80;
    },
    async access(): Promise<ServerAccess> {
      const url = address();
      if (url === undefined) return { listens: false };
      const why = await whyOpen(url);
      return { listens: true, url, ...(why === undefined ? {} : { why }) };
    },
  };
}

/** Asks without a password. What cannot be found out counts as open. */
async function whyOpen(url: string): Promise<Sentence | undefined> {
  try {
    const signal = AbortSignal.timeout(LIMIT_MS);
    const answer = await fetch(new URL("/global/health", url), { signal });
    await answer.body?.cancel();
    const { status } = answer;
    if (status === 401) return undefined;
    return say(`answers without a password (${status})`, `비밀번호 없이 응답함, HTTP ${status}`);
  } catch (error) {
    return say(
      `does not say whether it asks for a password (${String(error)})`,
      `비밀번호를 묻는지 알 수 없음: ${String(error)}`,
    );
  }
}
