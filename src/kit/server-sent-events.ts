import { createParser } from "eventsource-parser";

/** Letters of the longest event that a chat sends: 1 MiB. */
const LONGEST = 1_048_576;

/**
 * The data of each server-sent event, in order; the stream's end ends an event too. Throws what reading throws, and
 * `RangeError` for an event of more than `longest` letters.
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
      // Unknown fields are dropped, as the standard says.
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
    if (endless) throw new RangeError(`an event of more than ${longest} letters`);
  }
  yield* taken(`${decoder.decode()}\n\n`);
}
