import type { StoredGateReading, StoredGrant } from '@slipway/controller/ports';
import { asAttemptId, asHostId, asRolloutId } from '@slipway/core/ids';
import type { Lease, Rollout } from '@slipway/core/rollout';
import { addMs } from '@slipway/core/time';
import { digestOfText, THE_MORNING } from '../builders/index.ts';
import { anEnvelope } from './fleet.ts';

const MINUTE_MS = 60_000;

/** Running, one host, which waits. */
export const aRollout = (given: Partial<Omit<Rollout, 'rolloutId'>> & { readonly rolloutId: string }): Rollout => ({
  planDigest: digestOfText('plan'),
  environment: 'prod',
  state: 'running',
  startedAt: THE_MORNING,
  endedAt: null,
  reason: null,
  acceptedFailures: [],
  waves: [{ settledAt: null, passedAt: null, goOnBy: null }],
  hosts: [
    {
      hostId: asHostId('host-1'),
      wave: 0,
      phase: 'waiting',
      since: THE_MORNING,
      attemptId: null,
      reason: null,
      step: null,
    },
  ],
  ...given,
  rolloutId: asRolloutId(given.rolloutId),
});

export const aLease = (hostId: string, attempt: string, given: Partial<Lease> = {}): Lease => ({
  hostId: asHostId(hostId),
  rolloutId: asRolloutId('rollout-1'),
  attemptId: asAttemptId(attempt),
  environment: 'prod',
  group: '1',
  clusters: ['app'],
  takenAt: THE_MORNING,
  expiresAt: addMs(THE_MORNING, 30 * MINUTE_MS),
  ...given,
});

/** Open since the morning. */
export const aGateReading = (given: Partial<StoredGateReading> = {}): StoredGateReading => ({
  wave: 0,
  name: 'errors',
  state: 'open',
  found: '0.1, below 0.5',
  at: THE_MORNING,
  askedAt: THE_MORNING,
  since: THE_MORNING,
  toldAt: null,
  ...given,
});

export const aGrant = (hostId: string, attempt: string, given: Partial<StoredGrant> = {}): StoredGrant => ({
  hostId: asHostId(hostId),
  rolloutId: asRolloutId('rollout-1'),
  attemptId: asAttemptId(attempt),
  hostPlanDigest: digestOfText(`host plan of ${hostId}`),
  envelope: anEnvelope('application/vnd.slipway.start-grant+json;version=1', attempt),
  issuedAt: THE_MORNING,
  latestStartAt: addMs(THE_MORNING, 5 * MINUTE_MS),
  state: 'standing',
  ...given,
});
