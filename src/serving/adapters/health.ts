/** Does a server answer at this address, such as its `/health`, with 200? Any other answer, and none in 2 s, is no. */
export async function isHealthy(address: string): Promise<boolean> {
  try {
    const response = await fetch(address, { signal: AbortSignal.timeout(2_000) });
    await response.arrayBuffer();
    return response.status === 200;
  } catch {
    // Refused, reset or late: it is not up (yet, or any more).
    return false;
  }
}

/** The Prometheus text of a server; undefined where it gives none within 5 s. */
export async function metricsOf(origin: string): Promise<string | undefined> {
  try {
    const response = await fetch(`${origin}/metrics`, { signal: AbortSignal.timeout(5_000) });
    const text = await response.text();
    return response.ok ? text : undefined;
  } catch {
    // A look at a server that may be starting or gone.
    return undefined;
  }
}
