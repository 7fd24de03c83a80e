import { Refusal } from "../shared/http.js";
import { COLUMNS } from "../shared/store.js";

const MAX_TITLE = 120;

/** The columns with their cards in order; only those of one project if it is given. */
export function columnsOf(store, project) {
  return COLUMNS.map((column) => ({
    ...column,
    cards: cardsIn(store, column.id).filter((card) => !project || card.project === project),
  }));
}

/** Moves a card to the column `to`: in front of the card `before`, or to the end. */
export function moveCard(store, { id, to, before, by }) {
  const card = store.get("cards", id);
  if (!card) throw new Refusal(404, "This card does not exist.");
  if (!COLUMNS.some((column) => column.id === to)) throw new Refusal(400, "No such column.");

  const cards = cardsIn(store, to);
  const rest = cards.filter((other) => other.id !== id);
  const place = before ? cards.findIndex((other) => other.id === before) : rest.length;
  if (place === -1) throw new Refusal(409, "The board has changed meanwhile. Try again.");

  const from = card.column;
  store.update("cards", id, { column: to });
  rest.splice(place, 0, card);
  rest.forEach((other, order) => store.update("cards", other.id, { order }));
  store.emit("card.moved", { card, from, to, by });
  return card;
}

/** Adds a card at the end of the first column. */
export function addCard(store, { title, project, assignee, by }) {
  const text = String(title ?? "").trim();
  if (!text || text.length > MAX_TITLE) {
    throw new Refusal(400, `A card needs a title of at most ${MAX_TITLE} characters.`);
  }
  if (!store.get("projects", project)) throw new Refusal(400, "Choose a project.");
  if (!store.get("people", assignee)) throw new Refusal(400, "Choose who takes care of it.");

  const column = COLUMNS[0].id;
  const order = cardsIn(store, column).length;
  const card = store.insert("cards", { title: text, project, column, order, assignee });
  store.emit("card.created", { card, by });
  return card;
}

function cardsIn(store, column) {
  return store
    .all("cards")
    .filter((card) => card.column === column)
    .sort((a, b) => a.order - b.order);
}
