import { execa } from "execa";
import type { Environment } from "../../kit/environment.ts";

export interface Gpu {
  index: number;
  name: string;
  /** Undefined: the driver does not say, for example if GPU and host share their memory. */
  totalMib: number | undefined;
}

/** The NVIDIA GPUs of this machine as the driver lists them; none without a driver. */
export async function nvidiaGpus(env: Environment): Promise<Gpu[]> {
  const args = ["--query-gpu=index,name,memory.total", "--format=csv,noheader,nounits"];
  const options = { env, extendEnv: false, reject: false, timeout: 30_000 } as const;
  const { stdout, exitCode } = await execa("nvidia-smi", args, options);
  if (exitCode !== 0) return [];
  return stdout.split("\n").flatMap((line) => {
    const [index, name, total] = line.split(",").map((part) => part.trim());
    const mib = Number(total);
    const gpu = { index: Number(index), name: name ?? "", totalMib: mib > 0 ? mib : undefined };
    return total && Number.isInteger(gpu.index) ? [gpu] : [];
  });
}
