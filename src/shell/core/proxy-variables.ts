/** Programs of a call reach each other on its own loopback. */
const DIRECT = "localhost,127.0.0.1,::1";

/**
 * The variables by which programs find a proxy: curl, wget, Python, Go, Node 24 and most others by the first ones; npm,
 * pnpm, yarn, pip, cargo and uv by names of their own, which outrank the files of their settings.
 */
export function proxyVariables(url: string): Record<string, string> {
  const both = (name: string, value: string) => [
    [name.toUpperCase(), value],
    [name.toLowerCase(), value],
  ];
  return Object.fromEntries([
    ...both("http_proxy", url),
    ...both("https_proxy", url),
    ...both("all_proxy", url),
    ...both("no_proxy", DIRECT),
    ...both("npm_config_proxy", url),
    ...both("npm_config_https_proxy", url),
    ...both("npm_config_noproxy", DIRECT),
    ["YARN_HTTP_PROXY", url],
    ["YARN_HTTPS_PROXY", url],
    ["PIP_PROXY", url],
    ["CARGO_HTTP_PROXY", url],
    ["NODE_USE_ENV_PROXY", "1"],
  ]);
}

/** Caches below the home are read-only; what a call fetches is kept as long as the call. `folder`: absolute, writable. */
export function cacheVariables(folder: string): Record<string, string> {
  const cache = {
    npm_config_cache: "npm",
    NPM_CONFIG_CACHE: "npm",
    npm_config_store_dir: "pnpm",
    YARN_CACHE_FOLDER: "yarn",
    UV_CACHE_DIR: "uv",
    PIP_CACHE_DIR: "pip",
    GOMODCACHE: "go",
  };
  return Object.fromEntries(
    Object.entries(cache).map(([name, below]) => [name, `${folder}/${below}`]),
  );
}

/** The proxy for git, whose settings outrank the variables. */
export function gitProxy(url: string): [key: string, value: string] {
  return ["http.proxy", url];
}
