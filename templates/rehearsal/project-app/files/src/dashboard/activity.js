import { COLUMNS } from "../shared/store.js";

const SHOWN = 8;

/** Writes down what people do in the other features. */
export function recordActivity(store) {
  const record = (person, text) => store.insert("activity", { person, text });
  store.on("card.created", ({ card, by }) => record(by, `added ${card.title}`));
  store.on("message.posted", ({ message }) => record(message.author, "wrote in the chat"));
  store.on("card.moved", ({ card, from, to, by }) => {
    // Sorting inside a column is not news.
    if (from === to) return;
    record(by, `moved ${card.title} to ${COLUMNS.find(({ id }) => id === to).name}`);
  });
}

/** The latest activity, newest first. */
export function latestActivity(store) {
  return store
    .all("activity")
    .sort((a, b) => b.at.localeCompare(a.at))
    .slice(0, SHOWN);
}
