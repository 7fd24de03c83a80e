import { avatar, html, timeAgo } from "../shared/page.js";
import { splitMentions } from "./model.js";

export function chatView(people, me) {
  return html`
    <div class="title-row">
      <div>
        <h1>Chat</h1>
        <p class="quiet">One room for the team. Write @name and they are told.</p>
      </div>
    </div>
    <div class="chat">
      <section class="panel room">
        <ol class="messages" data-messages role="log" aria-label="Messages" tabindex="0"></ol>
        <form class="compose" data-compose>
          <label class="hidden-text" for="text">Message</label>
          <input id="text" name="text" required maxlength="1000" autocomplete="off"
            placeholder="Message as ${me.name}">
          <button class="button">Send</button>
        </form>
      </section>
      <aside class="panel" aria-label="Team">
        <h2>Team</h2>
        <ul class="team">${people.map((person) => memberView(person, me))}</ul>
      </aside>
    </div>`;
}

function memberView(person, me) {
  return html`
    <li>${avatar(person)}
      <span><strong>${person.name}</strong><small class="quiet">${person.role}</small></span>
      ${person.id !== me.id && html`
        <button class="plain" data-mention="${person.id}"
          aria-label="Mention ${person.name}">@${person.id}</button>`}
    </li>`;
}

/** One message as the reader `me` sees it. */
export function messageView(people, { author, text, at }, me) {
  const person = people.find(({ id }) => id === author);
  return html`
    <li class="message ${author === me.id && "mine"}">${avatar(person)}
      <div>
        <p class="message-head"><strong>${person.name}</strong>
          <time class="quiet" datetime="${at}">${timeAgo(at)}</time></p>
        <p class="bubble">${splitMentions(text, people).map((piece) => pieceView(piece, me))}</p>
      </div>
    </li>`;
}

function pieceView({ text, person }, me) {
  if (!person) return text;
  return html`<mark class="mention ${person.id === me.id && "me"}">${text}</mark>`;
}
