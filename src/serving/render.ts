import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { execa } from "execa";
import { AegisError } from "../kit/errors.ts";
import { alike, type Sentence, say } from "../kit/sentence.ts";
import { filled, type Values } from "./core/fill.ts";
import { type Replica, replicaEnv, replicasOf } from "./replicas.ts";
import { ROUTER_VERSION, routerArgs } from "./router.ts";
import type { ServeJob } from "./serve-job.ts";

/** The vLLM version in the rendered files; image and flags belong together. */
const VLLM_VERSION = "0.33.0";
const IMAGE = { name: "vllm/vllm-openai", tag: `v${VLLM_VERSION}` };
/** Port inside a container; the router publishes another port. */
const CONTAINER_PORT = 8000;

const KINDS = ["compose", "systemd", "helm"] as const;
type Kind = (typeof KINDS)[number];

/**
 * The files for a deployment by other means, as one text. Throws BAD_OPTION for an unknown kind,
 * and if the model is not a folder: a deployment must not fetch a model.
 */
export async function renderDeployment(
  kind: string,
  job: ServeJob,
  { packageRoot }: { packageRoot: string },
): Promise<string> {
  if (!isKind(kind))
    throw new AegisError(
      "BAD_OPTION",
      say(`--render: ${kind} is not a kind.`, `--render: 이런 종류는 없습니다: ${kind}.`),
      say(`Give ${KINDS.join(", ")}.`, `다음 중 하나를 지정하세요: ${KINDS.join(", ")}.`),
    );
  if (!job.settings.model.startsWith("/"))
    throw new AegisError(
      "BAD_OPTION",
      say(
        `--render: ${job.settings.model} is not a folder.`,
        `--render: ${job.settings.model}은(는) 폴더가 아닙니다.`,
      ),
      say(
        "Give the model's folder on the hosts that serve it: --model /models/Qwen3-Coder-Next-FP8",
        "서버로 쓸 컴퓨터에 있는 모델 폴더를 지정하세요: --model /models/Qwen3-Coder-Next-FP8",
      ),
    );
  const template = (name: string) => readFile(join(packageRoot, "templates/deploy", name), "utf8");
  refuseOdd(kind, job);
  const values = await valuesOf(kind, job);
  const texts = await Promise.all(
    filesOf(kind, job).map(async (name) => filled(await template(name), values)),
  );
  return texts.join("\n");
}

/** A single vLLM needs no router. */
function filesOf(kind: Kind, job: ServeJob): string[] {
  if (kind === "compose") return ["compose.yaml"];
  if (kind === "helm") return ["helm-values.yaml"];
  return ["vllm@.service", ...(replicasOf(job).length > 1 ? ["vllm-router.service"] : [])];
}

/** Refuses characters that these formats would have to quote: each format quotes in its own way, or not at all. */
function refuseOdd(kind: Kind, { settings, extra, choice }: ServeJob): void {
  const { model, servedName, host, vllm = "" } = settings;
  const odd = [model, servedName, host, vllm].find((text) => !/^[\w./@:+-]*$/.test(text));
  if (odd !== undefined || model.includes(":"))
    throw unfit(
      say(
        `${odd ?? model} has characters with a meaning in configuration files.`,
        `${odd ?? model}에 설정 파일에서 특별한 뜻을 갖는 문자가 있습니다.`,
      ),
      say(
        "Use letters, digits and . / @ + - _ in names and folders.",
        "이름과 폴더에는 영문자, 숫자와 . / @ + - _만 쓰세요.",
      ),
    );
  if (kind === "systemd" && (settings.tensorParallel > 1 || extra.length > 0))
    throw unfit(
      say(
        "a systemd unit serves one GPU, with the script's own flags.",
        "systemd 유닛 하나는 GPU 하나를 스크립트의 플래그로만 실행합니다.",
      ),
      say(
        "Leave --tensor-parallel and the flags after -- out, or render for compose or helm.",
        "--tensor-parallel과 -- 뒤의 플래그를 빼거나 compose 또는 helm으로 만드세요.",
      ),
    );
  if (kind === "systemd" && vllm !== "" && !vllm.startsWith("/"))
    throw unfit(
      say(
        `--vllm ${vllm} has to be an absolute path in a unit.`,
        `유닛에서 --vllm ${vllm}은(는) 절대 경로여야 합니다.`,
      ),
      say("Give the path from / on.", "/로 시작하는 경로를 지정하세요."),
    );
  const twice = extra.find((flag) => [...CHART_KEYS, ...CHART_SWITCHES].includes(flag));
  if (kind === "helm" && twice !== undefined)
    throw unfit(
      say(`the chart has its own key for ${twice}.`, `차트에 ${twice}의 키가 따로 있습니다.`),
      say("Use the flags before --.", "-- 앞의 플래그를 쓰세요."),
    );
  if (kind === "compose" && choice.gpus.length === 0)
    throw unfit(
      say("without a GPU there is nothing to reserve.", "GPU가 없으면 예약할 것이 없습니다."),
      say("Give --gpus 1, or AEGIS_GPU=0.", "--gpus 1이나 AEGIS_GPU=0을 지정하세요."),
    );
}

