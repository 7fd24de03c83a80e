import type { Command } from "commander";
import type { AegisError } from "../kit/errors.ts";
import { terminalLook } from "../kit/terminal.ts";
import type { StartVllm } from "./command.ts";

/** Adds `start-vllm` to the command line; its code is loaded on use. */
export function startVllmCommand(
  program: Command,
  own: { packageRoot: string; showFailure: (error: AegisError) => void },
): void {
  program
    .command("start-vllm")
    .description(
      "serve the model with vLLM here: plan, checks, the right flags, one replica per GPU",
    )
    .argument("[flags...]", "after --: flags for vLLM itself")
    .option("--plan", "print what fits, and start nothing; needs no GPU")
    .option("--dry-run", "print the exact command, and start nothing")
    .option("--detach", "go on in the background when the server is ready")
    .option("--status", "show the servers that run here and how busy they are")
    .option("--stop", "stop the servers that run here; with --port only that one")
    .option("--render <kind>", "print files to deploy the server with: compose, systemd or helm")
    .option("--model <folder>", "folder, or name on the hub (AEGIS_MODEL)")
    .option("--served-name <name>", "name that clients ask for (AEGIS_SERVED_NAME)")
    .option(
      "--host <address>",
      "address to listen on; other than 127.0.0.1 needs a key (AEGIS_HOST)",
    )
    .option("--port <port>", "port (AEGIS_PORT, else 8001)")
    .option("--gpus <number>", "number of GPUs, or all: one replica on each (AEGIS_GPU: which)")
    .option("--replicas <number>", "copies of the model behind the router")
    .option("--tensor-parallel <gpus>", "GPUs that hold one copy together (AEGIS_TP)")
    .option("--gpu-memory <gb>", "memory of one GPU, to plan for another machine; 141 is an H200")
    .option(
      "--gpu-memory-utilization <share>",
      "share of a GPU's memory for vLLM (AEGIS_MEM, else 0.92)",
    )
    .option("--context <tokens>", "longest session (AEGIS_CTX, else the longest that fits)")
    .option("--max-num-seqs <number>", "requests at once (AEGIS_BATCH, else from the plan)")
    .option("--kv-dtype <type>", "auto, bf16 or fp8 (AEGIS_KV_DTYPE, else from the plan)")
    .option("--workers <number>", "Workers at once, for the plan (8)")
    .option("--scouts <number>", "Scouts at once, for the plan (as many as Workers)")
    .option("--librarians <number>", "Librarians at once, for the plan (as many as Workers)")
    .option("--vllm <command>", "the vllm command (AEGIS_VLLM)")
    .option("--start-limit <minutes>", "how long a start may take (30)")
    .addHelpText(
      "after",
      `
Examples:
  $ oh-my-qwencoder start-vllm --plan --gpus 4 --workers 24
  $ oh-my-qwencoder start-vllm --model /models/Qwen3-Coder-Next-FP8 --detach
  $ oh-my-qwencoder start-vllm --gpus all --host 10.0.0.5
  $ oh-my-qwencoder start-vllm --render compose --gpus 8 --model /models/Qwen3-Coder-Next-FP8
  $ oh-my-qwencoder start-vllm -- --uvicorn-log-level warning

Exit codes: 0 ok or stopped by a signal, 1 vLLM ended (--plan: it does not fit), 2 usage, 3 no vLLM or an unfit
version, 4 port taken, 5 GPU or its memory, 6 not up in time, 7 no model, 130 Ctrl-C before it was up.`,
    )
    .action(async (extra: string[], flags: StartVllm) => {
      const { startVllm } = await import("./command.ts");
      const { json, lang, color } = program.opts<{
        json?: boolean;
        lang: string;
        color: boolean;
      }>();
      process.exitCode = await startVllm(flags, {
        env: process.env,
        json: json ?? false,
        language: lang === "ko" ? "ko" : "en",
        ...terminalLook(process.stdout, color, process.env),
        packageRoot: own.packageRoot,
        extra,
        again: [process.execPath, ...process.argv.slice(1).filter((word) => word !== "--detach")],
        write: (text) => process.stdout.write(text),
        warn: (text) => process.stderr.write(text),
        refused: own.showFailure,
      });
    });
}
