const ICONS = {
  dashboard: "M4 13h6V4H4zm0 7h6v-4H4zm10 0h6v-9h-6zm0-16v4h6V4z",
  board: "M4 4h4.5v16H4zm6 0h4.5v11H10zm6 0h4v7h-4z",
  chat: "M4 4h16v12H9l-5 4z",
  notifications: "M12 3a6 6 0 0 0-6 6v4l-2 3.5h16L18 13V9a6 6 0 0 0-6-6zm-2 15a2 2 0 0 0 4 0z",
};
const NAVIGATION = [
  { id: "dashboard", name: "Dashboard" },
  { id: "board", name: "Board" },
  { id: "chat", name: "Chat" },
  { id: "notifications", name: "Notifications" },
];
const ESCAPES = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };

class Markup {
  constructor(text) {
    this.text = text;
  }
  toString() {
    return this.text;
  }
}

/** Template tag: values are escaped, unless they are markup made by this tag themselves. */
export function html(strings, ...values) {
  return new Markup(String.raw({ raw: strings }, ...values.map(toMarkup)));
}

function toMarkup(value) {
  if (Array.isArray(value)) return value.map(toMarkup).join("");
  if (value instanceof Markup) return value.text;
  if (value === undefined || value === null || value === false) return "";
  return String(value).replace(/[&<>"']/g, (character) => ESCAPES[character]);
}

/** The shell around every page: navigation, the person switcher and the place for toasts. */
export function page({ title, feature, me, people, body, script }) {
  return html`<!doctype html>
<html lang="en">
<head>
  <meta charset="utf-8">
  <meta name="viewport" content="width=device-width, initial-scale=1">
  <meta name="color-scheme" content="light dark">
  <title>${title} · Teamwork board</title>
  <link rel="icon" href="data:,">
  <link rel="stylesheet" href="/assets/style.css">
</head>
<body>
  <a class="skip" href="#main">Skip to content</a>
  <header class="shell">
    <p class="brand"><span class="brand-mark" aria-hidden="true"></span>Teamwork board</p>
    <nav aria-label="Main">
      ${NAVIGATION.map((item) => navigationLink(item, item.id === feature))}
    </nav>
    <label class="person-switch">${avatar(me)}
      <span class="quiet">You are</span>
      <select data-person-switch>
        ${people.map(({ id, name }) => {
          return html`<option value="${id}" ${id === me.id && html`selected`}>${name}</option>`;
        })}
      </select>
    </label>
  </header>
  <main id="main" tabindex="-1">${body}</main>
  <div class="toasts" data-toasts role="status"></div>
  <script type="module" src="/assets/live.js"></script>
  <script type="module" src="/notifications/client.js"></script>
  ${script && html`<script type="module" src="${script}"></script>`}
</body>
</html>`;
}

function navigationLink({ id, name }, isCurrent) {
  return html`<a href="/${id}" ${isCurrent && html`aria-current="page"`}>
        <svg viewBox="0 0 24 24" aria-hidden="true"><path d="${ICONS[id]}"/></svg>
        <span>${name}</span>
        ${id === "notifications" && html`<b class="badge" data-unread hidden></b>`}
      </a>`;
}

/** A person as two letters on their colour. */
export function avatar({ name, tone }) {
  const initials = name.split(" ").map((word) => word[0]).join("");
  return html`
    <span class="avatar tone-${tone}" title="${name}" aria-hidden="true">${initials}</span>`;
}

/** "just now", "5 min ago", "3 h ago", "2 days ago" */
export function timeAgo(iso, now = Date.now()) {
  const minutes = Math.floor((now - Date.parse(iso)) / 60_000);
  if (minutes < 1) return "just now";
  if (minutes < 60) return `${minutes} min ago`;
  if (minutes < 24 * 60) return `${Math.floor(minutes / 60)} h ago`;
  const days = Math.floor(minutes / (24 * 60));
  return days === 1 ? "yesterday" : `${days} days ago`;
}

/** A due date without its year: "Nov 29" */
export function shortDate(date) {
  const parts = { day: "numeric", month: "short", timeZone: "UTC" };
  return new Date(date).toLocaleDateString("en", parts);
}
