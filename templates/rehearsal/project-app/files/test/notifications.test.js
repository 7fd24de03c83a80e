import assert from "node:assert/strict";
import { test } from "node:test";
import { inbox, markAllRead, watch } from "../src/notifications/model.js";
import { seed } from "../src/shared/seed.js";
import { createStore } from "../src/shared/store.js";
import { startApp } from "./support.js";

function watchedStore() {
  const store = createStore({ ...seed(), notifications: [] });
  watch(store);
  return store;
}
const texts = (store, person) => inbox(store, person).items.map(({ text }) => text);

test("a person who is mentioned is told, the author is not", () => {
  const store = watchedStore();

  store.emit("message.posted", { message: { author: "mina", mentions: ["aiko", "mina"] } });

  assert.deepEqual(texts(store, "aiko"), ["Mina Park mentioned you in the chat"]);
  assert.deepEqual(texts(store, "mina"), []);
});

test("the assignee is told that a card is done, unless they finished it themselves", () => {
  const store = watchedStore();
  const card = store.get("cards", "card-5");
  const move = (by, from, to) => store.emit("card.moved", { card, from, to, by });

  move("jonas", "todo", "doing");
  move("jonas", "doing", "done");
  move(card.assignee, "doing", "done");

  assert.deepEqual(texts(store, card.assignee), ["New landing page is done"]);
});

test("reading clears the count of that person only", () => {
  const store = createStore(seed());

  markAllRead(store, "mina");

  assert.equal(inbox(store, "mina").unread, 0);
  assert.equal(inbox(store, "tomas").unread, 1);
});

test("the badge follows live: count at the start, then the news", async (t) => {
  const app = await startApp(t);
  const events = await app.events("/api/notifications/stream", "aiko");
  assert.deepEqual((await events.next()).value, { event: "unread", data: { unread: 0 } });

  app.store.emit("message.posted", { message: { author: "leila", mentions: ["aiko"] } });

  const text = "Leila Haddad mentioned you in the chat";
  assert.deepEqual((await events.next()).value, { event: "notification", data: { text } });
  assert.deepEqual((await events.next()).value, { event: "unread", data: { unread: 1 } });
  await events.return();
});
