import type { Language } from "../../src/kit/sentence.ts";
import type { Script, Step } from "../../src/scripted-model/script.ts";
import type { Plan } from "../../src/swarm/core/plan/plan.ts";
import {
  approve,
  bash,
  call,
  calls,
  merged,
  report,
  says,
  script,
  waitForAll,
  write,
} from "../support/script-lines.ts";

/** What the user types, and what the model writes, in one language. */
interface Texts {
  request: string;
  title: string;
  summary: string;
  features: Record<(typeof NAMES)[number], string>;
  spec: (feature: string) => string;
  qa: string;
  notYet: string;
  built: string;
  reported: string;
  mend: string;
  subject: string;
  onBranch: string;
  second: { request: string; title: string; summary: string };
  restart: { request: string; title: string; summary: string; goOn: string };
  check: string;
}

export const NAMES = ["auth", "pay", "search", "mail", "board"] as const;

export const TEXTS: Record<Language, Texts> = {
  en: {
    request: "Build a shop with a login, payments, a search, mails and a board",
    title: "A small shop: login, payments, search, mails, board",
    summary: "Five features of a shop, each in its own folder.",
    features: {
      auth: "Login and sessions",
      pay: "Payments with receipts and refunds",
      search: "Search over all products",
      mail: "Mails after an order",
      board: "Board for questions",
    },
    spec: (feature) => `Build this: ${feature}. Write it into ok.txt of your folder.`,
    qa: "Refunds are there",
    notYet: "I am still thinking about it.",
    built: "It is built.",
    reported: "Reported.",
    mend: "Write the refunds as well.",
    subject: "add the shop",
    onBranch: "The shop is on your branch.",
    second: {
      request: "Now add invoices",
      title: "Invoices for the shop",
      summary: "One more feature of the shop.",
    },
    restart: {
      request: "Build the login and the board",
      title: "Login and board",
      summary: "Two features of a shop.",
      goOn: "Go on, please",
    },
    check: "test",
  },
  ko: {
    request: "로그인, 결제, 검색, 메일, 게시판이 있는 쇼핑몰을 만들어 주세요",
    title: "작은 쇼핑몰: 로그인, 결제, 검색, 메일, 게시판",
    summary: "쇼핑몰의 기능 다섯 개를 각자의 폴더에 만듭니다.",
    features: {
      auth: "로그인과 세션",
      pay: "결제, 영수증 발행과 환불",
      search: "모든 상품 검색",
      mail: "주문 뒤에 보내는 메일",
      board: "질문 게시판",
    },
    spec: (feature) => `다음을 만드세요. ${feature}. 자기 폴더의 ok.txt에 쓰세요.`,
    qa: "환불이 있음",
    notYet: "아직 생각하고 있습니다.",
    built: "다 만들었습니다.",
    reported: "보고했습니다.",
    mend: "환불도 써 주세요.",
    subject: "쇼핑몰 추가",
    onBranch: "쇼핑몰이 브랜치에 있습니다.",
    second: {
      request: "이제 청구서를 추가해 주세요",
      title: "쇼핑몰 청구서",
      summary: "쇼핑몰의 기능을 하나 더 만듭니다.",
    },
    restart: {
      request: "로그인과 게시판을 만들어 주세요",
      title: "로그인과 게시판",
      summary: "쇼핑몰의 기능 두 개를 만듭니다.",
      goOn: "계속해 주세요",
    },
    check: "시험",
  },
};

type Name = (typeof NAMES)[number];

function planOf(
  texts: Texts,
  names: readonly string[],
  head: { title: string; summary: string },
): Plan {
  return {
    title: head.title,
    summary: head.summary,
    shared: ["docs/**"],
    workers: names.map((name) => {
      const feature = texts.features[name as Name] ?? head.title;
      return {
        ...{ name, feature, scope: [`src/${name}/**`], spec: texts.spec(feature) },
        qa: [`test -f src/${name}/ok.txt`],
      };
    }),
    qa: [
      {
        name: texts.qa,
        command: names.includes("pay") ? "grep -q refund src/pay/ok.txt" : "test -d src",
      },
    ],
    qa_strategy: "worker-unit_commander-integration",
  };
}

