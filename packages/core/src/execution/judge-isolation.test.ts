import { digestOfText, sha256 } from '@slipway/testkit/builders';
import { expect, it } from 'vitest';
import { aFakeHost, write } from '../../test/fake-host.ts';
import { aHeader, aHostPlan, at, EVENING, runs, skips, USUAL_STEPS } from '../../test/plans.ts';
import { digestOf } from '../document/index.ts';
import { asAttemptId, asHostId } from '../ids/index.ts';
import type { HostPlan, PlanHeader } from '../plan/index.ts';
import { reason } from '../reasons/index.ts';
import type { StepKind } from '../step/index.ts';
import { ISOLATION_SECONDS_MAX, type IsolationInput, judgeIsolation } from './index.ts';
import type { LedgerFact } from './types.ts';

interface Given {
  readonly hostPlan?: HostPlan;
  readonly header?: PlanHeader;
  readonly order?: Partial<IsolationInput['order']>;
  readonly ledger?: readonly LedgerFact[];
  readonly input?: Partial<IsolationInput>;
}

const ADOPTED: LedgerFact = { kind: 'adopted', order: 1, generation: 0, taken: [] };

/** An order that is right in every respect, for a plan whose last window is long over, but for what is given. */
const judged = (given: Given = {}): string => {
  const hostPlan = given.hostPlan ?? aHostPlan();
  const header = given.header ?? aHeader([hostPlan], { bounds: { expiresAt: at(-86_400) } });
  const planDigest = digestOf(header, sha256);
  const hostPlanDigest = digestOf(hostPlan, sha256);
  const host = aFakeHost();
  for (const fact of given.ledger ?? [ADOPTED]) write(host, fact);
  const outcome = judgeIsolation({
    hostId: asHostId('host-1'),
    order: {
      schema: 'slipway.isolation/1',
      hostId: asHostId('host-1'),
      order: 1,
      mode: 'isolated',
      reason: reason('isolates-first', { ends: EVENING }),
      planDigest,
      hostPlanDigest,
      issuedAt: at(5),
      expiresAt: at(3600),
      ...given.order,
    },
    hostPlan,
    header,
    planDigest,
    hostPlanDigest,
    ledger: host.ledger,
    now: at(10),
    stopped: false,
    ...given.input,
  });
  return outcome.ok ? 'obeyed' : [outcome.reason.code, outcome.reason.facts['what']].filter(Boolean).join(' ');
};

const without = (kind: StepKind): HostPlan =>
  aHostPlan({ steps: USUAL_STEPS.map((step) => (step.kind === kind ? skips(kind) : step)) });

it('an order under a plan that has run out is obeyed: nothing is changed by it', () => {
  expect(judged()).toBe('obeyed');
});

it.each<readonly [string, string, Given]>([
  ['the stop file stands', 'host-stopped', { input: { stopped: true } }],
  ['the host was never adopted', 'host-observed', { ledger: [] }],
  ['the host plan is another host’s', 'plan-for-other-host', { hostPlan: aHostPlan({ hostId: 'host-2' }) }],
  [
    'the host is not in the bounds',
    'grant-mismatch host',
    { header: aHeader([aHostPlan()], { bounds: { hosts: [] } }) },
  ],
  [
    'it has run a newer plan since',
    'generation-old',
    {
      ledger: [
        ADOPTED,
        {
          kind: 'attempt-begun',
          attemptId: asAttemptId('rollout-2-host-1-1'),
          hostPlanDigest: digestOfText('newer'),
          generation: 2,
        },
      ],
    },
  ],
  ['it names another plan', 'grant-mismatch plan', { order: { planDigest: digestOfText('x') } }],
  ['it names another host plan', 'grant-mismatch host plan', { order: { hostPlanDigest: digestOfText('x') } }],
  [
    'the host plan is of another environment',
    'grant-mismatch environment',
    { hostPlan: aHostPlan({ environment: 'dev' }) },
  ],
  ['it was signed long ago', 'clock-skewed', { order: { issuedAt: at(-111) } }],
  ['it would last too long', 'isolation-too-long', { order: { expiresAt: at(6 + ISOLATION_SECONDS_MAX) } }],
  ['it has ended', 'isolation-expired', { order: { expiresAt: at(10) } }],
  ['nothing drains the host', 'isolation-no-hook', { hostPlan: without('drain') }],
  ['nothing undrains it', 'check-step-order', { hostPlan: without('undrain') }],
  [
    'a step is where it may not be',
    'check-step-order',
    { hostPlan: aHostPlan({ steps: [runs('verify'), runs('apply')] }) },
  ],
])('an order is turned away: %s', (_, code, given) => {
  expect(judged(given)).toBe(code);
});
