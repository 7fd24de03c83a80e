/**
 * True if a server answers 200 at this address, such as its `/health`. False for any other answer, and for no answer
 * within 2 s.
 */
export async function isHealthy(address: string): Promise<boolean> {
  try {
    const response = await fetch(address, { signal: AbortSignal.timeout(2_000) });
    await response.arrayBuffer();
    return response.status === 200;
  } catch {
    // Refused, reset or late: the server is not up.
    return false;
  }
}

/** The Prometheus text of a server; undefined if it sends none within 5 s. */
export async function metricsOf(origin: string): Promise<string | undefined> {
  try {
    const response = await fetch(`${origin}/metrics`, { signal: AbortSignal.timeout(5_000) });
    const text = await response.text();
    return response.ok ? text : undefined;
  } catch {
    // The server may be starting or gone.
    return undefined;
  }
}
