import { digestOfText, sha256 } from '@slipway/testkit/builders';
import { describe, expect, it } from 'vitest';
import { ATTEMPT, aFakeHost, begin, driveToEnd, write } from '../../test/fake-host.ts';
import { aHeader, aHostPlan, at, runs, skips, TONIGHT } from '../../test/plans.ts';
import { digestOf } from '../document/index.ts';
import { asAttemptId, asHostId, asRolloutId } from '../ids/index.ts';
import type { HostPlan, PlanHeader } from '../plan/index.ts';
import { judgeStart, type StartInput } from './index.ts';
import type { LedgerEntry, StartGrant } from './types.ts';

interface Given {
  readonly hostPlan?: HostPlan;
  readonly header?: PlanHeader;
  readonly grant?: Partial<StartGrant>;
  readonly ledger?: readonly LedgerEntry[];
  readonly input?: Partial<StartInput>;
}

const adopted = (): ReturnType<typeof aFakeHost> => {
  const host = aFakeHost();
  write(host, { kind: 'adopted', order: 1, generation: 0, taken: [] });
  return host;
};

/** A start that is right in every respect, ten seconds into the window, but for what is given. */
const judged = (given: Given = {}): string => {
  const hostPlan = given.hostPlan ?? aHostPlan();
  const header = given.header ?? aHeader([hostPlan]);
  const planDigest = digestOf(header, sha256);
  const hostPlanDigest = digestOf(hostPlan, sha256);
  const grant: StartGrant = {
    schema: 'slipway.start-grant/1',
    hostId: asHostId('host-1'),
    rolloutId: asRolloutId('rollout-1'),
    attemptId: ATTEMPT,
    planDigest,
    hostPlanDigest,
    generation: hostPlan.generation,
    occurrenceId: TONIGHT.id,
    issuedAt: at(5),
    latestStartAt: at(605),
    ...given.grant,
  };
  const outcome = judgeStart({
    hostId: asHostId('host-1'),
    grant,
    hostPlan,
    header,
    planDigest,
    hostPlanDigest,
    ledger: given.ledger ?? adopted().ledger,
    now: at(10),
    ...given.input,
  });
  return outcome.ok ? 'begins' : [outcome.reason.code, outcome.reason.facts['what']].filter(Boolean).join(' ');
};

