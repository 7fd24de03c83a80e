import { paintWith } from "../kit/paint.ts";
import type { Language } from "../kit/sentence.ts";
import { wrapped } from "../kit/wrap.ts";
import { GIB, MIB } from "./core/memory.ts";
import type { Capacity, Span } from "./core/plan.ts";
import type { Planned } from "./make-plan.ts";
import { SERVE_WORDS } from "./serve-words.ts";

/** The plan as a table, then its warnings. */
export function planText(
  { request, plan, traps, memoryFrom, weightsFrom }: Planned,
  model: string,
  {
    language,
    color,
    columns,
  }: { language: Language; color: boolean; columns?: number | undefined },
): string {
  const words = SERVE_WORDS[language];
  const paint = paintWith(color);
  const { hardware, swarm } = request;
  const percent = Math.round(hardware.utilisation * 100);
  const lines = [
    model,
    words.hardware(hardware.gpus, hardware.gpuGib.toFixed(1), memoryFrom, percent),
    "",
  ];
  const row = (name: string, ...cells: string[]) =>
    lines.push(`  ${padded(name, 22)}${cells.map((cell) => padded(cell, 14)).join("")}`.trimEnd());
  row(words.weights, `${gib(plan.weights)} GiB (${words.weightsFrom[weightsFrom]})`);
  row(words.pool, `${plan.pool.map((bytes) => gib(Math.max(0, bytes))).join("–")} GiB`);
  if (plan.stateBytes > 0)
    row(words.state, `${(plan.stateBytes / MIB).toFixed(1)} MiB, ${words.stateCopies}`);
  lines.push("");
  row("", ...plan.capacities.map(({ kv }) => `KV ${kv.toUpperCase()}`));
  row(words.perToken, ...plan.capacities.map((one) => `${one.bytesPerToken / 1_024} KiB`));
  row(words.block, ...plan.capacities.map((one) => `${one.blockTokens} ${words.tokens}`));
  for (const [index, { context }] of (plan.capacities[0]?.sessions ?? []).entries())
    row(words.sessionsAt(short(context)), ...plan.capacities.map((one) => sessions(one, index)));
  lines.push("");
  const counts = `1 Commander + ${swarm.workers} Workers + ${swarm.scouts} Scouts + ${swarm.librarians} Librarians`;
  const load = Number.isFinite(plan.load) ? `${Math.ceil(plan.load * 100)} %` : "∞";
  row(words.swarm, words.sessions(counts, plan.planned, load, plan.replicas));
  row(
    words.recommended,
    `--max-model-len ${plan.context} --max-num-seqs ${plan.maxNumSeqs} --kv-cache-dtype ${plan.kv === "fp8" ? "fp8" : "auto"}${plan.replicas > 1 ? ` (${words.perReplica})` : ""}`,
  );
  for (const { level, text } of traps)
    lines.push(
      wrapped(
        `${level === "error" ? paint.red("✗") : paint.yellow("!")} ${text[language]}`,
        columns,
        2,
      ),
    );
  return `${lines.join("\n")}\n`;
}

/** JSON output: bytes and tokens, unrounded. */
export function planDocument({ request, plan, traps, ...from }: Planned, model: string) {
  const { shape: _, ...asked } = request;
  return {
    model,
    ...from,
    asked,
    plan,
    traps: traps.map(({ level, text }) => ({ level, text: text.en })),
  };
}

export function gib(bytes: number): string {
  return (bytes / GIB).toFixed(1);
}

function sessions({ sessions: all }: Capacity, index: number): string {
  return spanText(all[index]?.span ?? [0, 0]);
}

/** Formats with as few digits as needed: 15.9–16.5, 58–61. */
export function spanText(span: Span): string {
  const digits = span[1] < 30 ? 1 : 0;
  return [...new Set(span.map((value) => value.toFixed(digits)))].join("–");
}

function short(context: number): string {
  return `${Math.round(context / 1_024)}K`;
}

/** A Korean letter takes two columns of a terminal. */
function padded(text: string, width: number): string {
  const columns = [...text].reduce(
    (sum, letter) => sum + (/[ᄀ-ᇿ⺀-꓏가-힣]/.test(letter) ? 2 : 1),
    0,
  );
  return text + " ".repeat(Math.max(1, width - columns));
}
