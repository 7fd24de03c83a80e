import assert from "node:assert/strict";
import { test } from "node:test";
import { postMessage, splitMentions } from "../src/chat/model.js";
import { seed } from "../src/shared/seed.js";
import { createStore } from "../src/shared/store.js";
import { startApp } from "./support.js";

test("mentions are the people of the team, in any case, and nobody else", () => {
  const { people } = seed();

  const found = splitMentions("Hi @Aiko and @jonas, ask mail@example or @nobody", people);

  assert.deepEqual(
    found.flatMap(({ person }) => person?.id ?? []),
    ["aiko", "jonas"],
  );
  assert.equal(
    found.map(({ text }) => text).join(""),
    "Hi @Aiko and @jonas, ask mail@example or @nobody",
  );
});

test("a posted message is kept and announced once per person mentioned", () => {
  const store = createStore(seed());
  const heard = [];
  store.on("message.posted", ({ message }) => heard.push(message));

  postMessage(store, { text: " @leila thanks, @leila! ", author: "mina" });

  assert.equal(heard.length, 1);
  assert.equal(heard[0].text, "@leila thanks, @leila!");
  assert.deepEqual(heard[0].mentions, ["leila"]);
  assert.equal(store.all("messages").at(-1), heard[0]);
});

test("an empty message is refused", async (t) => {
  const app = await startApp(t);

  const reply = await app.post("/api/chat/messages", { text: "   " });

  assert.equal(reply.status, 400);
});

test("everybody in the room sees a new message at once, safely escaped", async (t) => {
  const app = await startApp(t);
  const events = await app.events("/api/chat/stream", "aiko");
  const { value: first } = await events.next();
  assert.equal(first.event, "history");
  assert.equal(first.data.length, app.store.all("messages").length);

  await app.post("/api/chat/messages", { text: "<b>@aiko</b>" }, "tomas");

  const { value: second } = await events.next();
  assert.equal(second.event, "message");
  assert.match(second.data.html, /&lt;b&gt;<mark class="mention me">@aiko<\/mark>&lt;\/b&gt;/);
  await events.return();
});
