// Host plans and headers for tests of execution and rollout: whole and consistent, with real digests, and with the part
// that a test is about given by hand.

import type { Occurrence } from '@slipway/core/calendar';
import { digestOf } from '@slipway/core/document';
import { asHostId, type HostId } from '@slipway/core/ids';
import type { Bounds, HostPlan, PlanHeader, Wave } from '@slipway/core/plan';
import { reason } from '@slipway/core/reasons';
import type { HookedStep, PlannedStep, StepKind } from '@slipway/core/step';
import { addSeconds, asInstant, type Instant } from '@slipway/core/time';
import { digestOfText, sha256 } from '@slipway/testkit/builders';

/** The window of every header here opens. */
export const EVENING: Instant = asInstant('2026-11-21T20:00:00.000Z');
export const at = (secondsAfterEvening: number): Instant => addSeconds(EVENING, secondsAfterEvening);

const HOUR = 3600;
export const TONIGHT: Occurrence = {
  id: 'tonight',
  startsAt: EVENING,
  cutOffAt: at(6 * HOUR),
  endsAt: at(8 * HOUR),
};

const HOOKED: readonly HookedStep[] = ['ask-cluster', 'drain', 'settle', 'undrain', 'confirm'];

/** Built in, or by a hook of the same name where the step is one of those. */
export const runs = (kind: StepKind): PlannedStep => {
  const hooked = HOOKED.some((step) => step === kind);
  return {
    kind,
    run: hooked ? { how: 'hook', call: { hook: kind, parameters: {} } } : { how: 'built-in' },
    timeoutSeconds: 300,
  };
};
export const skips = (kind: StepKind): PlannedStep => ({
  kind,
  run: { how: 'skip', reason: reason('step-no-hook', { step: kind }) },
  timeoutSeconds: 300,
});

/** As the planner lays them for a host with hooks and no reboot. */
export const USUAL_STEPS: readonly PlannedStep[] = [
  runs('preflight'),
  runs('manifest'),
  runs('ask-cluster'),
  runs('drain'),
  skips('quiesce'),
  skips('restore-point'),
  runs('apply'),
  runs('restart'),
  runs('verify'),
  runs('way-back'),
  runs('settle'),
  runs('undrain'),
  runs('confirm'),
];

export const aHostPlan = (given: Partial<Omit<HostPlan, 'hostId'>> & { readonly hostId?: string } = {}): HostPlan => {
  const hostId = asHostId(given.hostId ?? 'host-1');
  const previous = { name: 'openssl', architecture: 'amd64', version: '3.0.15-1~deb12u1' };
  const file = { sha256: digestOfText('openssl'), sizeBytes: 1000 };
  return {
    schema: 'slipway.host-plan/1',
    hostname: hostId,
    environment: 'prod',
    group: null,
    clusters: [],
    generation: 1,
    patchSetDigest: digestOfText('patch set'),
    index: {
      platform: { distribution: 'debian', release: 'bookworm', architecture: 'amd64' },
      digest: digestOfText('index'),
      sizeBytes: 100,
    },
    fingerprint: digestOfText('fingerprint'),
    transaction: [
      {
        kind: 'upgrade',
        name: previous.name,
        architecture: previous.architecture,
        from: previous.version,
        to: '3.0.17-1~deb12u2',
        file,
        automatic: false,
      },
    ],
    conffiles: [],
    restart: 'affected-units',
    reboot: 'never',
    steps: USUAL_STEPS,
    checks: [],
    wayBack: { kind: 'packages', when: 'automatic', previous: [{ ...previous, file }] },
    expectedSeconds: 120,
    wayBackSeconds: 60,
    ...given,
    hostId,
  };
};

const NO_GATES: Wave['gates'] = { soakSeconds: 0, person: 'not-asked' };

/** A wave of these hosts, with open gates unless said. */
export const aWave = (hosts: readonly string[], gates: Partial<Wave['gates']> = {}): Wave => ({
  kind: 'rest',
  group: null,
  hosts: hosts.map(asHostId).toSorted(),
  gates: { ...NO_GATES, ...gates },
});

/** The header over these host plans: one wave of all of them unless said. */
export const aHeader = (
  hostPlans: readonly HostPlan[],
  given: Partial<Omit<PlanHeader, 'bounds'>> & { readonly bounds?: Partial<Bounds> } = {},
): PlanHeader => {
  const sorted = hostPlans.toSorted((a, b) => (a.hostId < b.hostId ? -1 : 1));
  const hosts: readonly HostId[] = sorted.map(({ hostId }) => hostId);
  return {
    schema: 'slipway.plan/1',
    environment: 'prod',
    approval: { rule: 'self' },
    waves: [aWave(hosts)],
    failureBudgetHosts: 0,
    hostPlansRoot: digestOfText('root'),
    hostPlans: sorted.map((plan) => ({ hostId: plan.hostId, digest: digestOf(plan, sha256) })),
    ...given,
    bounds: {
      patchSetDigest: digestOfText('patch set'),
      hosts,
      changes: { newDependencies: 'allowed', removals: [], downgrades: 'refused' },
      occurrences: [TONIGHT],
      clusterLimits: [],
      awayMax: hosts.length,
      expiresAt: TONIGHT.endsAt,
      ...given.bounds,
    },
  };
};
