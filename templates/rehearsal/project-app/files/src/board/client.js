import { listen, post, refresh } from "/assets/live.js";

const board = document.querySelector("[data-board]");
const announcer = document.querySelector("[data-announce]");
let dragged;

const cardOf = (element) => element.closest("[data-card]");
const columnOf = (element) => element.closest("[data-column]");

/** Moves on the server; the screen follows from what the server then shows. */
async function move(card, column, before) {
  const { card: id } = card.dataset;
  const moved = await post(`/api/board/cards/${id}/move`, {
    to: column.dataset.column,
    before: before?.dataset.card,
  });
  await show();
  board.querySelector(`[data-card="${id}"]`)?.focus();
  if (moved) announcer.textContent = `Moved to ${column.dataset.name}`;
}

async function show() {
  if (dragged) return;
  const focused = document.activeElement?.dataset?.card;
  await refresh(board, `/board/columns${location.search}`);
  if (focused) board.querySelector(`[data-card="${focused}"]`)?.focus();
}

function stepAside(card, step) {
  const columns = [...board.querySelectorAll("[data-column]")];
  const target = columns[columns.indexOf(columnOf(card)) + step];
  if (target) move(card, target);
}

function stepUpOrDown(card, step) {
  const neighbour = step < 0 ? card.previousElementSibling : card.nextElementSibling;
  if (neighbour) move(card, columnOf(card), step < 0 ? neighbour : neighbour.nextElementSibling);
}

const KEYS = {
  ArrowLeft: (card) => stepAside(card, -1),
  ArrowRight: (card) => stepAside(card, 1),
  ArrowUp: (card) => stepUpOrDown(card, -1),
  ArrowDown: (card) => stepUpOrDown(card, 1),
};

board.addEventListener("keydown", (event) => {
  const isCard = event.target.matches("[data-card]");
  if (!isCard || !KEYS[event.key]) return;
  event.preventDefault();
  KEYS[event.key](event.target);
});

board.addEventListener("click", (event) => {
  const { step } = event.target.dataset;
  if (step) stepAside(cardOf(event.target), Number(step));
});

board.addEventListener("dragstart", (event) => {
  dragged = cardOf(event.target);
  event.dataTransfer.effectAllowed = "move";
  event.dataTransfer.setData("text/plain", dragged.dataset.card);
  dragged.classList.add("dragged");
});

/** The dragged card itself travels through the columns, so the gap shows where it will land. */
board.addEventListener("dragover", (event) => {
  const column = dragged && columnOf(event.target);
  if (!column) return;
  event.preventDefault();
  const cards = [...column.querySelectorAll("[data-card]:not(.dragged)")];
  const below = cards.find((card) => {
    const { top, height } = card.getBoundingClientRect();
    return event.clientY < top + height / 2;
  });
  column.querySelector("ul").insertBefore(dragged, below ?? null);
});

board.addEventListener("drop", (event) => {
  if (!dragged) return;
  event.preventDefault();
  const card = dragged;
  dragged = undefined;
  move(card, columnOf(card), card.nextElementSibling);
});

board.addEventListener("dragend", () => {
  // Still set: it was dropped outside, so nothing has moved.
  if (!dragged) return;
  dragged = undefined;
  show();
});

document.querySelector("[data-new-card]").addEventListener("submit", async (event) => {
  event.preventDefault();
  const form = event.target;
  if (await post("/api/board/cards", Object.fromEntries(new FormData(form)))) {
    form.reset();
    form.closest("details").open = false;
  }
});

listen("/api/board/stream", { changed: show });
