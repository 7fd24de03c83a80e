import { document, eventStream, json } from "../shared/http.js";
import { page } from "../shared/page.js";
import { inbox, markAllRead, watch } from "./model.js";
import { itemsView, notificationsView } from "./view.js";

export function register({ router, store }) {
  watch(store);
  // The shell loads this script on every page (docs/contract.md).
  router.asset("/notifications/client.js", new URL("client.js", import.meta.url));

  router.get("/notifications", ({ me }) => {
    const people = store.all("people");
    const body = notificationsView(inbox(store, me.id));
    return document(page({ title: "Notifications", feature: "notifications", me, people, body }));
  });

  router.get("/notifications/items", ({ me }) => document(itemsView(inbox(store, me.id))));

  router.get("/api/notifications", ({ me }) => json(inbox(store, me.id)));

  router.post("/api/notifications/read", ({ me }) => {
    markAllRead(store, me.id);
    return json(inbox(store, me.id));
  });

  router.get("/api/notifications/stream", ({ me }) => {
    return eventStream((send) => {
      const count = () => send("unread", { unread: inbox(store, me.id).unread });
      const stops = [
        store.on("notification.created", ({ notification }) => {
          if (notification.person !== me.id) return;
          send("notification", { text: notification.text });
          count();
        }),
        store.on("notifications.read", ({ person }) => person === me.id && count()),
      ];
      count();
      return () => stops.forEach((stop) => stop());
    });
  });
}
