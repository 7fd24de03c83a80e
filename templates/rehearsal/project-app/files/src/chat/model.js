import { Refusal } from "../shared/http.js";

const MAX_TEXT = 1000;
const MENTION = /@([\p{L}\d-]+)/gu;

/** Cuts a text into plain pieces and mentions: `[{ text, person? }]`. */
export function splitMentions(text, people) {
  const pieces = [];
  let end = 0;
  for (const match of text.matchAll(MENTION)) {
    const person = people.find(({ id }) => id === match[1].toLowerCase());
    if (!person) continue;
    pieces.push({ text: text.slice(end, match.index) }, { text: match[0], person });
    end = match.index + match[0].length;
  }
  return [...pieces, { text: text.slice(end) }].filter((piece) => piece.text);
}

/** Stores a message and tells the other features. */
export function postMessage(store, { text: raw, author }) {
  const text = String(raw ?? "").trim();
  if (!text) throw new Refusal(400, "Write something first.");
  if (text.length > MAX_TEXT) throw new Refusal(400, `At most ${MAX_TEXT} characters, please.`);

  const people = splitMentions(text, store.all("people")).flatMap(({ person }) => person ?? []);
  const mentions = [...new Set(people.map(({ id }) => id))];
  const message = store.insert("messages", { author, text, mentions });
  store.emit("message.posted", { message });
  return message;
}
