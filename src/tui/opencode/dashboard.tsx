import type { TuiRouteCurrent } from "@opencode-ai/plugin/tui";
import { useTerminalDimensions } from "@opentui/solid";
import { createEffect, createMemo, createSignal, on, onCleanup } from "solid-js";
import { workerNamed } from "../../swarm/core/run/workers-of.ts";
import { WORDS } from "../../swarm/core/text/messages.ts";
import { ANSWER_KEYS, type DashboardAct, KEYS, type PlanAnswer } from "../core/act-keys.ts";
import { actLines, keyLines, nextWorker, possibleActs, typedAnswer } from "../core/acts.ts";
import { dashboardLines, helpLine, rowOfChosen, visibleRows } from "../core/dashboard-view.ts";
import type { Line } from "../core/line.ts";
import { noticeLines } from "../core/notes.ts";
import { diffLines, planLines } from "../core/pages.ts";
import { TUI_WORDS } from "../core/words.ts";
import { Rows, rowsOf } from "./rows.tsx";
import { DASHBOARD, GROUP, type Scene } from "./scene.ts";
import {
  answerPlan,
  confirmAct,
  planRequest,
  type SteeringAct,
  textOf,
  typeAct,
} from "./user-acts.tsx";

/** What the full screen shows. */
type Page =
  | { is: "overview" }
  | { is: "plan" }
  /** `patch`: undefined until git has answered. */
  | { is: "diff"; worker: string; patch?: string };

