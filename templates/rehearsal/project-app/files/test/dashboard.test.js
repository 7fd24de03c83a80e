import assert from "node:assert/strict";
import { test } from "node:test";
import { latestActivity, recordActivity } from "../src/dashboard/activity.js";
import { statistics } from "../src/dashboard/statistics.js";
import { seed } from "../src/shared/seed.js";
import { createStore } from "../src/shared/store.js";
import { startApp } from "./support.js";

const NOW = Date.parse("2030-05-15T12:00:00Z");
const cards = [
  { id: "a", title: "A", project: "fair", column: "done", assignee: "mina", due: "2030-05-01" },
  { id: "b", title: "B", project: "fair", column: "todo", assignee: "mina", due: "2030-05-14" },
  { id: "c", title: "C", project: "fair", column: "doing", assignee: "aiko", due: "2030-05-15" },
  { id: "d", title: "D", project: "ferry", column: "todo", assignee: "aiko" },
];
const storeWith = (changes) => createStore({ ...seed(NOW), ...changes });

test("cards are counted by state, project and person", () => {
  const figures = statistics(storeWith({ cards }), NOW);

  assert.deepEqual([figures.total, figures.open, figures.done, figures.percent], [4, 3, 1, 25]);
  assert.deepEqual(figures.columns.map(({ count }) => count), [2, 1, 0, 1]);
  assert.equal(figures.projects.find(({ id }) => id === "fair").percent, 33);
  assert.equal(figures.people.find(({ id }) => id === "aiko").open, 2);
});

test("only an open card can be late, and today is not late yet", () => {
  const figures = statistics(storeWith({ cards }), NOW);

  assert.equal(figures.overdue, 1);
  assert.deepEqual(
    figures.soon.map(({ title, isLate }) => [title, isLate]),
    [["B", true], ["C", false]],
  );
});

test("an empty board has no division by zero", () => {
  const figures = statistics(storeWith({ cards: [] }), NOW);

  assert.deepEqual([figures.total, figures.percent, figures.overdue], [0, 0, 0]);
});

test("moves and messages become activity, sorting inside a column does not", () => {
  const store = storeWith({ activity: [] });
  recordActivity(store);
  const card = store.get("cards", "card-1");

  store.emit("card.moved", { card, from: "todo", to: "todo", by: "mina" });
  store.emit("card.moved", { card, from: "todo", to: "done", by: "mina" });

  assert.deepEqual(
    latestActivity(store).map(({ text }) => text),
    ["moved Timetable for holidays to Done"],
  );
});

test("the page escapes what people wrote", async (t) => {
  const app = await startApp(t);
  app.store.update("cards", "card-1", { title: "<script>", due: "2000-01-01" });

  assert.match(await app.page("/dashboard"), /&lt;script&gt;/);
});
