import type { Expected } from "./server-facts.ts";

/** Fixes to copy: flags go to `vllm serve`, settings into opencode.json, commands into a shell. */

/** Without both flags vLLM refuses `auto` tool calls; with another parser Qwen3-Coder's calls come as text. */
export const TOOL_FLAGS = "--enable-auto-tool-choice --tool-call-parser qwen3_coder";
/** From 0.31; earlier versions hold only a tool marked strict to its schema. */
export const STRICT_FLAG = "--tool-strict-level parameter";
export const DETAILS_FLAG = "--enable-prompt-tokens-details";
export const CACHE_FLAG = "--enable-prefix-caching";
/** 17 to 25 sessions run at once; with 16 seats the seventeenth would wait. */
export const SEATS_FLAG = "--max-num-seqs 32";
/** A model may not repeat a mistake it made once: ask again. */
export const AGAIN = "oh-my-qwencoder doctor server.tools --verbose";
export const NEWER_VLLM = 'pip install --upgrade "vllm>=0.31"';

export function startServer({ baseURL, model }: Expected): string {
  const port = portOf(baseURL);
  return `vllm serve /path/to/weights --served-model-name ${quoted(model)} --port ${port} ${TOOL_FLAGS}`;
}

/** Shows the traffic of one request. */
export function trace(url: string): string {
  return `curl -sv --max-time 10 ${quoted(url)}`;
}

export function baseURLSetting(url: string): string {
  return `"baseURL": ${JSON.stringify(url)}`;
}

export function limitSetting(context: number, output: number): string {
  return `"limit": { "context": ${context}, "output": ${output} }`;
}

export function keySetting({ keyVariable }: Expected): string {
  return `export ${keyVariable}='the key the server was started with'`;
}

/** The root of the server that offers `baseURL`: without /v1 and without a slash at the end. */
export function rootOf(baseURL: string): string {
  return baseURL.replace(/\/+$/, "").replace(/\/v1$/, "");
}

function portOf(baseURL: string): string {
  if (!URL.canParse(baseURL)) return "8000";
  const { port, protocol } = new URL(baseURL);
  return port || (protocol === "https:" ? "443" : "80");
}

function quoted(word: string): string {
  return /^[\w./:@=-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
