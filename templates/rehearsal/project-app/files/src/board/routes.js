import { document, eventStream, json } from "../shared/http.js";
import { page } from "../shared/page.js";
import { addCard, columnsOf, moveCard } from "./model.js";
import { boardView, columnsView } from "./view.js";

export function register({ router, store }) {
  router.asset("/board/client.js", new URL("client.js", import.meta.url));

  router.get("/board", ({ me, query }) => {
    const people = store.all("people");
    const project = query.get("project");
    const body = boardView(store, columnsOf(store, project), project);
    return document(
      page({ title: "Board", feature: "board", me, people, body, script: "/board/client.js" }),
    );
  });

  router.get("/board/columns", ({ query }) => {
    return document(columnsView(store, columnsOf(store, query.get("project"))));
  });

  router.post("/api/board/cards", ({ me, body }) => {
    return json(addCard(store, { ...body, by: me.id }), 201);
  });

  router.post("/api/board/cards/:id/move", ({ me, params, body }) => {
    return json(moveCard(store, { ...body, id: params.id, by: me.id }));
  });

  router.get("/api/board/stream", () => {
    return eventStream((send) => {
      const changed = () => send("changed", {});
      const stops = [store.on("card.created", changed), store.on("card.moved", changed)];
      changed();
      return () => stops.forEach((stop) => stop());
    });
  });
}