function unfit(why: Sentence, fix: Sentence): AegisError {
  return new AegisError("BAD_OPTION", say(`--render: ${why.en}`, `--render: ${why.ko}`), fix);
}

async function valuesOf(kind: Kind, job: ServeJob): Promise<Values> {
  const { settings, choice } = job;
  const replicas = replicasOf(job);
  const names = replicas.map(({ number }) => `vllm-${number}`);
  // A unit knows its GPU's index, and its port follows from the index.
  const single = settings.port - (replicas[0]?.gpus[0] ?? 0);
  const firstPort = replicas.length === 1 ? single : settings.port + 1;
  const workers =
    kind === "systemd"
      ? replicas.map(({ gpus }) => `http://127.0.0.1:${firstPort + (gpus[0] ?? 0)}`)
      : names.map((name) => `http://${name}:${CONTAINER_PORT}`);
  const listen = kind === "systemd" ? settings : { host: "0.0.0.0", port: CONTAINER_PORT };
  const router = ["vllm-router", ...routerArgs(listen, workers)];
  const [first] = replicas;
  return {
    image: `${IMAGE.name}:${IMAGE.tag}`,
    imageName: IMAGE.name,
    imageTag: IMAGE.tag,
    routerImage: `vllm/vllm-router:v${ROUTER_VERSION}`,
    modelFolder: settings.model,
    servedName: settings.servedName,
    host: settings.host.includes(":") ? `[${settings.host}]` : settings.host,
    port: String(settings.port),
    firstPort: String(firstPort),
    context: String(choice.context),
    batch: String(choice.batch),
    memory: String(settings.utilisation),
    kv: choice.kv,
    vllm: settings.vllm ?? "/opt/vllm/bin/vllm",
    tensorParallel: String(settings.tensorParallel),
    gpusEach: String(settings.tensorParallel),
    replicaCount: String(replicas.length),
    engineHost: replicas.length > 1 ? "127.0.0.1" : settings.host,
    files: filesOf("systemd", job).join(" "),
    units: [
      ...replicas.map(({ gpus }) => `vllm@${gpus[0] ?? 0}`),
      ...(replicas.length > 1 ? ["vllm-router"] : []),
    ].join(" "),
    services: JSON.stringify(names),
    routerCommand:
      kind === "systemd"
        ? ["/usr/local/bin/vllm-router", ...router.slice(1)].join(" ")
        : JSON.stringify(router),
    extraArguments: JSON.stringify(withoutChartKeys(await argumentsOf(job, first as Replica))),
    replicas: await Promise.all(
      replicas.map(async (replica) => ({
        number: String(replica.number),
        gpus: JSON.stringify(replica.gpus.map(String)),
        // In Compose a $ begins a variable.
        arguments: JSON.stringify(await argumentsOf(job, replica)).replaceAll("$", "$$$$"),
      })),
    ),
  };
}

/** Asks the script, so that only one place decides the flags. */
async function argumentsOf(job: ServeJob, replica: Replica): Promise<string[]> {
  const container = { ...replica, host: "0.0.0.0", port: CONTAINER_PORT };
  const extra = job.extra.length > 0 ? ["--", ...job.extra] : [];
  const { stdout, stderr, exitCode } = await execa("bash", [job.script, "--args", ...extra], {
    env: { ...replicaEnv(job, container), AEGIS_VLLM_VERSION: VLLM_VERSION },
    extendEnv: false,
    reject: false,
  });
  if (exitCode !== 0)
    throw unfit(
      alike(stderr.replace(/^aegis: /, "")),
      say("See start-vllm --help.", "start-vllm --help를 보세요."),
    );
  return stdout.split("\n");
}

/** Flags that the chart writes itself. */
const CHART_KEYS = [
  "--host",
  "--port",
  "--max-model-len",
  "--max-num-seqs",
  "--gpu-memory-utilization",
  "--tensor-parallel-size",
  "--tool-call-parser",
];
const CHART_SWITCHES = ["--enable-prefix-caching", "--enable-auto-tool-choice"];

function withoutChartKeys([, ...args]: readonly string[]): string[] {
  return args.filter(
    (arg, index) =>
      ![...CHART_KEYS, ...CHART_SWITCHES].includes(arg) &&
      !CHART_KEYS.includes(args[index - 1] ?? ""),
  );
}

function isKind(kind: string): kind is Kind {
  return (KINDS as readonly string[]).includes(kind);
}
