import { type Command, Help } from "commander";
import { widthOf } from "../kit/width.ts";
import { wrapped } from "../kit/wrap.ts";
import { KOREAN_SERVING } from "./core/serving-ko.ts";
import { koreanName, koreanTerm } from "./core/terms-ko.ts";
import { KOREAN_HELP } from "./core/texts-ko.ts";
import { koreanUsage } from "./core/usage-ko.ts";

const COLUMNS = 80;

/** The Korean for an English text of the help, or the English text, which `unknown` is told. */
export interface HelpWords {
  said(english: string): string;
  /** A term with Korean for the values in its brackets. */
  term(english: string): string;
  /** The name of one argument. */
  name(english: string): string;
}

export function koreanWords(unknown: (english: string) => void = () => undefined): HelpWords {
  return {
    said(english) {
      const key = english.replace(/\s+/g, " ").trim();
      const korean = KOREAN_HELP[key] ?? KOREAN_SERVING[key];
      if (korean === undefined && key !== "") unknown(key);
      return korean ?? english;
    },
    term: (english) => koreanTerm(english, unknown),
    name: (english) => koreanName(english, unknown),
  };
}

/** Lets a command and all below it show help and usage errors in Korean while `isKorean` says so. */
export function speakKorean(
  command: Command,
  isKorean: () => boolean,
  words: HelpWords = koreanWords(),
): void {
  const { writeOut, writeErr, outputError } = command.configureOutput();
  const text = (english: string) => (isKorean() ? afterHelp(english, words) : english);
  command.configureHelp(koreanHelp(isKorean, words)).configureOutput({
    writeOut: (out) => writeOut?.(text(out)),
    writeErr: (out) => writeErr?.(text(out)),
    outputError: (out, write) =>
      outputError?.(isKorean() ? koreanUsage(out) : out, (shown) => write(shown)),
  });
  for (const child of command.commands) speakKorean(child, isKorean, words);
}

function koreanHelp(isKorean: () => boolean, { said, term, name }: HelpWords): Partial<Help> {
  const plain = new Help();
  const shown = (english: string, korean: (text: string) => string) =>
    isKorean() ? korean(english) : english;
  const speak = (english: string) => (isKorean() ? said(english) : english);
  /** The description with what commander adds in brackets. */
  const described = (whole: string, description: string) =>
    isKorean()
      ? whole.replace(description, () => said(description)).replace("(default: ", "(기본값: ")
      : whole;
  return {
    displayWidth: (line) => widthOf(line),
    commandUsage: (command) => shown(plain.commandUsage(command), term),
    subcommandTerm: (command) => shown(plain.subcommandTerm(command), term),
    optionTerm: (option) => shown(plain.optionTerm(option), term),
    argumentTerm: (argument) => shown(plain.argumentTerm(argument), name),
    styleTitle: (title) => speak(title),
    commandDescription: (command) => speak(plain.commandDescription(command)),
    subcommandDescription: (command) => speak(plain.subcommandDescription(command)),
    optionDescription: (option) =>
      described(plain.optionDescription(option), option.description ?? ""),
    argumentDescription: (argument) =>
      described(plain.argumentDescription(argument), argument.description),
  };
}

/** The text behind the options comes whole, with its own line breaks; examples of it stay as they are. */
function afterHelp(text: string, { said }: HelpWords): string {
  if (!text.startsWith("\n")) return text;
  const paragraphs = text.split("\n\n").map((paragraph) => {
    const body = paragraph.trim();
    const [title = "", ...lines] = body.split("\n");
    const korean = /^Examples?:$/.test(title)
      ? [said(title), ...lines].join("\n")
      : wrapped(said(body), COLUMNS);
    return paragraph.replace(body, () => korean);
  });
  return paragraphs.join("\n\n");
}
