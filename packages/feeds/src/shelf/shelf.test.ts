import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, test } from 'vitest';
import { contextOf } from '../../test/read-format.ts';
import { FeedRefused } from '../refused.ts';
import { updateinfo } from '../updateinfo/index.ts';
import { Shelf } from './index.ts';

const CONTEXT = contextOf(updateinfo);

test('values come back under their key, in their order', () => {
  const shelf = new Shelf<{ readonly n: number }>(CONTEXT);
  shelf.put('a', { n: 1 });
  shelf.put('b', { n: 2 });
  shelf.put('a', { n: 3 });
  expect([...shelf.keys()]).toEqual(['a', 'b']);
  expect([shelf.at('a'), shelf.at('c'), shelf.has('b'), shelf.has('c')]).toEqual([
    [{ n: 1 }, { n: 3 }],
    [],
    true,
    false,
  ]);
});

test('a word is put aside without the chunk that it was cut out of', () => {
  const shelf = new Shelf<readonly string[]>(CONTEXT);
  const before = usedBytes();
  for (let index = 0; index < 200; index += 1) {
    const chunk = `${index} a word of some length ${'x'.repeat(1_000_000)}`;
    shelf.put(chunk.slice(0, 20), [chunk.slice(0, 24)]);
  }
  // 200 MB of chunks went by.
  expect(usedBytes() - before).toBeLessThan(50_000_000);
  expect([...shelf.keys()].length).toBe(200);
});

test('a full shelf refuses the feed', () => {
  const limits = { ...CONTEXT.limits, wholeBytesMax: 1000 };
  const shelf = new Shelf<string>({ ...CONTEXT, limits });
  shelf.put('a', 'x'.repeat(1800));
  expect(() => shelf.put('b', 'x'.repeat(200))).toThrow(FeedRefused);
});

/** After a whole collection, which a process may only ask for by this flag: what is left is held by somebody. */
const usedBytes = (): number => {
  setFlagsFromString('--expose-gc');
  runInNewContext('gc')();
  return process.memoryUsage().heapUsed;
};
