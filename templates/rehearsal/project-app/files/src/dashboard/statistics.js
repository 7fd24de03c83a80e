import { COLUMNS } from "../shared/store.js";

const SOON_DAYS = 7;
const DAY = 24 * 3_600_000;

/** The figures of the dashboard, counted from the cards. `now` is in milliseconds. */
export function statistics(store, now = Date.now()) {
  const cards = store.all("cards");
  const today = dateOf(now);
  const open = cards.filter((card) => !isDone(card));
  return {
    ...progress(cards),
    open: open.length,
    overdue: open.filter(({ due }) => due && due < today).length,
    columns: COLUMNS.map((column) => ({
      ...column,
      count: cards.filter((card) => card.column === column.id).length,
    })),
    projects: store.all("projects").map((project) => ({
      ...project,
      ...progress(cards.filter((card) => card.project === project.id)),
    })),
    people: store.all("people").map((person) => ({
      ...person,
      open: open.filter((card) => card.assignee === person.id).length,
    })),
    soon: open
      .filter(({ due }) => due && due <= dateOf(now + SOON_DAYS * DAY))
      .sort((a, b) => a.due.localeCompare(b.due))
      .map(({ title, due, assignee }) => ({ title, due, assignee, isLate: due < today })),
  };
}

function progress(cards) {
  const done = cards.filter(isDone).length;
  const percent = cards.length === 0 ? 0 : Math.round((done / cards.length) * 100);
  return { total: cards.length, done, percent };
}

const isDone = (card) => card.column === "done";
const dateOf = (time) => new Date(time).toISOString().slice(0, 10);
