import { document, eventStream, json } from "../shared/http.js";
import { page } from "../shared/page.js";
import { latestActivity, recordActivity } from "./activity.js";
import { statistics } from "./statistics.js";
import { dashboardView, panelsView } from "./view.js";

const CHANGES = ["card.created", "card.moved", "message.posted"];

export function register({ router, store }) {
  recordActivity(store);
  router.asset("/dashboard/client.js", new URL("client.js", import.meta.url));
  const panels = () => panelsView(store, statistics(store), latestActivity(store));

  router.get("/dashboard", ({ me }) => {
    const people = store.all("people");
    const script = "/dashboard/client.js";
    const body = dashboardView(me, panels());
    return document(page({ title: "Dashboard", feature: "dashboard", me, people, body, script }));
  });

  router.get("/dashboard/panels", () => document(panels()));

  router.get("/api/dashboard", () => json(statistics(store)));

  router.get("/api/dashboard/stream", () => {
    return eventStream((send) => {
      const changed = () => send("changed", {});
      const stops = CHANGES.map((event) => store.on(event, changed));
      changed();
      return () => stops.forEach((stop) => stop());
    });
  });
}
