import { stripVTControlCharacters } from "node:util";

/** What a program wrote to a terminal, without the orders to the terminal. */
export function screenText(text: string): string {
  return stripVTControlCharacters(text).replace(/(?!\n)\p{Cc}/gu, "");
}
