import type { Sentence } from "../../src/kit/sentence.ts";
import { say } from "../../src/kit/sentence.ts";
import type { Actor } from "../../src/swarm/core/agents.ts";
import { argumentFaults } from "../../src/swarm/core/arguments/examples.ts";
import { judgeFields } from "../../src/swarm/core/arguments/host-arguments.ts";
import { readArguments } from "../../src/swarm/core/arguments/read-arguments.ts";
import { readOnlyCommand } from "../../src/swarm/core/command/read-only-command.ts";
import { judgeOverwrite, judgeSpawn, judgeTool, judgeWrite } from "../../src/swarm/core/gate.ts";
import { refusedHosts } from "../../src/swarm/core/network.ts";
import { COMMANDER_TOOLS, WORKER_TOOLS } from "../../src/swarm/core/phases/phase.ts";
import { Plan } from "../../src/swarm/core/plan/plan.ts";
import { planProblems } from "../../src/swarm/core/plan/rules.ts";
import type { Denial } from "../../src/swarm/core/run/denial.ts";
import type { RunEvent } from "../../src/swarm/core/run/events.ts";
import { decide } from "../../src/swarm/core/run/machine.ts";
import { openServer } from "../../src/swarm/core/run/server-open.ts";
import { INITIAL, type RunState } from "../../src/swarm/core/run/state.ts";
import { toolRefusal } from "../../src/swarm/core/run/tool-phase.ts";
import { judgeInclude, judgeSecret } from "../../src/swarm/core/secrets/judge-secret.ts";
import { commitMessage } from "../../src/swarm/core/text/commit-message.ts";
import { findQuote } from "../../src/swarm/core/words/approval.ts";
import { oid, planOf, settled, worker } from "./run-builder.ts";
import { EVENT_TYPES, RUN_IN, SAMPLE } from "./run-samples.ts";

/** A reason with what asked for it. */
export interface Made {
  asked: string;
  /** The refusal's code, or what it is a part of. */
  code: string;
  reason: Sentence;
}

const STATES: RunState[] = [
  INITIAL,
  ...Object.values(RUN_IN).map((make) => make().state),
  RUN_IN.MONITORING().complete("a").start("b").fail("b").state,
  settled("a", "b").check().state,
  settled("a", "b").check([{ code: "X", text: "clash", ko: "a와(과) b의 충돌" }]).state,
];
const ACTORS: Actor[] = [
  { role: "commander" },
  ...["a", "b", "ghost"].map((name): Actor => ({ role: "worker", worker: name })),
  { role: "scout" },
  { role: "librarian" },
  { role: "other", agent: "build" },
];

/** Evidence that is wrong wherever there is any. */
const WRONG = {
  ...{ proposal: -1, files: [], head: oid("moved"), tree: oid("other"), qa: [], results: [] },
  choices: { workers: 99 },
};
const HOSTS = ["unlisted", "closed", "own", "opencode", "unreadable"] as const;
const TARGETS = (["checkout", "worktree", "integration", "outside"] as const).flatMap((where) =>
  [{}, { protected: true }, { hardLinked: true }, { special: true }].map((over) => ({
    ...{ where, path: "src/c/x.ts", protected: false, hardLinked: false, special: false },
    ...over,
  })),
);
const MESSAGES = [
  { type: "x" },
  { scope: "a b" },
  { subject: " " },
  { subject: "a\nb" },
  { subject: "a\u0007" },
  { subject: "a".repeat(121) },
];
const FACTS = { maxWorkers: 2, submodules: ["lib"] };
const PLANS = [
  planOf([], { title: " " }),
  planOf(["a", "a", worker("B", { feature: "", scope: [] }), worker("c", { scope: ["/x"] })]),
  planOf(["a", worker("b", { scope: ["src/**", "lib/x", "package.*"] })], { shared: ["src/b/x"] }),
  planOf([worker("a", { qa: [" ", "a\nb", "true"], depends_on: ["z"] })], { qa: [] }),
  planOf([worker("a", { depends_on: ["b"], qa: [] }), worker("b", { depends_on: ["a"] })]),
];
const COMMANDS = ["", "rm x", "ls $(x)", "X=1 ls", "cat *", "tail -f x"].concat(
  ["git", "git -C x log", "git add .", "git log --output=x"],
  "ls ".repeat(5_000),
);

