import { avatar, html, shortDate } from "../shared/page.js";

export function boardView(store, columns, project) {
  const projects = store.all("projects");
  return html`
    <div class="title-row">
      <div>
        <h1>Board</h1>
        <p class="quiet">Drag a card, or focus it and use the arrow keys.</p>
      </div>
      <details class="composer">
        <summary class="button">New card</summary>
        <form class="panel" data-new-card>
          <label>Title <input name="title" required maxlength="120" autocomplete="off"></label>
          <label>Project <select name="project">${options(projects)}</select></label>
          <label>For <select name="assignee">${options(store.all("people"))}</select></label>
          <button class="button">Add to “To do”</button>
        </form>
      </details>
    </div>
    <nav class="filter" aria-label="Projects">
      ${filterLink("/board", "All projects", !project)}
      ${projects.map(({ id, name }) => filterLink(`/board?project=${id}`, name, id === project))}
    </nav>
    <div class="board" data-board>${columnsView(store, columns)}</div>
    <p class="hidden-text" data-announce aria-live="polite"></p>`;
}

/** Also served alone, so that an open board can refresh itself. */
export function columnsView(store, columns) {
  return html`${columns.map(
    ({ id, name, cards }) => html`
      <section class="column column-${id}" data-column="${id}" data-name="${name}"
          aria-label="${name}">
        <h2>${name} <span class="count">${cards.length}</span></h2>
        <ul>${cards.map((card) => cardView(store, card))}</ul>
      </section>`,
  )}`;
}

function cardView(store, card) {
  const project = store.get("projects", card.project);
  const person = store.get("people", card.assignee);
  return html`
    <li class="card" data-card="${card.id}" draggable="true" tabindex="0"
        aria-label="${card.title}, ${person.name}">
      <span class="tag tone-${project.tone}">${project.name}</span>
      <strong>${card.title}</strong>
      <span class="card-foot">
        ${dueView(card)}
        <span class="card-moves">
          <button data-step="-1" aria-label="Move ${card.title} left">‹</button>
          <button data-step="1" aria-label="Move ${card.title} right">›</button>
        </span>
        ${avatar(person)}
      </span>
    </li>`;
}

function dueView({ due, column }) {
  if (!due) return html`<span class="due">no date</span>`;
  const isLate = column !== "done" && due < new Date().toISOString().slice(0, 10);
  return html`<time class="due ${isLate && "late"}" datetime="${due}">${shortDate(due)}</time>`;
}

function filterLink(href, name, isCurrent) {
  return html`<a href="${href}" ${isCurrent && html`aria-current="true"`}>${name}</a>`;
}

function options(records) {
  return records.map(({ id, name }) => html`<option value="${id}">${name}</option>`);
}
