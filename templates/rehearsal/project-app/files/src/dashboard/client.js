import { listen, refresh } from "/assets/live.js";

const panels = document.querySelector("[data-dashboard]");

listen("/api/dashboard/stream", { changed: () => refresh(panels, "/dashboard/panels") });