/** The whole run on a screen of its own: Workers, plan and diffs, and the user's acts. */
export function Dashboard(props: Scene & { back: unknown }) {
  const { api, shown } = props;
  props.showing("dashboard");
  const size = useTerminalDimensions();
  const [page, setPage] = createSignal<Page>({ is: "overview" });
  const [chosen, setChosen] = createSignal<string>();
  const [from, setFrom] = createSignal(0);
  const words = () => TUI_WORDS[shown().language];
  const look = () => props.look(Math.max(1, size().width - 2));
  const request = createMemo(() => planRequest(api, shown().seen));
  const acts = () => possibleActs(shown().seen, chosen());

  const lines = rowsOf(() => {
    const now = page();
    const { seen, limits } = shown();
    if (now.is === "diff") return diffLines(now.worker, now.patch, look());
    if (now.is === "plan" && seen.run) return planLines(seen.run, look());
    const aside = { ...props.learned(), limits, chosen: chosen() };
    return dashboardLines(seen, look(), props.now(), aside);
  });
  const keyRows = (): Line[] => {
    if (page().is === "overview") return actLines(acts(), look());
    if (page().is === "diff" || !shown().seen.run?.state.proposal) return [];
    const named = Object.entries(ANSWER_KEYS) as [PlanAnswer, string][];
    return keyLines(
      named.map(([answer, key]) => [key, words().plan.answer[answer]] as const),
      look(),
    );
  };
  const below = (): Line[] => [...noticeLines(props.notice(), look()), ...keyRows()];
  const rows = () => Math.max(1, size().height - 1 - below().length);
  const view = createMemo(() => visibleRows(lines(), from(), rows()));
  // The card of the chosen Worker comes onto the screen.
  createEffect(
    on(chosen, () => {
      const at = rowOfChosen(lines());
      if (at !== undefined && (at < view().from || at >= view().from + rows() - 2)) setFrom(at);
    }),
  );

  const turnTo = (next: Page) => {
    setFrom(0);
    setPage(next);
  };
  const close = () => {
    if (page().is !== "overview") return turnTo({ is: "overview" });
    const back = props.back as TuiRouteCurrent | undefined;
    api.route.navigate(back?.name ?? "home", back && "params" in back ? back.params : {});
  };
  const showDiff = (worker: string) => {
    turnTo({ is: "diff", worker });
    props
      .patchOf(worker)
      .then((patch) => {
        const now = page();
        if (now.is === "diff" && now.worker === worker) setPage({ ...now, patch });
      })
      .catch((error) => props.say(textOf(error), "error"));
  };
  const steer = (act: SteeringAct) => {
    const { run } = shown().seen;
    if (!run) return;
    const isStill = () => shown().seen.run?.id === run.id && acts().includes(act);
    confirmAct(props, { act, worker: chosen(), run, words: words() }, isStill);
  };
  const carryOut = (act: DashboardAct) => {
    if (page().is !== "overview" || !acts().includes(act)) return;
    const worker = chosen();
    switch (act) {
      case "choose":
        return setChosen(nextWorker(shown().seen, worker, 1));
      case "plan":
        return turnTo({ is: "plan" });
      case "diff":
        return showDiff(worker ?? "");
      case "open": {
        const { state } = shown().seen.run ?? {};
        const sessionID = state && workerNamed(state, worker ?? "")?.home?.sessionID;
        return api.route.navigate("session", { sessionID });
      }
      default:
        return steer(act);
    }
  };
  const answer = (given: PlanAnswer) => {
    const requestID = request();
    const { run } = shown().seen;
    const proposal = run?.state.proposal;
    if (page().is !== "plan" || !run || !proposal) return;
    const workers = proposal.plan.workers.length;
    const send = (text: string) => {
      api.ui.dialog.clear();
      const now = shown().seen.run?.state.proposal?.number;
      if (request() !== requestID || now !== proposal.number)
        return props.say(words().acts.changed, "warning");
      // If OpenCode asks nothing now, the server half takes the answer.
      if (requestID === undefined)
        typeAct(
          props,
          run,
          typedAnswer(given, proposal.number, given === "decline" ? "" : text),
          words(),
        );
      else answerPlan(props, requestID, text);
      turnTo({ is: "overview" });
    };
    const { plan } = words();
    if (given === "change" || given === "choose")
      return api.ui.dialog.replace(() => (
        <api.ui.DialogPrompt
          title={plan.answer[given]}
          placeholder={plan.wanted[given]}
          onConfirm={(text) => text.trim() !== "" && send(text.trim())}
          onCancel={() => api.ui.dialog.clear()}
        />
      ));
    const said = given === "approve" ? WORDS[shown().language].plan.approve : plan.declined;
    api.ui.dialog.replace(() => (
      <api.ui.DialogConfirm
        title={GROUP}
        message={plan.sure[given](workers)}
        onConfirm={() => send(said)}
      />
    ));
  };

  const move = (by: number) => setFrom(Math.max(0, view().from + by));
  const step = () => Math.max(1, rows() - 2);
  const keys: [name: string, key: string, run: () => unknown][] = [
    ["close", "escape", close],
    ["down", "down,j", () => move(1)],
    ["up", "up,k", () => move(-1)],
    ["page.down", "pagedown,space", () => move(step())],
    ["page.up", "pageup", () => move(-step())],
    ["first", "home", () => setFrom(0)],
    ["last", "end", () => setFrom(lines().length)],
    ["choose.before", "shift+tab", () => setChosen(nextWorker(shown().seen, chosen(), -1))],
    ...(Object.entries(KEYS) as [DashboardAct, string][]).map(
      ([act, key]): [string, string, () => unknown] => [act, key, () => carryOut(act)],
    ),
    ...(Object.entries(ANSWER_KEYS) as [PlanAnswer, string][]).map(
      ([given, key]): [string, string, () => unknown] => [
        `answer.${given}`,
        key,
        () => answer(given),
      ],
    ),
  ];
  onCleanup(
    api.keymap.registerLayer({
      // What is typed into a dialog is no key of ours.
      enabled: () => !api.ui.dialog.open,
      commands: keys.map(([name, , run]) => ({
        name: `${DASHBOARD}.${name}`,
        category: GROUP,
        run: () => {
          props.unsay();
          run();
        },
      })),
      bindings: keys.map(([name, key]) => ({ key, cmd: `${DASHBOARD}.${name}` })),
    }),
  );
  return (
    <box flexDirection="column" width="100%" height="100%" paddingLeft={1} paddingRight={1}>
      <box flexGrow={1} flexShrink={1} minHeight={0} overflow="hidden">
        <Rows lines={view().shown} theme={api.theme.current} />
      </box>
      <box flexShrink={0}>
        <Rows lines={[...below(), helpLine(view(), look())]} theme={api.theme.current} />
      </box>
    </box>
  );
}
