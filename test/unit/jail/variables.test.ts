import { expect, test } from "vitest";
import { jailVariables } from "../../../src/jail/core/variables.ts";

const LEADING_OUT = {
  https_proxy: "http://proxy:3128",
  NO_PROXY: "gpu",
  npm_config_https_proxy: "http://proxy:3128",
  SSH_AUTH_SOCK: "/home/me/agent",
  DBUS_SESSION_BUS_ADDRESS: "tcp:host=localhost,port=5000",
  DOCKER_HOST: "tcp://127.0.0.1:2375",
  XDG_RUNTIME_DIR: "/home/me/runtime",
  DISPLAY: ":0",
  TMUX: "/tmp/tmux-0/default,1,0",
  VSCODE_GIT_IPC_HANDLE: "/home/me/vscode-git.sock",
  OTEL_EXPORTER_OTLP_ENDPOINT: "http://collector:4318",
  SOMETHING: "unix:///home/me/socket",
  ELSE: "/run/thing",
};

test("what leads to a socket, a display or a proxy outside is left out", () => {
  const names = Object.keys(jailVariables(LEADING_OUT, "/p"));
  expect(names.filter((name) => name in LEADING_OUT)).toEqual([]);
});

test("everything else stays, and nothing waits for a network", () => {
  const env = {
    PATH: "/run/wrappers/bin:/usr/bin",
    VLLM_API_KEY: "secret",
    TERM: "xterm",
    TMPDIR: "/var/x",
    GONE: undefined,
  };
  expect(jailVariables(env, "/project")).toMatchObject({
    PATH: "/run/wrappers/bin:/usr/bin",
    VLLM_API_KEY: "secret",
    TERM: "xterm",
    TMPDIR: "/tmp",
    PWD: "/project",
    npm_config_offline: "true",
    OPENCODE_DISABLE_MODELS_FETCH: "1",
  });
  expect(jailVariables(env, "/project")).not.toHaveProperty("GONE");
});
