import { html, timeAgo } from "../shared/page.js";

export function notificationsView(box) {
  return html`
    <div class="title-row">
      <div>
        <h1>Notifications</h1>
        <p class="quiet">Mentions, and your cards that others finished.</p>
      </div>
      <button class="button" data-read-all>Mark all as read</button>
    </div>
    <section class="panel" data-notifications aria-live="polite">${itemsView(box)}</section>`;
}

/** Also served alone, so that an open page can refresh itself. */
export function itemsView({ items }) {
  if (items.length === 0) return html`<p class="empty quiet">Nothing yet. Enjoy the calm.</p>`;
  return html`<ul class="notifications">${items.map(itemView)}</ul>`;
}

function itemView({ text, href, at, read }) {
  return html`
    <li class="${!read && "unread"}">
      <a href="${href}">${text}${!read && html`<span class="hidden-text"> (unread)</span>`}</a>
      <time class="quiet" datetime="${at}">${timeAgo(at)}</time>
    </li>`;
}
