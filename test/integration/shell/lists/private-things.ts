import { type PrivateHome, WORD } from "../private-home.ts";

/** Shell lines that print what no agent may read. */
export const SECRETS: [string, (place: PrivateHome) => string][] = [
  ["an ssh key", ({ home }) => `cat ${home}/.ssh/id_rsa`],
  ["a cloud key", ({ home }) => `cat ${home}/.aws/credentials`],
  ["a registry's token", ({ home }) => `cat ${home}/.npmrc`],
  ["a toolchain's token", ({ home }) => `cat ${home}/.cargo/credentials.toml`],
  ["OpenCode's keys", ({ home }) => `cat ${home}/.local/share/opencode/auth.json`],
  ["another project", ({ home }) => `cat ${home}/work/other/secret.ts`],
  ["the journal", ({ top }) => `cat ${top}/.aegis/runs/r.jsonl`],
  ["the home by an agent's link", ({ home }) => `ln -sfn ${home} l; cat l/.bashrc; rm l`],
  ["the home through /proc", ({ home }) => `cat /proc/self/root${home}/.bashrc`],
  ["the home from a folder beside it", ({ top }) => `cat ${top}/../home/.bashrc`],
];

/** Variables of the user's that no agent may read. */
export const VARIABLES = {
  GITHUB_TOKEN: WORD,
  TMUX: WORD,
  DOCKER_HOST: WORD,
  BASH_ENV: WORD,
  DATABASE_URL: WORD,
  "npm_config_//registry.example.org/:_authToken": WORD,
  "BASH_FUNC_git%%": `() { echo ${WORD}; }`,
  MULTI_LINE: `a\n${WORD}`,
};
