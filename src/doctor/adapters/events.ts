/** More than this without an end is no event of a chat: 1 MiB of text. */
const LONGEST = 1_048_576;

/**
 * The data of each server-sent event, in order. Comments and other fields are dropped, an event is ended by
 * an empty line or the stream's end. Throws what reading throws, and `RangeError` for an endless event.
 */
export async function* eventData(body: ReadableStream<Uint8Array>): AsyncGenerator<string> {
  let data: string[] = [];
  for await (const line of lines(body)) {
    if (line.startsWith("data:")) data.push(line.slice(5).replace(/^ /, ""));
    else if (line === "" && data.length > 0) {
      yield data.join("\n");
      data = [];
    }
  }
  if (data.length > 0) yield data.join("\n");
}

async function* lines(body: ReadableStream<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let rest = "";
  for await (const bytes of body) {
    rest += decoder.decode(bytes, { stream: true });
    if (rest.length > LONGEST) throw new RangeError("an event of more than 1 MiB");
    const whole = rest.split(/\r?\n/);
    rest = whole.pop() ?? "";
    yield* whole;
  }
  rest += decoder.decode();
  if (rest !== "") yield rest;
}
