// What a controller of the demo's `prod` would answer: a real plan of it, judged by the real checker, and a rollout of it.

import { asHostId, asRolloutId, type HostId } from '@slipway/core/ids';
import { checkPlan, makePlan, type Plan, type PlanningInput, type PlanningReport } from '@slipway/core/plan';
import { reason } from '@slipway/core/reasons';
import { newRollout, type Rollout } from '@slipway/core/rollout';
import type { ExplainedRolloutAnswer, HostSummary, PlanAnswer } from '@slipway/protocol/api';
import { demoProd, sha256, THE_MORNING } from '@slipway/testkit/builders';
import type { Answers } from './stub-controller.ts';

export const DEMO_INPUT: PlanningInput = {
  ...demoProd(),
  overrides: [{ kind: 'leave-out', hostId: asHostId('app2'), why: 'is being moved' }],
};

const planned = (input: PlanningInput): { readonly plan: Plan; readonly report: PlanningReport } => {
  const { plan, report } = makePlan(input, sha256);
  if (plan === null) throw new Error(`nothing was planned: ${JSON.stringify(report)}`);
  return { plan, report };
};

export const DEMO = planned(DEMO_INPUT);

export const demoPlanAnswer = (given: Partial<PlanAnswer> = {}): PlanAnswer => ({
  digest: DEMO.plan.digest,
  header: DEMO.plan.header,
  report: DEMO.report,
  notes: checkPlan({ ...DEMO, input: DEMO_INPUT, sha256 }),
  author: 'kim',
  madeAt: THE_MORNING,
  policyRevision: 3,
  approved: { given: [], reason: { code: 'waiting-for-approval', facts: { missing: '1 more name' } } },
  ...given,
});

export const demoHosts = (): readonly HostSummary[] => ['app1', 'app2', 'lb1', 'lb2'].map((name) => demoHost(name));

export const demoHost = (name: string, given: Partial<HostSummary> = {}): HostSummary => ({
  hostId: asHostId(name),
  hostname: `${name}.example`,
  labels: { environment: 'prod' },
  environment: 'prod',
  mode: { wanted: 'adopted', reported: 'adopted' },
  enrolledAt: THE_MORNING,
  seenAt: THE_MORNING,
  agentVersion: '0.1.0',
  stopped: false,
  barred: null,
  inventoryReceivedAt: THE_MORNING,
  platform: { distribution: 'debian', release: 'bookworm', architecture: 'amd64' },
  pending: { updates: 4, security: 4, keptBack: 0 },
  reboot: 'not-needed',
  rollout: null,
  ...given,
});

export const page = (items: readonly unknown[]) => ({ value: { items, next: null } });

/** Plans, host plans and hosts of the demo. */
export const demoAnswers = (plan: PlanAnswer = demoPlanAnswer()): Answers => ({
  listPlans: () =>
    page([
      {
        digest: plan.digest,
        environment: 'prod',
        patchSetDigest: plan.header.bounds.patchSetDigest,
        author: plan.author,
        madeAt: plan.madeAt,
        hosts: plan.header.bounds.hosts.length,
        waves: plan.header.waves.length,
        approval: plan.header.approval,
        errors: 0,
        warnings: 0,
      },
    ]),
  showPlan: () => ({ value: plan }),
  listHostPlans: () => page(DEMO.plan.hostPlans),
  // The real selector language is the real controller's; here a name stands somewhere in it.
  listHosts: ({ query }) =>
    page(
      demoHosts().filter(
        ({ hostId, hostname }) =>
          query['selector'] === undefined ||
          query['selector'].includes(`"${hostId}"`) ||
          query['selector'].includes(`"${hostname}"`),
      ),
    ),
});

export const demoRollout = (change: (rollout: Rollout) => Rollout = (rollout) => rollout): ExplainedRolloutAnswer => {
  const { plan } = DEMO;
  const rollout = change(
    newRollout({ rolloutId: asRolloutId('rollout-2'), planDigest: plan.digest, header: plan.header, now: THE_MORNING }),
  );
  const waiting = rollout.hosts.flatMap(({ hostId, phase, wave }) =>
    phase === 'waiting' ? [{ hostId, reason: reason('waiting-for-wave', { wave: wave + 1 }) }] : [],
  );
  const hostnames = Object.fromEntries(demoHosts().map(({ hostId, hostname }) => [hostId, hostname]));
  return { rollout, hostnames, waiting };
};

type RolloutHost = Rollout['hosts'][number];

export const withHost =
  (hostId: string, given: Partial<RolloutHost>) =>
  (rollout: Rollout): Rollout => ({
    ...rollout,
    hosts: rollout.hosts.map((host) => (host.hostId === (hostId as HostId) ? { ...host, ...given } : host)),
  });

export const withEvery =
  (given: Partial<RolloutHost>) =>
  (rollout: Rollout): Rollout => ({ ...rollout, hosts: rollout.hosts.map((host) => ({ ...host, ...given })) });
