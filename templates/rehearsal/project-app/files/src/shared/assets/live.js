// Runs in the browser on every page: the person switcher, and helpers the features import.

/**
 * Listens to a stream of server events while this tab is visible. Hidden tabs let go of their
 * connection, because a browser allows only six to one server.
 */
export function listen(url, handlers) {
  let source;
  const update = () => {
    if (document.hidden) {
      source?.close();
      source = undefined;
    } else if (!source) {
      source = new EventSource(url);
      for (const [event, handle] of Object.entries(handlers)) {
        source.addEventListener(event, (message) => handle(JSON.parse(message.data)));
      }
    }
  };
  document.addEventListener("visibilitychange", update);
  update();
}

/** Posts JSON. A refusal becomes a toast; resolves to whether it worked. */
export async function post(url, data = {}) {
  const response = await fetch(url, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(data),
  });
  if (!response.ok) toast((await response.json()).error);
  return response.ok;
}

/** Replaces an element's content by what the server renders now. */
export async function refresh(element, url) {
  const response = await fetch(url);
  if (response.ok) element.innerHTML = await response.text();
}

/** Shows a short message in the corner for a few seconds. */
export function toast(text) {
  const element = document.createElement("p");
  element.textContent = text;
  document.querySelector("[data-toasts]").append(element);
  setTimeout(() => element.remove(), 6000);
}

document.querySelector("[data-person-switch]").addEventListener("change", (event) => {
  document.cookie = `person=${event.target.value}; path=/; samesite=strict`;
  location.reload();
});
