import fc from 'fast-check';
import { expect, it } from 'vitest';
import { readEvents, type ServerEvent } from './events.ts';

async function* chunked(bytes: Uint8Array, sizes: readonly number[]): AsyncGenerator<Uint8Array> {
  let at = 0;
  for (const size of sizes) {
    yield bytes.subarray(at, at + size);
    at += size;
  }
  yield bytes.subarray(at);
}

const eventsOf = async (text: string, sizes: readonly number[] = []): Promise<readonly ServerEvent[]> => {
  const events: ServerEvent[] = [];
  for await (const event of readEvents(chunked(new TextEncoder().encode(text), sizes))) events.push(event);
  return events;
};

it('reads names, data and ids, passes over heartbeats and leaves out what did not end', async () => {
  const text = ': still here\n\nid: 1\nevent: rollout\ndata: {"a":\ndata: 1}\n\nevent: end\ndata:{}\n\ndata: cut off';
  expect(await eventsOf(text)).toEqual([
    { name: 'rollout', data: '{"a":\n1}', id: '1' },
    { name: 'end', data: '{}', id: '1' },
  ]);
});

it('is the same however the network cuts it, and whatever ends the lines', async () => {
  const anEvent = fc.record({ name: fc.stringMatching(/^[a-z]{1,8}$/), data: fc.string({ unit: 'grapheme' }) });
  await fc.assert(
    fc.asyncProperty(
      fc.array(anEvent, { maxLength: 5 }),
      fc.array(fc.integer({ min: 0, max: 9 }), { maxLength: 40 }),
      fc.constantFrom('\n', '\r\n'),
      async (events, sizes, end) => {
        const clean = events.map(({ name, data }) => ({ name, data: data.replaceAll(/[\r\n]/g, '') }));
        const text = clean.map(({ name, data }) => `event: ${name}${end}data: ${data}${end}${end}`).join('');
        const read = await eventsOf(text, sizes);
        expect(read.map(({ name, data }) => ({ name, data }))).toEqual(clean);
      },
    ),
  );
});