/** The plugin puts its own question in the place of the model's. */
const question = ({ title }: { title: string }) => {
  const options = [{ label: "1", description: "" }];
  return call("question", { questions: [{ question: `${title}?`, header: title, options }] });
};
const propose = (plan: Plan) => call("design_propose", { ...plan });
const retry = (worker: string, instructions: string) =>
  call("worker_retry", { worker, instructions });
const shell = (command: string, description: string) =>
  call("bash", { ...(bash(command).args as object), description });

/** Writes once `hold` is open, then reports. */
const builds = (name: string, text: string, texts: Texts, hold?: string): Step[] => [
  { ...calls(write(`src/${name}/ok.txt`, `${text}\n`)), ...(hold === undefined ? {} : { hold }) },
  ...reports(name, texts),
];

const reports = (name: string, texts: Texts): Step[] => [
  calls(
    report(name, {
      summary: texts.built,
      changes: [{ path: `src/${name}/ok.txt`, what: texts.built }],
    }),
  ),
  says(texts.reported),
];

/** A run with every kind of Worker, whose final QA fails once; then the plan of a second run. */
export function longRun(language: Language): Script {
  const texts = TEXTS[language];
  const first = planOf(texts, NAMES, texts);
  return script({
    commander: [
      calls(propose(first)),
      calls(approve()),
      // The plan's own question, the menu of its choices, and the question again.
      ...Array.from({ length: 3 }, () => calls(question(texts))),
      calls(shell("git commit -am done", texts.check)),
      { ...calls(write("docs/contract.md", "# contract\n")), hold: "refused" },
      calls(call("foundation_freeze", { note: "docs/contract.md" })),
      calls(call("dispatch_workers")),
      calls(waitForAll()),
      { ...calls(retry("pay", texts.mend)), hold: "mixed" },
      calls(retry("board", texts.mend)),
      calls(waitForAll()),
      ...merged(),
      calls(call("qa_run")),
      { ...calls(retry("pay", texts.mend)), hold: "failed" },
      calls(waitForAll()),
      ...merged(),
      calls(call("qa_run")),
      calls(call("commit", { type: "feat", subject: texts.subject })),
      says(texts.onBranch),
      calls(propose(planOf(texts, ["bill"], texts.second))),
      calls(approve()),
      calls(question(texts.second)),
    ],
    workers: {
      auth: builds("auth", "login", texts, "auth"),
      pay: [
        { ...says(texts.notYet), hold: "pay" },
        says(texts.notYet),
        says(texts.notYet),
        ...builds("pay", "pay", texts, "pay again"),
        ...builds("pay", "pay and refund", texts),
      ],
      search: [
        calls(write("src/search/ok.txt", "search\n")),
        { ...calls(shell("true", texts.check)), hold: "work" },
        ...reports("search", texts),
      ],
      mail: [
        calls(write("src/mail/ok.txt", "mail\n")),
        { ...calls(shell("true", texts.check)), hold: "mail" },
        ...reports("mail", texts),
      ],
      board: builds("board", "board", texts, "board"),
    },
  });
}

/** A run whose OpenCode ends while a Worker works. */
export function cutRun(language: Language): Script {
  const texts = TEXTS[language];
  return script({
    commander: [
      calls(propose(planOf(texts, ["auth", "board"], texts.restart))),
      calls(approve()),
      calls(question(texts.restart)),
      { ...calls(write("docs/contract.md", "# contract\n")), hold: "approved" },
      calls(call("foundation_freeze", { note: "docs/contract.md" })),
      calls(call("dispatch_workers")),
      { ...calls(call("worker_status")), hold: "status" },
      calls(waitForAll()),
      calls(retry("board", texts.restart.goOn)),
      calls(waitForAll()),
    ],
    workers: {
      auth: builds("auth", "login", texts),
      board: [
        calls(write("src/board/ok.txt", "board\n")),
        { ...calls(shell("true", texts.check)), hold: "never" },
      ],
    },
  });
}
