import { asInstant } from '@slipway/core/time';
import { expect, it } from 'vitest';
import { oldestRefresh, readRefreshes, writeRefreshes } from './refreshes.ts';

const at = (hour: string) => asInstant(`2026-11-21T${hour}:00:00.000Z`);
const fresh = (hour: string) => ({ last: 'fresh' as const, lastFreshAt: at(hour) });

const inMemory = (content: string | null = null) => {
  let bytes = content === null ? null : Buffer.from(content, 'utf8');
  return {
    read: async () => bytes,
    write: async (_path: string, text: string | Uint8Array) => {
      bytes = Buffer.from(text);
    },
  };
};

it('what is pending is known as of the repository that was read longest ago', () => {
  expect(oldestRefresh({ a: fresh('08'), b: fresh('06'), gone: fresh('01') }, ['a', 'b'])).toBe(at('06'));
  expect(oldestRefresh({ a: fresh('08') }, ['a', 'b'])).toBeNull();
  expect(oldestRefresh({}, [])).toBeNull();
});

it('what failed stays known as of when it last did not, and what is gone is forgotten', async () => {
  const files = inMemory();
  await writeRefreshes('/kept', files, {
    ends: [
      ['a', 'fresh'],
      ['b', 'failed'],
      ['c', 'fresh'],
    ],
    now: at('06'),
  });
  await writeRefreshes('/kept', files, {
    ends: [
      ['a', 'failed'],
      ['b', 'failed'],
    ],
    now: at('08'),
  });
  expect(await readRefreshes('/kept', files)).toEqual({
    a: { last: 'failed', lastFreshAt: at('06') },
    b: { last: 'failed', lastFreshAt: null },
  });
});

it.each([
  ['is not there', null],
  ['is half', '{"a":{"last":"fr'],
  ['is another thing', '[]'],
  ['tells no time', '{"a":{"last":"fresh","lastFreshAt":"yesterday"}}'],
])('a record that %s: nothing was ever refreshed', async (_which, content) => {
  expect(await readRefreshes('/kept', inMemory(content))).toEqual({});
});
