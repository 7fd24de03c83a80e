import type { Language } from "../../../kit/sentence.ts";
import {
  type ChoiceFacts,
  choiceFacts,
  type DrawnPlan,
  mostAtOnce,
  possibleStrategies,
  qaCost,
} from "../plan/choices.ts";
import { QA_STRATEGIES, type QaStrategy } from "../plan/plan.ts";
import { CHOICE_WORDS } from "./choice-words.ts";
import { type Piece, type PlanPart, piece } from "./plan-part.ts";
import { cleanLine, escaped, oneLine } from "./quoted-text.ts";

/** The choices in two rows: kind of start and QA with its cost; Workers beside what the server carries. */
export function choiceLines(drawn: DrawnPlan, language: Language): string[] {
  const words = CHOICE_WORDS[language];
  const { observed, plan } = drawn;
  const { qa_strategy: strategy } = plan;
  const start = observed && shortStart(observed.files, language);
  const qa = `${words.qa} ${strategyNumber(strategy)} (${costOf(drawn, strategy, language)}): ${words.shortStrategy[strategy]}${mark(drawn.choices?.strategy, language)}`;
  return [
    start === undefined ? qa : `${start} · ${qa}`,
    `${workersText(choiceFacts(drawn), language)}. ${escaped(serverText(drawn, language))}`,
  ];
}

/** The choices in full, with every QA strategy and what it costs, for the drawn plan. */
export function choiceParts(drawn: DrawnPlan, language: Language): PlanPart[] {
  const words = CHOICE_WORDS[language];
  const { observed } = drawn;
  const places = observed ? ` (${words.places(observed.places)})` : "";
  const workers = `${workersText(choiceFacts(drawn), language)}${places}. ${serverText(drawn, language)}`;
  return [
    { is: "row", pieces: [piece("strong", words.head)] },
    {
      is: "list",
      items: [
        ...(observed
          ? [[piece("words", `${words.start}: ${startText(observed.files, language)}`)]]
          : []),
        ...QA_STRATEGIES.map((strategy) => strategyPieces(drawn, strategy, language)),
        [piece("words", workers)],
      ],
    },
    { is: "row", pieces: [piece("words", `${words.costs} ${words.howTo(mostAtOnce(drawn))}`)] },
  ];
}

function strategyPieces(drawn: DrawnPlan, strategy: QaStrategy, language: Language): Piece[] {
  const words = CHOICE_WORDS[language];
  const text = qaText(drawn, strategy, language);
  if (strategy === drawn.plan.qa_strategy)
    return [
      piece("words", `${words.inForce} `),
      piece("strong", text),
      piece("words", mark(drawn.choices?.strategy, language)),
    ];
  return possibleStrategies(drawn.plan).includes(strategy)
    ? [piece("words", text)]
    : [piece("struck", text), piece("words", ` ${words.impossible}`)];
}

/** The choices in force in one row, without the server. */
export function choiceFact(facts: ChoiceFacts, language: Language): string {
  const { chosen, cost, observed, strategy } = facts;
  const words = CHOICE_WORDS[language];
  return [
    `${words.qa} ${strategyNumber(strategy)} (${words.cost(cost)})${mark(chosen.strategy, language)}`,
    workersText(facts, language),
    ...(observed ? [startText(observed.files, language)] : []),
  ].join(" · ");
}

/** One strategy: its number, what it runs, and what that costs for this plan. */
export function qaText(drawn: DrawnPlan, strategy: QaStrategy, language: Language): string {
  const words = CHOICE_WORDS[language];
  const cost = costOf(drawn, strategy, language);
  return `${words.qa} ${strategyNumber(strategy)} (${cost}): ${words.strategy[strategy]}`;
}

/** The options of the question about the choices: what can be chosen instead of what is in force. */
export function choiceOptions(
  drawn: DrawnPlan,
  language: Language,
): { label: string; description: string }[] {
  const words = CHOICE_WORDS[language];
  const { most, atOnce: now } = choiceFacts(drawn);
  const workers = [...new Set([most, Math.ceil(most / 2), 1])].filter((each) => each !== now);
  return [
    ...possibleStrategies(drawn.plan)
      .filter((strategy) => strategy !== drawn.plan.qa_strategy)
      .map((strategy) => ({
        label: `${words.qa} ${strategyNumber(strategy)}`,
        description: `${words.strategy[strategy]} (${costOf(drawn, strategy, language)})`,
      })),
    ...workers.map((each) => ({
      label: `${words.workers} ${each}`,
      description: words.atOnce(each, most),
    })),
  ];
}

/** Names the choices that there are, after a text that was none. */
export function unclearText(drawn: DrawnPlan, said: string, language: Language): string {
  const strategies = possibleStrategies(drawn.plan).map(strategyNumber).join(", ");
  return CHOICE_WORDS[language].unclear(
    oneLine(said).slice(0, MOST_SIGNS),
    strategies,
    mostAtOnce(drawn),
  );
}

/** Signs of what was said. */
const MOST_SIGNS = 60;

function workersText(
  { atOnce, most, chosen }: Pick<ChoiceFacts, "atOnce" | "most" | "chosen">,
  language: Language,
): string {
  const words = CHOICE_WORDS[language];
  return `${words.workers} ${words.atOnce(atOnce, most)}${mark(chosen.workers, language)}`;
}

function costOf({ plan }: DrawnPlan, strategy: QaStrategy, language: Language): string {
  return CHOICE_WORDS[language].cost(qaCost({ ...plan, qa_strategy: strategy }));
}

function serverText({ observed }: DrawnPlan, language: Language): string {
  const { server: words } = CHOICE_WORDS[language];
  if (!observed) return words.notAsked;
  const { server } = observed;
  if ("silent" in server) {
    const { silent, ko = silent } = server;
    return words.silent(cleanLine(language === "ko" ? ko : silent));
  }
  const { sessions, running } = server;
  return sessions === undefined
    ? words.noSessions(running)
    : words.sessions(Math.floor(sessions), running);
}

function shortStart(files: number, language: Language): string {
  const { shortStart: words } = CHOICE_WORDS[language];
  return files === 0 ? words.new : words.existing(files);
}

function startText(files: number, language: Language): string {
  const words = CHOICE_WORDS[language];
  return files === 0 ? words.newProject : words.existing(files);
}

/** The number by which people name the strategy: "QA 3". */
export function strategyNumber(strategy: QaStrategy): number {
  return QA_STRATEGIES.indexOf(strategy) + 1;
}

function mark(choice: unknown, language: Language): string {
  return choice === undefined ? "" : ` (${CHOICE_WORDS[language].yours})`;
}
