import { createParser } from "eventsource-parser";

/** Maximum length of one event in characters: 1 MiB, longer than any event of a chat. */
const LONGEST = 1_048_576;

/**
 * Yields the data of each server-sent event in order; the end of the stream also ends an event. Throws read errors, and
 * `RangeError` if an event has more than `longest` characters.
 */
export async function* eventData(
  body: ReadableStream<Uint8Array>,
  longest = LONGEST,
): AsyncGenerator<string> {
  let whole: string[] = [];
  let endless = false;
  const parser = createParser({
    maxBufferSize: longest,
    onEvent: ({ data }) => void whole.push(data),
    onError: ({ type }) => {
      // The standard says to ignore unknown fields.
      if (type === "max-buffer-size-exceeded") endless = true;
    },
  });
  const decoder = new TextDecoder();
  const taken = (text: string): string[] => {
    parser.feed(text);
    const events = whole;
    whole = [];
    return events;
  };
  for await (const bytes of body) {
    yield* taken(decoder.decode(bytes, { stream: true }));
    if (endless) throw new RangeError(`an event of more than ${longest} characters`);
  }
  yield* taken(`${decoder.decode()}\n\n`);
}
