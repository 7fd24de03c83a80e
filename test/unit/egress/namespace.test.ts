import { describe, expect, test } from "vitest";
import { preparedFiles, sinkPorts, standInsFor } from "../../../src/egress/core/namespace.ts";
import { layerRoots } from "../../../src/egress/core/roots.ts";
import { auditVariables } from "../../../src/egress/core/variables.ts";

describe("the scripted model in the model server's place", () => {
  test.each([
    ["http://gpu:8001/v1", { address: "198.19.0.1", port: 8001 }, ["198.19.0.1 gpu"]],
    ["http://localhost:8001/v1", { address: "127.0.0.1", port: 8001 }, []],
    ["http://0.0.0.0:8001/v1", { address: "127.0.0.1", port: 8001 }, []],
    ["http://10.1.2.3/v1", { address: "10.1.2.3", port: 80 }, []],
    ["https://gpu.corp/v1", { address: "198.19.0.1", port: 443 }, ["198.19.0.1 gpu.corp"]],
    ["http://[2001:db8::5]:8001/v1", { address: "2001:db8::5", port: 8001 }, []],
  ])("listens where %s leads", (url, server, hosts) => {
    expect(standInsFor([url])).toEqual({ servers: [server], hosts });
  });

  test("gives each name one address, and listens at each place once", () => {
    const urls = ["http://a:1/v1", "http://b:1/v1", "http://a:2/v1", "http://a:1/other"];
    const { servers, hosts } = standInsFor(urls);
    expect(hosts).toEqual(["198.19.0.1 a", "198.19.0.2 b"]);
    expect(servers.map(({ address, port }) => `${address}:${port}`)).toEqual([
      ...["198.19.0.1:1", "198.19.0.2:1", "198.19.0.1:2"],
    ]);
  });

  test("takes its port from the sink, which then watches that port elsewhere without an answer", () => {
    expect(sinkPorts([])).toContain(8080);
    expect(sinkPorts([{ address: "10.0.0.5", port: 8080 }])).not.toContain(8080);
  });

  test("needs no address of its own on the loopback", () => {
    const standIns = standInsFor([
      "http://localhost:1/v1",
      "http://[::1]:2/v1",
      "http://10.0.0.5:3/",
    ]);
    const { servers } = preparedFiles({ standIns, roots: [], hostname: "box" });
    expect(servers).toBe("-4 10.0.0.5 3\n");
  });
});

describe("the folders that get a layer", () => {
  test("are the outermost ones, and inner ones on another file system", () => {
    const on = (device: number, ...paths: string[]) => paths.map((path) => ({ path, device }));
    expect(layerRoots(on(1, "/home/u", "/home/u/project", "/home/u/.config", "/home/u"))).toEqual([
      "/home/u",
    ]);
    expect(
      layerRoots([...on(2, "/home/u/disk/p", "/home/u/disk/p/sub"), ...on(1, "/home/u")]),
    ).toEqual(["/home/u", "/home/u/disk/p"]);
    expect(layerRoots(on(1, "/home/u", "/home/user2"))).toEqual(["/home/u", "/home/user2"]);
  });
});

describe("the variables of the audited OpenCode", () => {
  test.each([
    ...["HTTP_PROXY", "https_proxy", "ALL_PROXY", "npm_config_https_proxy", "npm_config_proxy"],
    ...["SSH_AUTH_SOCK", "DBUS_SESSION_BUS_ADDRESS", "XDG_RUNTIME_DIR", "TMUX", "TMUX_PANE"],
  ])("are without %s", (name) => {
    expect(auditVariables({ [name]: "x", PATH: "/bin" })).toEqual({
      kept: { PATH: "/bin" },
      left: [name],
    });
  });

  test.each([
    ...["HOME", "NO_PROXY", "OTEL_EXPORTER_OTLP_ENDPOINT", "OPENCODE_CONFIG", "XDG_CONFIG_HOME"],
    ...["npm_config_registry", "npm_config_offline", "OPENCODE_DISABLE_AUTOUPDATE"],
  ])("keep %s, which is in force", (name) => {
    expect(auditVariables({ [name]: "x", GONE: undefined }).kept).toEqual({ [name]: "x" });
  });
});
