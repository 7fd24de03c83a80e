import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { serveScene } from "../../support/serve-scene.ts";

const MODEL = "/models/Qwen3-Coder-Next-FP8";

async function rendered(kind: string, ...more: (string | Record<string, string>)[]) {
  const scene = await serveScene([]);
  const flags = more.filter((one) => typeof one === "string");
  const env = Object.assign({ AEGIS_MODEL: "" }, ...more.filter((one) => typeof one === "object"));
  const args = ["--render", kind, "--model", MODEL, ...flags];
  const { exitCode, stdout, stderr } = await scene.command(args, env);
  return { exitCode, stdout, stderr };
}

interface Service {
  image: string;
  command: string[];
  environment: Record<string, string>;
  volumes: string[];
  ports?: string[];
  deploy: { resources: { reservations: { devices: { device_ids: string[] }[] } } };
}

test("compose: a service on each of 16 GPUs, and the router before them", async () => {
  const { stdout, stderr } = await rendered("compose", "--gpus", "16", "--workers", "100");
  expect(stderr).toBe("");
  const { services, volumes } = parse(stdout) as {
    services: Record<string, Service>;
    volumes: Record<string, object>;
  };
  const { router, ...engines } = services;
  const all = Object.values(engines);
  expect(all.map(({ deploy }) => deploy.resources.reservations.devices[0]?.device_ids)).toEqual(
    Array.from({ length: 16 }, (_, index) => [String(index)]),
  );
  for (const { command, image, environment, volumes: mounts } of all) {
    expect(image).toBe("vllm/vllm-openai:v0.33.0");
    expect(command[0]).toBe(MODEL);
    expect(command.join(" ")).toContain("--host 0.0.0.0 --port 8000");
    expect(command.join(" ")).toContain("--tool-call-parser qwen3_coder");
    expect(environment).toMatchObject({ VLLM_NO_USAGE_STATS: "1", HF_HUB_OFFLINE: "1" });
    expect(mounts[0]).toBe(`${MODEL}:${MODEL}:ro`);
  }
  expect(router?.command[0]).toBe("vllm-router");
  expect(router?.command.slice(-16)).toEqual(
    Object.keys(engines).map((name) => `http://${name}:8000`),
  );
  expect(router?.ports).toEqual([expect.stringMatching(/^127\.0\.0\.1:\d+:8000$/)]);
  expect(Object.keys(volumes)).toHaveLength(16);
});

test("helm: the chart's keys, and what it has none for as arguments, each flag once", async () => {
  const { stdout } = await rendered("helm", "--gpus", "8", "--workers", "100");
  const values = parse(stdout) as {
    servingEngineSpec: {
      vllmApiKey: object;
      modelSpec: {
        replicaCount: number;
        requestGPU: number;
        modelURL: string;
        vllmConfig: { enablePrefixCaching: boolean; maxModelLen: number; extraArgs: string[] };
      }[];
    };
    routerSpec: object;
  };
  const [model] = values.servingEngineSpec.modelSpec;
  expect(model).toMatchObject({ replicaCount: 8, requestGPU: 1, modelURL: MODEL });
  expect(model?.vllmConfig).toMatchObject({ enablePrefixCaching: true, maxModelLen: 131_072 });
  const flags = model?.vllmConfig.extraArgs.filter((arg) => arg.startsWith("--"));
  expect(flags).toEqual([
    "--served-model-name",
    "--max-num-batched-tokens",
    "--kv-cache-dtype",
    "--enable-prompt-tokens-details",
    "--enable-request-id-headers",
    "--disable-access-log-for-endpoints",
  ]);
  expect(values.routerSpec).toMatchObject({ routingLogic: "session", sessionKey: "x-session-id" });
  expect(values.servingEngineSpec.vllmApiKey).toMatchObject({ secretName: "vllm-api-key" });
});

test("systemd: a unit for each GPU on loopback and the router; one GPU needs none", async () => {
  const { stdout } = await rendered("systemd", "--gpus", "2", "--port", "8001");
  expect(stdout).toContain("systemctl enable --now vllm@0 vllm@1 vllm-router");
  expect(stdout).toContain(`"AEGIS_MODEL=${MODEL}"`);
  expect(stdout).toContain("AEGIS_PORT=$((8002 + %i))");
  expect(stdout).toMatch(/^ExecStart=\/usr\/local\/bin\/vllm-router .*--port 8001 .*8002 .*8003$/m);
  const some = await rendered("systemd", "--port", "8001", { AEGIS_GPU: "2,5" });
  expect(some.stdout).toMatch(
    /--worker-urls http:\/\/127\.0\.0\.1:8004 http:\/\/127\.0\.0\.1:8007$/m,
  );
  expect(some.stdout).toContain("AEGIS_PORT=$((8002 + %i))");
  const single = await rendered("systemd", "--host", "10.0.0.5", "--port", "8001");
  expect(single.stdout).not.toContain("vllm-router");
  expect(single.stdout).toContain("AEGIS_HOST=10.0.0.5");
  expect(single.stdout).toContain("AEGIS_PORT=$((8001 + %i))");
});

describe("what cannot be rendered is refused", () => {
  test.each([
    [["swarm"], "compose, systemd, helm"],
    [["compose", "--model", "Qwen/Qwen3-Coder-Next-FP8"], "is not a folder"],
    [["compose", "--model", "/models/my model"], "characters"],
    [["helm", "--served-name", 'x", "--trust-remote-code'], "characters"],
    [["systemd", "--gpus", "2", "--tensor-parallel", "2"], "a systemd unit serves one GPU"],
    [["systemd", "--", "--seed", "1"], "a systemd unit serves one GPU"],
    [["helm", "--", "--max-model-len", "4096"], "its own key for --max-model-len"],
    [["compose", "--", "--block-size", "16"], "--block-size breaks models"],
    [["systemd", "--vllm", "./venv/bin/vllm"], "an absolute path"],
  ])("%j", async ([kind = "", ...more], words) => {
    const { exitCode, stdout, stderr } = await rendered(kind, ...more);
    expect([exitCode, stderr.includes(words)]).toEqual([2, true]);
    expect(stdout).toBe("");
  });
});
