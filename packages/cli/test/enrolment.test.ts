// Enrolment tokens as people see them: what each is still good for, and the end of one.

import { THE_MORNING } from '@slipway/testkit/builders';
import { describe, expect, it } from 'vitest';
import { page } from './support/demo-answers.ts';
import { type Answers, stubs } from './support/index.ts';

const withStub = stubs();

const token = (tokenId: string, given: object = {}) => ({
  tokenId,
  labels: { group: '1', environment: 'prod' },
  createdBy: 'kim',
  createdAt: THE_MORNING,
  expiresAt: '2026-11-22T08:00:00.000Z',
  usesLeft: 4,
  revokedAt: null,
  ...given,
});

const ran = async (answers: Answers, words: readonly string[]) =>
  await withStub(answers, async (stub) => await stub.run(words));

describe('enrol list', () => {
  it('reads as it did, newest first', async () => {
    const listEnrolmentTokens = () =>
      page([
        token('enrolment-1', { createdAt: '2026-11-20T08:00:00.000Z', labels: {}, usesLeft: 0 }),
        token('enrolment-2', { createdAt: '2026-11-19T08:00:00.000Z', expiresAt: '2026-11-20T08:00:00.000Z' }),
        token('enrolment-3', { revokedAt: '2026-11-21T07:58:00.000Z' }),
        token('enrolment-4', { createdAt: '2026-11-21T07:00:00.000Z' }),
      ]);
    const { exitCode, written } = await ran({ listEnrolmentTokens }, ['enrol', 'list']);
    expect([exitCode, written.err]).toEqual([0, '']);
    await expect(written.out).toMatchFileSnapshot('golden/enrol-list.txt');
  });

  it('says that there is none, and what makes one', async () => {
    const { written } = await ran({ listEnrolmentTokens: () => page([]) }, ['enrol', 'list']);
    expect(written.out).toBe('There is no enrolment token. `slipway enrol token` makes one.\n');
  });
});

describe('enrol revoke', () => {
  it('ends one by its id', async () => {
    const revokeEnrolmentToken = () => ({ value: null });
    const { exitCode, written } = await ran({ revokeEnrolmentToken }, ['enrol', 'revoke', 'enrolment-4']);
    expect([exitCode, written.out]).toEqual([0, 'enrolment-4 is revoked.\n']);
  });

  it('says that there is no such token, or no longer', async () => {
    const reason = { code: 'not-found', facts: { what: 'enrolment token', id: 'enrolment-9' } } as const;
    const answer = () => ({ status: 404, reason });
    const { exitCode, written } = await ran({ revokeEnrolmentToken: answer }, ['enrol', 'revoke', 'enrolment-9']);
    expect([exitCode, written.err]).toEqual([1, 'slipway: There is no enrolment token enrolment-9. [not-found]\n']);
  });
});
