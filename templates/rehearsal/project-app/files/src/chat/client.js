import { listen, post } from "/assets/live.js";

const messages = document.querySelector("[data-messages]");
const form = document.querySelector("[data-compose]");

function append({ html }) {
  const isAtEnd = messages.scrollHeight - messages.scrollTop - messages.clientHeight < 80;
  messages.insertAdjacentHTML("beforeend", html);
  if (isAtEnd) messages.scrollTop = messages.scrollHeight;
}

function replaceAll(history) {
  messages.innerHTML = history.map(({ html }) => html).join("");
  messages.scrollTop = messages.scrollHeight;
}

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  if (await post("/api/chat/messages", { text: form.text.value })) form.reset();
  form.text.focus();
});

document.querySelector(".team").addEventListener("click", (event) => {
  const { mention } = event.target.dataset;
  if (!mention) return;
  form.text.value = `${form.text.value}@${mention} `.trimStart();
  form.text.focus();
});

listen("/api/chat/stream", { history: replaceAll, message: append });
