import { expect, test } from "vitest";
import { keptGitEntries, keptVariables } from "../../../src/shell/view/variables.ts";

const kept = (name: string, value = "x", network = false, chosen: string[] = []) =>
  keptVariables({ [name]: value }, chosen, network).length === 1;

test.each([
  ...["PATH", "HOME", "LANG", "LC_ALL", "TERM", "TZ", "USER", "SHELL", "TMPDIR", "CI", "NODE_ENV"],
  ...["npm_config_registry", "PYTHONPATH", "VIRTUAL_ENV", "GOPATH", "GOFLAGS", "CARGO_HOME"],
  ...["RUSTFLAGS", "JAVA_HOME", "MAVEN_OPTS", "GRADLE_USER_HOME", "GIT_AUTHOR_NAME"],
])("%s is inherited", (name) => {
  expect(kept(name)).toBe(true);
});

test.each([
  ...["AWS_SECRET_ACCESS_KEY", "AWS_PROFILE", "GITHUB_TOKEN", "OPENAI_API_KEY", "SSH_AUTH_SOCK"],
  ...[
    "TMUX",
    "DOCKER_HOST",
    "DBUS_SESSION_BUS_ADDRESS",
    "XDG_RUNTIME_DIR",
    "DISPLAY",
    "KUBECONFIG",
  ],
  ...["DATABASE_URL", "GOOGLE_APPLICATION_CREDENTIALS", "LD_PRELOAD", "BASH_ENV", "ENV", "EDITOR"],
  ...["NODE_AUTH_TOKEN", "npm_config_//registry.example.org/:_authToken", "npm_config__auth"],
  ...["CARGO_REGISTRY_TOKEN", "PIP_PASSWORD", "UV_PUBLISH_TOKEN", "OPENCODE_SERVER_PASSWORD"],
  ...["HTTP_PROXY", "https_proxy", "GIT_SSH_COMMAND", "GIT_DIR", "IFS"],
])("%s is not inherited", (name) => {
  expect(kept(name)).toBe(false);
});

test.each([
  ["npm_config_registry", "https://user:word@npm.example.org/"],
  ["PIP_INDEX_URL", "https://user:word@pypi.example.org/simple"],
  ["NODE_OPTIONS", "--require /home/u/.editor/debugger.js"],
  ["NODE_OPTIONS", "--max-old-space-size=1 --import=./x.js"],
])("%s=%s is not inherited", (name, value) => {
  expect(kept(name, value)).toBe(false);
  expect(kept(name, "--max-old-space-size=4096")).toBe(true);
});

test("proxies are inherited with the network alone, and without a password", () => {
  expect(kept("HTTPS_PROXY", "http://proxy:3128", true)).toBe(true);
  expect(kept("HTTPS_PROXY", "http://u:p@proxy:3128", true)).toBe(false);
});

test("the user's choice wins over everything", () => {
  expect(kept("MY_TOKEN", "x", false, ["MY_TOKEN"])).toBe(true);
  expect(kept("MY_TOKEN", "x", false, ["MY_TOKENS"])).toBe(false);
});

test("git's entries with an account are left out", () => {
  const entries = {
    "safe.directory": "/a",
    "http.https://host/.extraheader": "Authorization: x",
    "credential.helper": "store",
    "url.https://u:p@host/.insteadOf": "https://host/",
    "core.autocrlf": "false",
  };
  const env = Object.fromEntries(
    Object.entries(entries).flatMap(([key, value], index) => [
      [`GIT_CONFIG_KEY_${index}`, key],
      [`GIT_CONFIG_VALUE_${index}`, value],
    ]),
  );
  expect(keptGitEntries({ ...env, GIT_CONFIG_COUNT: "5" })).toEqual([
    ["safe.directory", "/a"],
    ["core.autocrlf", "false"],
  ]);
  expect(keptGitEntries({})).toEqual([]);
});
