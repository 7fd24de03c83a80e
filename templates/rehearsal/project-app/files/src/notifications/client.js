import { listen, post, refresh, toast } from "/assets/live.js";

const badge = document.querySelector("[data-unread]");
const list = document.querySelector("[data-notifications]");

function showUnread({ unread }) {
  badge.hidden = unread === 0;
  badge.textContent = unread;
  badge.setAttribute("aria-label", `${unread} unread`);
  if (list) refresh(list, "/notifications/items");
}

document.querySelector("[data-read-all]")?.addEventListener("click", () => {
  post("/api/notifications/read");
});

listen("/api/notifications/stream", {
  unread: showUnread,
  notification: ({ text }) => toast(text),
});
