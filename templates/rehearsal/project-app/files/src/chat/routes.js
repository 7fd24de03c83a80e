import { document, eventStream, json } from "../shared/http.js";
import { page } from "../shared/page.js";
import { postMessage } from "./model.js";
import { chatView, messageView } from "./view.js";

const HISTORY = 50;

export function register({ router, store }) {
  router.asset("/chat/client.js", new URL("client.js", import.meta.url));

  router.get("/chat", ({ me }) => {
    const people = store.all("people");
    const body = chatView(people, me);
    return document(
      page({ title: "Chat", feature: "chat", me, people, body, script: "/chat/client.js" }),
    );
  });

  router.post("/api/chat/messages", ({ me, body }) => {
    return json(postMessage(store, { text: body.text, author: me.id }), 201);
  });

  router.get("/api/chat/stream", ({ me }) => {
    const show = (message) => {
      return { id: message.id, html: String(messageView(store.all("people"), message, me)) };
    };
    return eventStream((send) => {
      // A tab that comes back gets everything again and so never misses a message.
      send("history", store.all("messages").slice(-HISTORY).map(show));
      return store.on("message.posted", ({ message }) => send("message", show(message)));
    });
  });
}