/** Refusals that pure code makes: every guard, gate and check, asked in many ways. */
export function madeRefusals(): Made[] {
  return [
    ...STATES.flatMap((state) => [...ofEvents(state), ...ofTools(state)]),
    ...ofOthers(),
    ...reasonsOfParts(),
  ];
}

function madeOf(asked: string, denial: Denial | undefined): Made[] {
  return denial ? [{ asked, code: denial.code, reason: denial.why }] : [];
}

function ofEvents(state: RunState): Made[] {
  const wrongs = [{}, WRONG, { worker: "ghost" }, { names: ["ghost"] }];
  return EVENT_TYPES.flatMap((type) =>
    wrongs.flatMap((wrong) => {
      const event = { ...SAMPLE[type](state), ...wrong } as RunEvent;
      const decision = decide(state, event, new Date(0).toISOString());
      return decision.accepted ? [] : madeOf(`${state.phase} ${type}`, decision.denial);
    }),
  );
}

function ofTools(state: RunState): Made[] {
  return [
    ...COMMANDER_TOOLS.flatMap((tool) => madeOf(tool, toolRefusal(state, tool))),
    ...ACTORS.flatMap((actor) => [
      ...[...COMMANDER_TOOLS, ...WORKER_TOOLS, "write", "read"].flatMap((tool) =>
        madeOf(`${actor.role} ${tool}`, judgeTool(actor, tool, state)),
      ),
      ...TARGETS.flatMap((target) =>
        madeOf(`${actor.role} writes`, judgeWrite(actor, target, state)),
      ),
      ...madeOf(`${actor.role} spawns`, judgeSpawn(actor, "general")),
    ]),
  ];
}

function ofOthers(): Made[] {
  const why = say("is open", "열려 있음");
  const scout: Actor = { role: "scout" };
  const file = { own: false, path: "a.pem", named: "a.pem" };
  const texts = [{ text: "no", synthetic: false }];
  return [
    ...madeOf("write", judgeOverwrite({ path: "src/a.ts", exists: true }, false)),
    ...madeOf("bash", judgeFields("bash", { command: "ls", foo: 1 })),
    ...madeOf("hosts", refusedHosts(HOSTS.map((each) => ({ host: "a:1", why: each })))),
    ...madeOf("server", openServer({ listens: true, url: "http://a:1", why }, "opencode")),
    ...madeOf(
      "read",
      judgeSecret(scout, file, () => "*.pem", INITIAL),
    ),
    ...madeOf(
      "grep",
      judgeInclude(scout, "*.pem", () => "*.pem"),
    ),
    ...MESSAGES.flatMap((message) => {
      const rendered = commitMessage({ type: "feat", subject: "x", ...message }, "run-1");
      return rendered.ok ? [] : madeOf("commit", rendered.denial);
    }),
    ...["no", "never said"].flatMap((quote) => {
      const verdict = findQuote(quote, [{ id: "1", createdAt: 1, texts }]);
      return verdict.ok ? [] : madeOf("quote", verdict.denial);
    }),
  ];
}

/** Texts of which a reason is made. */
function reasonsOfParts(): Made[] {
  return [
    ...PLANS.flatMap((plan) => planProblems(plan, FACTS)).map(({ code, text }) => ({
      ...{ asked: "plan", code, reason: text },
    })),
    ...COMMANDS.flatMap((command) => {
      const verdict = readOnlyCommand(command);
      const asked = command.slice(0, 60);
      return verdict.ok ? [] : [{ asked, code: "READ_ONLY_AGENT", reason: verdict.reason }];
    }),
    ...ARGUMENTS.flatMap((args) => {
      const reading = readArguments(Plan, args);
      if (reading.ok) return [];
      const { why: reason } = argumentFaults("design_propose", reading.faults);
      return [{ asked: JSON.stringify(args), code: "BAD_ARGUMENTS", reason }];
    }),
  ];
}

const SENT = { ...planOf(["a"]), workers: ["x"], title: 1.5, tittle: 1, qa_strategy: "all" };
const ARGUMENTS = [SENT, { nothing: 1 }, "[1", { ...SENT, shared: "a, b" }];
