import type { Environment } from "../kit/environment.ts";
import { AegisError } from "../kit/errors.ts";
import { say } from "../kit/sentence.ts";
import { type Gpu, nvidiaGpus } from "./adapters/gpus.ts";
import { modelFiles } from "./adapters/model-files.ts";
import { KNOWN_MODELS } from "./core/known-models.ts";
import { weightBytes } from "./core/memory.ts";
import { type ModelShape, modelShape, type UnknownShape } from "./core/model-shape.ts";
import { type PlanRequest, planServing, type ServingPlan } from "./core/plan.ts";
import { type Trap, traps } from "./core/traps.ts";
import type { Settings } from "./settings.ts";

export interface Planned {
  request: PlanRequest;
  plan: ServingPlan;
  traps: readonly Trap[];
  /** Indices of the GPUs to use; empty: no known GPU. */
  gpus: readonly number[];
  /** Source of the GPU's memory size. */
  memoryFrom: "flag" | "driver" | "assumed";
  weightsFrom: "files" | "formula";
}

/** GiB that a program sees per GB of the maker's figure: 139.8 for an H200's 141. */
const GIB_FOR_GB = 139.8 / 141;
/** GiB that the driver keeps of the listed size: it lists 140.4 for an H200. */
const DRIVER_GIB = 0.6;
const H200_GB = 141;

/**
 * Plans this model on this hardware. Needs no GPU: without a GPU it assumes an H200. Throws UNKNOWN_MODEL for a model
 * of unknown size, NO_GPU if the user asks for more GPUs than exist.
 */
export async function makePlan(settings: Settings, env: Environment): Promise<Planned> {
  const { there, gpus } = await chosenGpus(settings, env);
  const { shape, weights, weightsFrom } = await model(settings.model, env);
  const [first] = there.filter(({ index }) => gpus.length === 0 || gpus.includes(index));
  const { gpuMemory, tensorParallel, utilisation } = settings;
  const gpuGib = gibOf(gpuMemory, first);
  const request: PlanRequest = {
    shape,
    weights,
    hardware: { gpuGib, gpus: Math.max(1, gpus.length), tensorParallel, utilisation },
    swarm: settings.swarm,
    ...(settings.context === undefined ? {} : { context: settings.context }),
    ...(settings.kv === undefined ? {} : { kv: settings.kv }),
    ...(settings.batch === undefined ? {} : { maxNumSeqs: settings.batch }),
  };
  const plan = planServing(request);
  return {
    request,
    plan,
    traps: traps(request, plan),
    gpus,
    memoryFrom: gpuMemory !== undefined ? "flag" : first ? "driver" : "assumed",
    weightsFrom,
  };
}

/** Throws NO_GPU for a GPU of unknown size. */
function gibOf(gpuMemory: number | undefined, gpu: Gpu | undefined): number {
  if (gpuMemory !== undefined) return gpuMemory * GIB_FOR_GB;
  if (gpu === undefined) return H200_GB * GIB_FOR_GB;
  if (gpu.totalMib !== undefined) return gpu.totalMib / 1_024 - DRIVER_GIB;
  throw new AegisError(
    "NO_GPU",
    say(
      `nvidia-smi does not say how much memory GPU ${gpu.index} (${gpu.name}) has.`,
      `nvidia-smi가 GPU ${gpu.index}(${gpu.name})의 메모리 크기를 알려 주지 않습니다.`,
    ),
    say(
      "Say how much vLLM may count on: --gpu-memory 96",
      "vLLM이 쓸 메모리를 지정하세요: --gpu-memory 96",
    ),
  );
}

/** The GPUs to use. Throws NO_GPU. */
export async function chosenGpus(
  settings: Settings,
  env: Environment,
): Promise<{ there: Gpu[]; gpus: readonly number[] }> {
  const there = settings.gpus === "none" ? [] : await nvidiaGpus(env);
  return { there, gpus: chosen(settings, there) };
}

/** A plan works on any machine: without GPUs here, a requested count of GPUs is taken as given. */
function chosen({ gpus, gpuMemory }: Settings, there: readonly Gpu[]): number[] {
  if (gpus === "none") return [];
  if (gpus === "all") {
    if (there.length > 0) return there.map(({ index }) => index);
    throw new AegisError(
      "NO_GPU",
      say("--gpus all: nvidia-smi lists none here.", "--gpus all: nvidia-smi에 GPU가 없습니다."),
      say("Give a number.", "개수를 지정하세요."),
    );
  }
  if ("indices" in gpus) return [...gpus.indices];
  const counted = Array.from({ length: gpus.count }, (_, index) => index);
  const elsewhere = there.length === 0 || gpuMemory !== undefined;
  if (elsewhere || there.length >= gpus.count)
    return counted.map((index) => there[index]?.index ?? index);
  throw new AegisError(
    "NO_GPU",
    say(
      `You ask for ${gpus.count} GPUs, but this machine has ${there.length}.`,
      `GPU ${gpus.count}개를 요청했지만 이 컴퓨터에는 ${there.length}개가 있습니다.`,
    ),
    say(
      `Use --gpus all, or plan for another machine with --plan --gpu-memory ${H200_GB}.`,
      `--gpus all을 쓰거나, 다른 컴퓨터의 계획은 --plan --gpu-memory ${H200_GB}(으)로 세우세요.`,
    ),
  );
}

/** Also recognises a model by its last name, for a folder of another host. */
function known(name: string): ModelShape | undefined {
  const last = (path: string) => path.replace(/\/+$/, "").split("/").at(-1)?.toLowerCase();
  const found = Object.entries(KNOWN_MODELS).find(([key]) => last(key) === last(name));
  return found?.[1];
}

const NOT_HERE: UnknownShape = {
  unknown: say(
    "the model is not on this machine, and its sizes are not known",
    "이 컴퓨터에 없는 모델이고 크기도 알려져 있지 않습니다",
  ),
};

async function model(
  name: string,
  env: Environment,
): Promise<{ shape: ModelShape; weights: number; weightsFrom: Planned["weightsFrom"] }> {
  const files = await modelFiles(name, env);
  const shape = (files ? modelShape(files.config) : known(name)) ?? NOT_HERE;
  const names = Object.keys(KNOWN_MODELS).join(", ");
  if ("unknown" in shape)
    throw new AegisError(
      "UNKNOWN_MODEL",
      say(`${name}: ${shape.unknown.en}.`, `${name}: ${shape.unknown.ko}.`),
      say(
        `Name the folder that holds its config.json, or one of: ${names}.`,
        `config.json이 있는 폴더나 다음 중 하나를 지정하세요: ${names}.`,
      ),
    );
  if (files && files.weights > 0) return { shape, weights: files.weights, weightsFrom: "files" };
  if (shape.quantisation === "other")
    throw new AegisError(
      "UNKNOWN_MODEL",
      say(
        `${name}: only its files tell how large its quantised weights are.`,
        `${name}: 양자화된 가중치의 크기는 모델 파일에서만 알 수 있습니다.`,
      ),
      say("Name a folder that holds these files.", "그 파일이 있는 폴더를 지정하세요."),
    );
  return { shape, weights: weightBytes(shape, shape.quantisation), weightsFrom: "formula" };
}
