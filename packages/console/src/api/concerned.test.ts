import { expect, it } from 'vitest';
import { isConcerned, isOfRollouts, isRollbackScope } from './concerned.ts';

it.each([
  ['a list of what changed', ['rollouts', 'list'], true],
  ['what did not change', ['plans', 'list'], false],
  ['a rollout with a stream of its own', ['rollouts', 'one', 'rollout-1'], false],
  ['what a rollback would take back', ['rollouts', 'rollback', 'rollout-1', ''], false],
])('asks again at once: %s', (_what, key, is) => {
  expect(isConcerned(key, ['rollouts', 'policy'])).toBe(is);
});

it('knows what waits until it is opened anew, and what of hosts a rollout changes', () => {
  expect(isRollbackScope(['rollouts', 'rollback', 'rollout-1', ''])).toBe(true);
  expect(isRollbackScope(['rollouts', 'list'])).toBe(false);
  expect(isOfRollouts(['hosts', 'why', 'h1'])).toBe(true);
  expect(isOfRollouts(['hosts', 'packages', 'h1'])).toBe(false);
});
