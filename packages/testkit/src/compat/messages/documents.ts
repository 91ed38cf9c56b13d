// Every signed document, as the envelope in which it travels, and the parts of a plan that an agent gets.

import { digestOf, type Envelope } from '@slipway/core/document';
import { asAttemptId, asHostId, asRolloutId } from '@slipway/core/ids';
import { bundleFor, type HostPlanBundle, type PlanHeader } from '@slipway/core/plan';
import { type AdoptionOrder, type StartGrant, startGrantFor } from '@slipway/core/rollout';
import { addMs } from '@slipway/core/time';
import { sha256, THE_MORNING } from '../../builders/index.ts';
import { type Signer, sealed } from '../../signer/index.ts';
import { hostPlanOf, PLAN } from './plan.ts';
import { ALL, CONTROLLERS, FIRST_ROOT, SECOND_ROOT } from './trust.ts';

const HOST = 'app1';
const MINUTE_MS = 60_000;
export const ATTEMPT = asAttemptId('rollout-1-app1-1');

const header = sealed('application/vnd.slipway.plan-header+json;version=1', PLAN.header, ALL);

const labelledHeader = (approval: PlanHeader['approval']): Envelope => {
  const { bounds } = PLAN.header;
  const [first, ...others] = bounds.hosts;
  if (first === undefined) throw new Error('the plan has no hosts');
  const labels = [
    { labels: { environment: 'prod', group: '1' }, hosts: [first] },
    { labels: { environment: 'prod', group: null }, hosts: others },
  ];
  const labelled = { ...PLAN.header, approval, bounds: { ...bounds, labels } };
  return sealed('application/vnd.slipway.plan-header+json;version=1', labelled, ALL);
};

const bundleOf = (hostId: string): HostPlanBundle =>
  bundleFor({ header: PLAN.header, envelope: header, hostPlan: hostPlanOf(hostId), sha256 });

const adoption = (mode: AdoptionOrder['mode'], order: number): Envelope => {
  const document: AdoptionOrder = {
    schema: 'slipway.adoption/1',
    hostId: asHostId(HOST),
    mode,
    order,
    issuedAt: THE_MORNING,
  };
  return sealed('application/vnd.slipway.adoption+json;version=1', document, CONTROLLERS);
};

const grant = (): Envelope => {
  const [occurrence] = PLAN.header.bounds.occurrences;
  if (occurrence === undefined) throw new Error('the plan has no occurrence');
  const document: StartGrant = startGrantFor({
    grant: {
      kind: 'grant',
      hostId: asHostId(HOST),
      attemptId: ATTEMPT,
      occurrenceId: occurrence.id,
      latestStartAt: addMs(THE_MORNING, 5 * MINUTE_MS),
    },
    rollout: { rolloutId: asRolloutId('rollout-1'), planDigest: digestOf(PLAN.header, sha256) },
    header: PLAN.header,
    hostPlan: hostPlanOf(HOST),
    now: THE_MORNING,
  });
  return sealed('application/vnd.slipway.start-grant+json;version=1', document, CONTROLLERS);
};

interface Documents {
  readonly envelopes: Readonly<Record<EnvelopeName, Envelope>>;
  readonly bundles: Readonly<Record<'packages' | 'no-way-back', HostPlanBundle>>;
}
type EnvelopeName =
  | 'trust-root.first'
  | 'trust-root.second'
  | 'plan-header'
  | 'plan-header.self'
  | 'plan-header.automatic'
  | 'start-grant'
  | 'adoption.adopted'
  | 'adoption.observed';

/** Bundles: one whose host can go back, one whose host cannot. */
export const makeDocuments = (): Documents => ({
  envelopes: {
    'trust-root.first': FIRST_ROOT,
    'trust-root.second': SECOND_ROOT,
    'plan-header': header,
    // With labels, which only hosts get whose agents name the capability `labels/1`.
    'plan-header.self': labelledHeader({ rule: 'self' }),
    'plan-header.automatic': labelledHeader({ rule: 'automatic' }),
    'start-grant': grant(),
    'adoption.adopted': adoption('adopted', 1),
    'adoption.observed': adoption('observed', 2),
  },
  bundles: { packages: bundleOf(HOST), 'no-way-back': bundleOf('lb2') },
});

/** All who have signed any of them: Ed25519 makes the same signatures again. */
export const SIGNERS: readonly Signer[] = ALL;