describe('a start', () => {
  it('begins where everything agrees', () => {
    expect(judged()).toBe('begins');
  });

  it.each<readonly [string, string, Given]>([
    ['the host was never adopted', 'host-observed', { ledger: [] }],
    ['the grant is for another host', 'plan-for-other-host', { grant: { hostId: asHostId('host-2') } }],
    [
      'the host plan is for another host',
      'plan-for-other-host',
      { input: { hostPlan: aHostPlan({ hostId: 'host-2' }) } },
    ],
    ['this is another host', 'plan-for-other-host', { input: { hostId: asHostId('host-2') } }],
    [
      'the host is not in the bounds',
      'grant-mismatch host',
      { header: aHeader([aHostPlan()], { bounds: { hosts: [] } }) },
    ],
    ['the grant names another plan', 'grant-mismatch plan', { grant: { planDigest: digestOfText('x') } }],
    ['the grant names another host plan', 'grant-mismatch host plan', { grant: { hostPlanDigest: digestOfText('x') } }],
    [
      'the header lists another host plan',
      'grant-mismatch host plan',
      { header: aHeader([aHostPlan({ generation: 9 })]) },
    ],
    ['the grant names another generation', 'grant-mismatch generation', { grant: { generation: 2 } }],
    [
      'the host plan is of another environment',
      'grant-mismatch environment',
      { hostPlan: aHostPlan({ environment: 'dev' }) },
    ],
    [
      'the host plan is of another patch set',
      'grant-mismatch patch set',
      { hostPlan: aHostPlan({ patchSetDigest: digestOfText('x') }) },
    ],
    ['the occurrence was not approved', 'grant-mismatch occurrence', { grant: { occurrenceId: 'tomorrow' } }],
    ['its clock is an hour behind', 'clock-skewed', { grant: { issuedAt: at(3610) } }],
    ['its clock is 121 s ahead', 'clock-skewed', { grant: { issuedAt: at(-111) } }],
    ['the grant is used too late', 'grant-too-late', { grant: { latestStartAt: at(10) } }],
    [
      'the bounds have expired',
      'bounds-expired',
      { header: aHeader([aHostPlan()], { bounds: { expiresAt: at(10) } }) },
    ],
    ['the window has not begun', 'outside-occurrence', { grant: { issuedAt: at(-1) }, input: { now: at(-1) } }],
    [
      'the window is past its cut-off',
      'outside-occurrence',
      {
        grant: { issuedAt: TONIGHT.cutOffAt, latestStartAt: TONIGHT.endsAt },
        input: { now: TONIGHT.cutOffAt },
      },
    ],
    [
      'plan and way back no longer fit before the end',
      'window-too-short',
      { hostPlan: aHostPlan({ expectedSeconds: 9 * 3600 }) },
    ],
    [
      'the steps are out of order',
      'check-step-order',
      { hostPlan: aHostPlan({ steps: [runs('verify'), runs('apply')] }) },
    ],
    ['nothing is verified', 'check-step-order', { hostPlan: aHostPlan({ steps: [runs('apply'), skips('verify')] }) }],
    [
      'what is drained is not undrained',
      'check-step-order',
      {
        hostPlan: aHostPlan({ steps: [runs('drain'), runs('apply'), runs('verify'), skips('undrain')] }),
      },
    ],
    [
      'a built-in step calls a hook',
      'check-step-order',
      {
        hostPlan: aHostPlan({
          steps: [{ ...runs('apply'), run: { how: 'hook', call: { hook: 'x', parameters: {} } } }, runs('verify')],
        }),
      },
    ],
  ])('does not begin: %s', (_, code, given) => {
    expect(judged(given)).toBe(code);
  });

  it('accepts a clock that is 120 s away, either way', () => {
    expect(judged({ grant: { issuedAt: at(130) } })).toBe('begins');
    expect(judged({ grant: { issuedAt: at(-110) } })).toBe('begins');
  });
});

describe('a start after others', () => {
  const after = (generation: number, hostPlan: HostPlan, ends: boolean): readonly LedgerEntry[] => {
    const host = adopted();
    const attemptId = asAttemptId('rollout-0-host-1-1');
    const digest = digestOf(hostPlan, sha256);
    write(host, { kind: 'attempt-begun', attemptId, hostPlanDigest: digest, generation });
    if (ends) driveToEnd({ host, hostPlan, attemptId });
    return host.ledger;
  };

  it('begins the same host plan once more under another attempt, and a higher generation', () => {
    expect(judged({ ledger: after(1, aHostPlan(), true) })).toBe('begins');
    expect(judged({ ledger: after(1, aHostPlan(), true), hostPlan: aHostPlan({ generation: 2 }) })).toBe('begins');
  });

  it('refuses an older generation, and another host plan of the same one', () => {
    expect(judged({ ledger: after(2, aHostPlan({ generation: 2 }), true) })).toBe('generation-old');
    expect(judged({ ledger: after(1, aHostPlan({ expectedSeconds: 99 }), true) })).toBe('generation-old');
  });

  it('refuses while another attempt is open', () => {
    expect(judged({ ledger: after(1, aHostPlan(), false) })).toBe('attempt-open');
  });

  it('never begins an attempt of the same name twice', () => {
    const host = adopted();
    begin(host, ATTEMPT, digestOf(aHostPlan(), sha256));
    driveToEnd({ host, hostPlan: aHostPlan() });
    expect(judged({ ledger: host.ledger })).toBe('attempt-ended');
  });
});
