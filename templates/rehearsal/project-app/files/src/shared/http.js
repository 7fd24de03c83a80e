import { readFile } from "node:fs/promises";

const MAX_BODY_BYTES = 64 * 1024;
const PING_MS = 25_000;
const TYPES = { css: "text/css; charset=utf-8", js: "text/javascript; charset=utf-8" };

/** Thrown by a handler to answer with a status and a sentence the user may read. */
export class Refusal extends Error {
  constructor(status, message) {
    super(message);
    this.status = status;
  }
}

export const json = (data, status = 200) => {
  return { status, type: "application/json", body: JSON.stringify(data) };
};
export const document = (markup, status = 200) => {
  return { status, type: "text/html; charset=utf-8", body: String(markup) };
};
export const redirect = (location) => ({ status: 303, location, body: "" });

/**
 * Server-Sent Events. `start(send)` is called when the browser is connected and returns the
 * function that cleans up when it has gone; `send(event, data)` pushes one event.
 */
export const eventStream = (start) => ({ start });

/** Routes by method and path (`/cards/:id`). A handler gets a request and returns a reply. */
export function createRouter() {
  const routes = [];
  const add = (method, path, handler) => {
    const pattern = new RegExp(`^${path.replace(/:(\w+)/g, "(?<$1>[^/]+)")}$`);
    routes.push({ method, pattern, handler });
  };

  return {
    /** `handler({ me, params, query })` */
    get: (path, handler) => add("GET", path, handler),
    /** `handler({ me, params, query, body })`, `body` being the parsed JSON object */
    post: (path, handler) => add("POST", path, handler),
    /** Serves one file, a `URL`, as it is. */
    asset(path, file) {
      const type = TYPES[path.split(".").pop()];
      add("GET", path, async () => ({ status: 200, type, body: await readFile(file) }));
    },

    async handle(req, res, { me, notFound }) {
      try {
        const url = new URL(req.url, "http://localhost");
        const route = routes.find((r) => r.method === req.method && r.pattern.test(url.pathname));
        if (!route) return write(res, notFound());
        const { groups: params = {} } = route.pattern.exec(url.pathname);
        const body = req.method === "POST" ? await readJson(req) : undefined;
        const reply = await route.handler({ me, params, query: url.searchParams, body });
        return reply.start ? stream(req, res, reply.start) : write(res, reply);
      } catch (error) {
        if (!(error instanceof Refusal)) console.error(error);
        const message = error instanceof Refusal ? error.message : "Something went wrong.";
        return write(res, json({ error: message }, error.status ?? 500));
      }
    },
  };
}

function write(res, { status, type = "text/plain", location, body }) {
  res.writeHead(status, {
    "content-type": type,
    "content-security-policy": "default-src 'self'; img-src 'self' data:",
    "cache-control": "no-store",
    ...(location && { location }),
  });
  res.end(body);
}

function stream(req, res, start) {
  res.writeHead(200, { "content-type": "text/event-stream", "cache-control": "no-store" });
  const send = (event, data) => res.write(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`);
  const stop = start(send);
  // Comments keep proxies from closing a quiet stream.
  const ping = setInterval(() => res.write(": ping\n\n"), PING_MS);
  res.on("close", () => {
    clearInterval(ping);
    stop();
  });
}

async function readJson(req) {
  // A page of another site cannot send this type without asking first.
  if (!req.headers["content-type"]?.startsWith("application/json")) {
    throw new Refusal(415, "Send the data as application/json.");
  }
  let text = "";
  for await (const chunk of req.setEncoding("utf8")) {
    text += chunk;
    if (text.length > MAX_BODY_BYTES) throw new Refusal(413, "This is too much at once.");
  }
  try {
    return Object(JSON.parse(text || "{}"));
  } catch {
    throw new Refusal(400, "This is not valid JSON.");
  }
}
