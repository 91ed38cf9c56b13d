// M35, M48, C40: a finished rollout is taken back over a small fleet by the product's own use cases, and what was taken back
// does not come again with the next cut.

import { expect, test } from 'vitest';
import { simulateRollback } from './rollback/index.ts';

test('C40: a finished rollout goes back by a plan of its own, in the opposite order, and its versions stay away', {
  timeout: 120_000,
}, async () => {
  const story = await simulateRollback({ seed: 5, hosts: 12 });
  expect(story.problems).toEqual([]);
  expect(story.brought.length).toBeGreaterThan(0);
  // Every host has the very packages of before, marks included.
  expect(story.after).toEqual(story.before);
  expect(story.orderBack).toEqual(story.orderForth.toReversed());
  expect(story.requesterApproves).toBe('requester-cannot-approve');
  expect(story.removals).toEqual([]);
  expect(story.plannedAgain).toEqual([]);
  expect(story.plannedAfterLift.length).toBeGreaterThan(0);
  expect(story.takenBackTwice).toBe('rollback-nobody');
});
