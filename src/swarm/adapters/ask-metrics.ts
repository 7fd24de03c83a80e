/** What came of one request: the text of /metrics, or why there is none. `at` is in epoch milliseconds. */
export type MetricsAnswer =
  | { readonly at: number; readonly text: string }
  | { readonly at: number; readonly why: string };

/** A server that does not answer must hold nobody up. */
const LIMIT_MS = 1_500;
/** vLLM's page has some 100 kB. */
const MOST_BYTES = 4 * 1024 * 1024;

/** The address of a model server without the path of its API. */
export function serverRoot(baseURL: string): string | undefined {
  if (!URL.canParse(baseURL)) return undefined;
  const { protocol, username, password } = new URL(baseURL);
  // What stands before an @ is a secret, and people are shown the address.
  if ((protocol !== "http:" && protocol !== "https:") || username || password) return undefined;
  return baseURL.replace(/\/+$/, "").replace(/\/v1$/, "");
}

/** Reads /metrics once. Never throws, and asks no model. */
export async function askMetrics(root: string): Promise<MetricsAnswer> {
  const at = Date.now();
  try {
    const response = await fetch(`${root}/metrics`, {
      signal: AbortSignal.timeout(LIMIT_MS),
      redirect: "error",
    });
    if (!response.ok) return { at, why: `/metrics: ${response.status}` };
    const text = await response.text();
    return text.length > MOST_BYTES ? { at, why: "/metrics: too long" } : { at, text };
  } catch (error) {
    return { at, why: reasonOf(error) };
  }
}

function reasonOf(error: unknown): string {
  const { cause } = error as { cause?: { code?: string } };
  return cause?.code ?? (error instanceof Error ? error.message : String(error));
}
