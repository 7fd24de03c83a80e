import { createApp } from "../src/app.js";

/** Starts the application on a free port; the test's end stops it. */
export async function startApp(t) {
  const app = await createApp();
  const url = await app.listen(0);
  t.after(() => app.close());
  const headers = (person) => ({ cookie: `person=${person}`, "content-type": "application/json" });

  return {
    store: app.store,
    page: async (path) => (await fetch(url + path)).text(),
    get: async (path, person = "mina") => {
      return (await fetch(url + path, { headers: headers(person) })).json();
    },
    post: (path, data, person = "mina") => {
      const body = JSON.stringify(data);
      return fetch(url + path, { method: "POST", headers: headers(person), body });
    },
    events: async (path, person = "mina") => {
      const response = await fetch(url + path, { headers: headers(person) });
      return readEvents(response.body);
    },
  };
}

/** The events of a stream, one by one: `{ event, data }`. */
async function* readEvents(body) {
  let text = "";
  for await (const chunk of body.pipeThrough(new TextDecoderStream())) {
    const blocks = (text + chunk).split("\n\n");
    text = blocks.pop();
    for (const block of blocks) {
      const [, event, data] = /^event: (.*)\ndata: (.*)$/.exec(block) ?? [];
      if (event) yield { event, data: JSON.parse(data) };
    }
  }
}
