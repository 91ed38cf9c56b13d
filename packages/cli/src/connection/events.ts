// Server-sent events (the WHATWG text/event-stream format), read from a response, one at a time.

export interface ServerEvent {
  readonly name: string;
  readonly data: string;
  readonly id: string | null;
}

/** A single event is a snapshot of a rollout: some hundred bytes per host. */
const EVENT_CHARACTERS_MAX = 64 * 1024 * 1024;

export async function* readEvents(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<ServerEvent> {
  const decoder = new TextDecoder();
  let rest = '';
  let event: { name: string; data: string[]; id: string | null } = { name: 'message', data: [], id: null };
  for await (const chunk of chunks) {
    rest += decoder.decode(chunk, { stream: true });
    if (rest.length > EVENT_CHARACTERS_MAX) throw new Error('an event is too large');
    // A carriage return at the very end may be half of a line end.
    const whole = rest.slice(0, rest.endsWith('\r') ? -1 : undefined);
    const lines = whole.split(/\r\n|\r|\n/);
    rest = (lines.pop() ?? '') + rest.slice(whole.length);
    for (const line of lines) {
      if (line === '') {
        if (event.data.length > 0) yield { name: event.name, data: event.data.join('\n'), id: event.id };
        event = { name: 'message', data: [], id: event.id };
      } else {
        take(event, line);
      }
    }
  }
}

const take = (event: { name: string; data: string[]; id: string | null }, line: string): void => {
  const colon = line.indexOf(':');
  // A line that begins with a colon is a comment: the controller's heartbeat.
  if (colon === 0) return;
  const field = colon === -1 ? line : line.slice(0, colon);
  const value = colon === -1 ? '' : line.slice(colon + 1).replace(/^ /, '');
  if (field === 'event') event.name = value;
  if (field === 'data') event.data.push(value);
  if (field === 'id') event.id = value;
};
