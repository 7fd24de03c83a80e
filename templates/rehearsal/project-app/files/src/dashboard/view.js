import { avatar, html, shortDate, timeAgo } from "../shared/page.js";

export function dashboardView(me, panels) {
  return html`
    <div class="title-row">
      <div>
        <h1>Good to see you, ${me.name.split(" ")[0]}</h1>
        <p class="quiet">How the team is doing, live.</p>
      </div>
      <a class="button" href="/board">Open the board</a>
    </div>
    <div class="dashboard" data-dashboard>${panels}</div>`;
}

/** Also served alone, so that an open dashboard can refresh itself. */
export function panelsView(store, figures, activity) {
  return html`
    <section class="tiles" aria-label="Figures">
      ${tile("Cards", figures.total)}
      ${tile("Open", figures.open)}
      ${tile("Done", `${figures.percent} %`, "good")}
      ${tile("Overdue", figures.overdue, figures.overdue > 0 ? "bad" : "good")}
    </section>
    <section class="panel wide">
      <h2>Flow</h2>
      ${flowView(figures)}
    </section>
    <section class="panel">
      <h2>Projects</h2>
      <ul class="rows">${figures.projects.map(projectView)}</ul>
    </section>
    <section class="panel">
      <h2>Who is busy</h2>
      <ul class="rows">${figures.people.map((person) => personView(person, figures.open))}</ul>
    </section>
    <section class="panel">
      <h2>Due this week</h2>
      <ul class="rows">${figures.soon.map((card) => soonView(store, card))}</ul>
    </section>
    <section class="panel">
      <h2>Latest</h2>
      <ul class="rows">${activity.map((entry) => activityView(store, entry))}</ul>
    </section>`;
}

function tile(name, value, mood) {
  return html`<p class="panel tile ${mood}"><b>${value}</b><span class="quiet">${name}</span></p>`;
}

/** One bar, divided by column. Widths are SVG attributes: inline styles are not allowed. */
function flowView({ columns, total }) {
  let x = 0;
  const parts = columns.map(({ id, count }) => {
    const width = total === 0 ? 0 : (count / total) * 100;
    const part = html`<rect class="fill-${id}" x="${x}" width="${width}" height="8"/>`;
    x += width;
    return part;
  });
  const text = columns.map(({ name, count }) => `${name} ${count}`).join(", ");
  return html`
    <svg class="flow" viewBox="0 0 100 8" preserveAspectRatio="none" role="img"
      aria-label="${text}">${parts}</svg>
    <ul class="legend" aria-hidden="true">${columns.map(
      ({ id, name, count }) => html`<li class="legend-${id}">${name} <b>${count}</b></li>`,
    )}</ul>`;
}

function projectView({ name, tone, done, total, percent }) {
  return html`
    <li class="bar-row tone-text-${tone}">
      <span>${name} <small class="quiet">${done} of ${total}</small></span>
      <progress value="${percent}" max="100" aria-label="${name}, ${percent} percent"></progress>
    </li>`;
}

function personView(person, open) {
  return html`
    <li class="bar-row with-avatar tone-text-${person.tone}">${avatar(person)}
      <span>${person.name} <small class="quiet">${person.open} open</small></span>
      <progress value="${person.open}" max="${Math.max(open / 2, 1)}"
        aria-label="${person.name}, ${person.open} open cards"></progress>
    </li>`;
}

function soonView(store, { title, due, assignee, isLate }) {
  return html`
    <li>${avatar(store.get("people", assignee))}<span>${title}</span>
      <time class="due ${isLate && "late"}" datetime="${due}">${shortDate(due)}</time></li>`;
}

function activityView(store, { person: id, text, at }) {
  const person = store.get("people", id);
  return html`
    <li>${avatar(person)}<span><b>${person.name.split(" ")[0]}</b> ${text}</span>
      <time class="quiet" datetime="${at}">${timeAgo(at)}</time></li>`;
}
