// The promises between features (docs/contract.md). Each message names the folder at fault.
import assert from "node:assert/strict";
import { test } from "node:test";
import { startApp } from "./support.js";

test("a chat message that mentions @aiko notifies Aiko", async (t) => {
  const app = await startApp(t);
  const before = await app.get("/api/notifications", "aiko");

  await app.post("/api/chat/messages", { text: "@aiko the poster is lovely" }, "jonas");

  const after = await app.get("/api/notifications", "aiko");
  assert.equal(
    after.unread,
    before.unread + 1,
    "src/notifications: a mention (message.posted) did not reach the person mentioned",
  );
});

test("a card moved to done counts on the dashboard and notifies its assignee", async (t) => {
  const app = await startApp(t);
  const card = app.store.all("cards").find(({ assignee, column }) => {
    return assignee === "aiko" && column === "doing";
  });
  const statistics = await app.get("/api/dashboard");
  const inbox = await app.get("/api/notifications", "aiko");

  const reply = await app.post(`/api/board/cards/${card.id}/move`, { to: "done" }, "jonas");

  assert.equal(reply.status, 200, "src/board: the card could not be moved");
  assert.equal(
    (await app.get("/api/dashboard")).done,
    statistics.done + 1,
    "src/dashboard: the statistics did not count the finished card",
  );
  assert.equal(
    (await app.get("/api/notifications", "aiko")).unread,
    inbox.unread + 1,
    "src/notifications: a finished card (card.moved) did not reach its assignee",
  );
});

for (const feature of ["dashboard", "board", "chat", "notifications"]) {
  test(`the ${feature} page renders with the navigation`, async (t) => {
    const app = await startApp(t);

    const text = await app.page(`/${feature}`);

    assert.match(text, /<nav aria-label="Main">/, `src/${feature}: no navigation`);
    assert.match(
      text,
      new RegExp(`href="/${feature}" aria-current="page"`),
      `src/${feature}: the page does not mark itself in the navigation`,
    );
  });
}
