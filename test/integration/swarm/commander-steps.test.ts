import { describe, expect, test } from "vitest";
import { alike } from "../../../src/kit/sentence.ts";
import { answerPlan } from "../../../src/swarm/app/answer-plan.ts";
import { cancelWorker } from "../../../src/swarm/app/cancel-worker.ts";
import { dispatchWorkers } from "../../../src/swarm/app/dispatch-workers.ts";
import { proposePlan } from "../../../src/swarm/app/propose-plan.ts";
import { sendToWorker } from "../../../src/swarm/app/send-to-worker.ts";
import type { Swarm } from "../../../src/swarm/app/swarm.ts";
import { workerNamed } from "../../../src/swarm/core/run/workers-of.ts";
import { APPROVE_LABELS, CANCEL_LABELS } from "../../../src/swarm/core/text/messages.ts";
import type { AgentHost, ModelServer } from "../../../src/swarm/ports.ts";
import { type AppScene, appScene } from "../../support/app-scene.ts";
import { planOf } from "../../support/run-builder.ts";

const PLAN = planOf(["a", "b"]);

async function inDispatch(): Promise<AppScene> {
  const scene = await appScene();
  await scene.approve(PLAN);
  await scene.freeze();
  return scene;
}

describe("a plan", () => {
  test("that breaks a rule is not stored, and the refusal names each rule", async () => {
    const { swarm } = await appScene();
    const bad = planOf(["a", "a"]);
    const denial = await proposePlan(swarm, bad, "ses-1");
    expect(denial).toMatchObject({
      code: "PLAN_REFUSED",
      why: { en: expect.stringContaining("DUPLICATE_NAME (a)") },
    });
    expect(swarm.run.state.proposal).toBeUndefined();
  });

  test("that fits is the proposal of its session, with the user's tree", async () => {
    const { swarm, repo } = await appScene();
    expect(await proposePlan(swarm, PLAN, "ses-1")).toBeUndefined();
    const { proposal } = swarm.run.state;
    expect(proposal).toMatchObject({ plan: PLAN, sessionID: "ses-1" });
    expect(proposal?.base.head).toBe(await repo.git("rev-parse", "HEAD"));
  });

  test.each([
    [APPROVE_LABELS[0], "approved", "FOUNDATION"],
    [CANCEL_LABELS[0], "cancelled", "DONE"],
    [`${APPROVE_LABELS[0]} all of it`, "declined", "DESIGN"],
    ["", "declined", "DESIGN"],
  ] as const)("answered with %j is %s", async (answer, verdict, phase) => {
    const { swarm } = await appScene();
    await proposePlan(swarm, PLAN, "ses-1");
    const proposal = swarm.run.state.proposal?.number ?? 0;
    const heard = await answerPlan(swarm, {
      proposal,
      requestID: "call_1",
      answer: answer ?? "",
      way: "terminal",
      ofChoices: false,
    });
    expect(heard).toEqual({ verdict });
    expect(swarm.run.state.phase).toBe(phase);
  });

  test("of another number is answered by nobody", async () => {
    const { swarm } = await appScene();
    await proposePlan(swarm, PLAN, "ses-1");
    const label = APPROVE_LABELS[0] ?? "";
    const answer = {
      proposal: 999,
      requestID: "call_1",
      answer: label,
      way: "terminal",
      ofChoices: false,
    } as const;
    expect(await answerPlan(swarm, answer)).toHaveProperty("denial");
    expect(swarm.run.state.phase).toBe("DESIGN");
  });
});

describe("dispatch", () => {
  const withServer = (swarm: Swarm, probe: ModelServer["probe"]) => ({
    ...swarm,
    run: swarm.run,
    model: { ...swarm.model, probe },
  });
  const up = async () => ({ up: true }) as const;

  test("while the model server is down queues nobody", async () => {
    const { swarm } = await inDispatch();
    const down = async () =>
      ({ up: false, url: "http://127.0.0.1:1", why: alike("refused") }) as const;
    const denial = await dispatchWorkers(withServer(swarm, down), []);
    expect(denial).toMatchObject({
      code: "MODEL_SERVER_DOWN",
      why: {
        en: "The model server http://127.0.0.1:1 does not answer (refused). No worktree was made.",
      },
    });
    expect(swarm.run.state.workers.map(({ now }) => now.status)).toEqual(["planned", "planned"]);
  });

  test.each([
    [undefined, ["queued", "queued"]],
    [[], ["queued", "queued"]],
    [["b"], ["planned", "queued"]],
  ])("of %j queues those, or all that are planned", async (only, statuses) => {
    const { swarm } = await inDispatch();
    expect(await dispatchWorkers(withServer(swarm, up), only)).toBeUndefined();
    expect(swarm.run.state.workers.map(({ now }) => now.status)).toEqual(statuses);
  });

  test("in a phase without it does not even ask the server", async () => {
    const { swarm } = await appScene();
    let asked = 0;
    const probe: ModelServer["probe"] = async () => {
      asked += 1;
      return { up: true };
    };
    expect(await dispatchWorkers(withServer(swarm, probe))).toHaveProperty("code");
    expect(asked).toBe(0);
  });
});

describe("a Worker", () => {
  test("that is cancelled keeps its diff as a commit", async () => {
    const scene = await inDispatch();
    const tree = await scene.start("a");
    await tree.write("src/a/new.txt", "new\n");
    expect(await cancelWorker(scene.swarm, "a", alike("not needed"))).toBeUndefined();
    const { run, git, top } = scene.swarm;
    expect(workerNamed(run.state, "a")?.now).toEqual({ status: "cancelled", reason: "not needed" });
    const refs = await git.refs(top, `refs/aegis/${run.state.runId}`);
    const [, commit] = [...refs].find(([ref]) => ref.endsWith("/w01")) ?? [];
    expect(await scene.repo.git("show", `${commit}:src/a/new.txt`)).toBe("new");
    expect(await cancelWorker(scene.swarm, "a", alike("again"))).toMatchObject({
      code: "WORKER_NOT_RUNNING",
    });
  });

  test("reads the Commander's message only while it runs", async () => {
    const scene = await inDispatch();
    const prompts: Parameters<AgentHost["prompt"]>[0][] = [];
    const host = {
      prompt: async (request: (typeof prompts)[number]) => {
        prompts.push(request);
      },
    } as unknown as AgentHost;
    const swarm = { ...scene.swarm, run: scene.swarm.run, host };
    expect(await sendToWorker(swarm, "a", "hurry")).toMatchObject({
      denial: { code: "WORKER_NOT_RUNNING", why: { en: "a is planned." } },
    });
    expect(prompts).toEqual([]);
    await scene.start("a");
    expect(await sendToWorker(swarm, "w01", "hurry")).toEqual({ sentTo: "a" });
    const text = "From the Commander: hurry";
    expect(prompts).toEqual([{ sessionID: "ses-a", agent: "worker", text, synthetic: false }]);
  });

  test("that the plan does not have is refused with the names there are", async () => {
    const { swarm } = await inDispatch();
    const denial = {
      code: "UNKNOWN_WORKER",
      why: { en: "The approved plan has no Worker c; it has a, b." },
    };
    expect(await cancelWorker(swarm, "c", alike(""))).toMatchObject(denial);
    expect(await sendToWorker(swarm, "c", "")).toMatchObject({ denial });
  });
});
