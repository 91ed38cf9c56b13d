import fc from 'fast-check';
import { expect, it } from 'vitest';
import { asAttemptId } from '../ids/index.ts';
import { isTransactionOf, transactionName } from './index.ts';

const attemptIds = fc
  .tuple(fc.stringMatching(/^[a-z0-9]{1,8}$/), fc.stringMatching(/^[a-z0-9]{1,8}$/), fc.integer({ min: 1, max: 40 }))
  .map(([rollout, host, attempt]) => asAttemptId(`rollout-${rollout}-host-${host}-${attempt}`));

it('of a transaction says of which attempt it is, and of no other', () => {
  fc.assert(
    fc.property(
      attemptIds,
      attemptIds,
      fc.constantFrom('apply', 'way-back', 'clean-up'),
      fc.option(fc.integer({ min: 1, max: 99 }), { nil: undefined }),
      fc.integer({ min: 1, max: 3 }),
      (own, other, purpose, part, attempt) => {
        const name = transactionName({ purpose, part }, own, attempt);
        expect([isTransactionOf(name, own), isTransactionOf(name, other)]).toEqual([true, own === other]);
      },
    ),
  );
});

it.each(['slipway-executor', 'slipway-apply-rollout-1-host-1-1', 'apt-daily-1'])(
  '%s is none of this attempt',
  (unit) => {
    expect(isTransactionOf(unit, asAttemptId('rollout-1-host-1-1'))).toBe(false);
  },
);
