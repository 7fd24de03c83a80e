import assert from "node:assert/strict";
import { test } from "node:test";
import { addCard, columnsOf, moveCard } from "../src/board/model.js";
import { seed } from "../src/shared/seed.js";
import { createStore } from "../src/shared/store.js";
import { startApp } from "./support.js";

const titles = (store, column) => {
  return columnsOf(store).find(({ id }) => id === column).cards.map(({ title }) => title);
};
const idOf = (store, title) => store.all("cards").find((card) => card.title === title).id;

test("a card moves to another column and the others hear of it", () => {
  const store = createStore(seed());
  const heard = [];
  store.on("card.moved", ({ card, from, to, by }) => heard.push([card.title, from, to, by]));

  moveCard(store, { id: idOf(store, "Stall map"), to: "done", by: "mina" });

  assert.equal(titles(store, "done").at(-1), "Stall map");
  assert.ok(!titles(store, "review").includes("Stall map"));
  assert.deepEqual(heard, [["Stall map", "review", "done", "mina"]]);
});

test("a card dropped further down in its own column lands where it was dropped", () => {
  const store = createStore(seed());
  const [first, second, third, fourth] = titles(store, "todo");

  moveCard(store, { id: idOf(store, first), to: "todo", before: idOf(store, third), by: "mina" });

  assert.deepEqual(titles(store, "todo"), [second, first, third, fourth]);
});

test("a card dropped further up in its own column lands where it was dropped", () => {
  const store = createStore(seed());
  const [first, second, third, fourth] = titles(store, "todo");

  moveCard(store, { id: idOf(store, fourth), to: "todo", before: idOf(store, second), by: "mina" });

  assert.deepEqual(titles(store, "todo"), [first, fourth, second, third]);
});

test("a new card needs a title and goes to the end of the first column", () => {
  const store = createStore(seed());
  const fields = { project: "fair", assignee: "aiko", by: "mina" };

  addCard(store, { ...fields, title: " Lanterns " });

  assert.equal(titles(store, "todo").at(-1), "Lanterns");
  assert.throws(() => addCard(store, { ...fields, title: "  " }), { status: 400 });
});

test("moves that make no sense are refused with a reason", async (t) => {
  const app = await startApp(t);
  const status = async (id, data) => (await app.post(`/api/board/cards/${id}/move`, data)).status;

  assert.equal(await status("nothing", { to: "done" }), 404);
  assert.equal(await status("card-1", { to: "elsewhere" }), 400);
  assert.equal(await status("card-1", { to: "done", before: "card-2" }), 409);
});

test("the board can be narrowed to one project", async (t) => {
  const app = await startApp(t);

  const text = await app.page("/board?project=fair");

  assert.match(text, /Stall map/);
  assert.doesNotMatch(text, /Offline tickets/);
});
