import { expect, it } from 'vitest';
import { changedSince, type Pulse } from './index.ts';

it('names what differs, and nothing else', () => {
  const before: Pulse = { rollouts: 'a', plans: 'b', promotions: 'c', policy: 'd', switch: 'e' };
  expect(changedSince(before, before)).toEqual([]);
  expect(changedSince(before, { ...before, plans: 'x', switch: 'y' })).toEqual(['plans', 'switch']);
});
