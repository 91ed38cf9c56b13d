// From decision to start: names of attempts, the signed payload, and what a ledger says of an attempt.

import { digestOfText, sha256 } from '@slipway/testkit/builders';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ATTEMPT, aFakeHost, begin, driveToEnd, write } from '../../test/fake-host.ts';
import { aHeader, aHostPlan, at, EVENING } from '../../test/plans.ts';
import { digestOf } from '../document/index.ts';
import { judgeStart } from '../execution/index.ts';
import { asHostId, asRolloutId, isIdentifier } from '../ids/index.ts';
import { attemptIdFor, attemptNumber } from './attempt-id.ts';
import { newRollout, observeAttempt, startGrantFor } from './index.ts';

const identifier = fc.stringMatching(/^[a-z0-9][a-z0-9-]{0,62}$/);

describe('the name of an attempt', () => {
  it('is an identifier that gives its number back', () => {
    fc.assert(
      fc.property(identifier, identifier, fc.integer({ min: 1, max: 9999 }), (rollout, host, number) => {
        const attemptId = attemptIdFor(asRolloutId(rollout), asHostId(host), number);
        expect([isIdentifier(attemptId), attemptNumber(attemptId)]).toEqual([true, number]);
      }),
    );
  });

  it('differs between rollouts, hosts and numbers, long ones too', () => {
    const long = 'x'.repeat(60);
    const names = ['1', '2'].flatMap((end) =>
      [1, 2].map((number) => attemptIdFor(asRolloutId(`${long}-${end}`), asHostId(long), number)),
    );
    expect(new Set(names).size).toBe(4);
    expect(attemptIdFor(asRolloutId('r1'), asHostId('web-1'), 3)).toBe('r1-web-1-3');
  });
});

describe('the payload of a start grant', () => {
  const hostPlan = aHostPlan();
  const header = aHeader([hostPlan]);
  const rollout = newRollout({
    rolloutId: asRolloutId('r1'),
    planDigest: digestOf(header, sha256),
    header,
    now: EVENING,
  });
  const grant = {
    kind: 'grant' as const,
    hostId: hostPlan.hostId,
    attemptId: ATTEMPT,
    occurrenceId: 'tonight',
    latestStartAt: at(600),
  };

  it('is what the host accepts', () => {
    const payload = startGrantFor({ grant, rollout, header, hostPlan, now: EVENING, capabilities: [] });
    const host = aFakeHost();
    write(host, { kind: 'adopted', order: 1, generation: 0, taken: [] });
    const judged = judgeStart({
      hostId: hostPlan.hostId,
      grant: payload,
      hostPlan,
      header,
      planDigest: rollout.planDigest,
      hostPlanDigest: digestOf(hostPlan, sha256),
      ledger: host.ledger,
      now: at(30),
    });
    expect(judged).toEqual({ ok: true, value: undefined });
  });

  it('is not made for a host that the header does not list', () => {
    const stranger = { ...grant, hostId: asHostId('stranger') };
    const stray = { grant: stranger, rollout, header, hostPlan, now: EVENING, capabilities: [] };
    expect(() => startGrantFor(stray)).toThrow('stranger');
  });

  it('wants lines of logs of an agent that collects them, and says nothing of them to any other', () => {
    const made = (capabilities: readonly string[]) =>
      startGrantFor({ grant, rollout, header, hostPlan, now: EVENING, capabilities });
    expect(made(['apt/1', 'failure-logs/1'])).toMatchObject({ logs: 'wanted' });
    expect(Object.keys(made(['apt/1']))).not.toContain('logs');
  });

  it('wants what transactions leave of an agent that tells it, and says nothing of it to any other', () => {
    const made = (capabilities: readonly string[]) =>
      startGrantFor({ grant, rollout, header, hostPlan, now: EVENING, capabilities });
    expect(made(['apt/1', 'transaction/1'])).toMatchObject({ transaction: 'wanted' });
    expect(Object.keys(made(['apt/1', 'failure-logs/1']))).not.toContain('transaction');
  });
});

describe('what a ledger says of the newest attempt', () => {
  it('is nothing, then its step, then its end', () => {
    const host = aFakeHost();
    expect(observeAttempt(host.ledger)).toBeNull();
    begin(host);
    expect(observeAttempt(host.ledger)).toEqual({ attemptId: ATTEMPT, step: null, stepBegunAt: null, ended: null });
    write(host, { kind: 'step-begun', attemptId: ATTEMPT, step: 'preflight' });
    expect(observeAttempt(host.ledger)).toMatchObject({ step: 'preflight', stepBegunAt: at(1), ended: null });
    driveToEnd({ host, hostPlan: aHostPlan() });
    expect(observeAttempt(host.ledger)).toMatchObject({ step: null, ended: { outcome: 'done', reason: null } });
  });

  it('is that of the newest where there are several', () => {
    const host = aFakeHost();
    begin(host);
    driveToEnd({ host, hostPlan: aHostPlan() });
    const second = attemptIdFor(asRolloutId('r1'), asHostId('host-1'), 2);
    begin(host, second, digestOfText('plan'));
    expect(observeAttempt(host.ledger)).toMatchObject({ attemptId: second, ended: null });
  });
});
