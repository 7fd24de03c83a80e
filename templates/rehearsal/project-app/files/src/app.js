import { existsSync } from "node:fs";
import { createServer } from "node:http";
import { createRouter, document, redirect } from "./shared/http.js";
import { html, page } from "./shared/page.js";
import { seed } from "./shared/seed.js";
import { createStore } from "./shared/store.js";

const FEATURES = ["dashboard", "board", "chat", "notifications"];

/** The whole application around one store. Features that are not built yet are left out. */
export async function createApp({ store = createStore(seed()) } = {}) {
  const router = createRouter();
  router.get("/", () => redirect("/dashboard"));
  router.asset("/assets/style.css", new URL("shared/assets/style.css", import.meta.url));
  router.asset("/assets/live.js", new URL("shared/assets/live.js", import.meta.url));
  for (const feature of FEATURES) {
    const routes = new URL(`./${feature}/routes.js`, import.meta.url);
    if (existsSync(routes)) (await import(routes)).register({ router, store });
  }

  const server = createServer((req, res) => {
    const me = whoIs(req, store);
    return router.handle(req, res, { me, notFound: () => notFoundPage(store, me) });
  });

  return {
    store,
    /** Resolves to the URL. Port 0 takes any free port. */
    listen(port) {
      return new Promise((resolve, reject) => {
        server.once("error", reject);
        server.listen(port, "127.0.0.1", () => {
          resolve(`http://127.0.0.1:${server.address().port}`);
        });
      });
    },
    close() {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(resolve));
    },
  };
}

/** There is no login: the cookie says who is sitting here, the first person otherwise. */
function whoIs(req, store) {
  const id = /(?:^|;\s*)person=([\w-]+)/.exec(req.headers.cookie ?? "")?.[1];
  return store.get("people", id) ?? store.all("people")[0];
}

function notFoundPage(store, me) {
  const body = html`
    <section class="panel empty">
      <h1>Nothing here</h1>
      <p>This page does not exist. The navigation shows those that do.</p>
    </section>`;
  return document(page({ title: "Not found", me, people: store.all("people"), body }), 404);
}
