import { asDigest } from '@slipway/core/ids';
import type { VersionQuarantine } from '@slipway/core/patch-set';
import type { PatchSetStanding, Promotion } from '@slipway/core/promotion';
import { addMs } from '@slipway/core/time';
import { digestOfText, THE_MORNING } from '../builders/index.ts';

/** Planned for a week from now, on evidence that was not asked for. */
export const aPromotion = (given: Partial<Promotion> & { readonly promotionId: string }): Promotion => ({
  patchSetDigest: asDigest(digestOfText('patch set')),
  cutAt: THE_MORNING,
  environment: 'dev',
  policyName: null,
  by: 'schedule',
  enteredAt: THE_MORNING,
  evidence: { environment: null, judgedAt: THE_MORNING, items: [] },
  occurrence: {
    id: 'any-time-7-2026-03-02',
    startsAt: THE_MORNING,
    cutOffAt: addMs(THE_MORNING, 3_600_000),
    endsAt: addMs(THE_MORNING, 7_200_000),
  },
  state: 'planning',
  since: THE_MORNING,
  reason: null,
  planRequestId: null,
  planDigest: null,
  rolloutId: null,
  outcome: null,
  endedAt: null,
  excused: null,
  closedAt: null,
  cycles: [],
  ...given,
});

export const aStanding = (given: Partial<PatchSetStanding> = {}): PatchSetStanding => ({
  patchSetDigest: asDigest(digestOfText('patch set')),
  standing: 'held',
  by: 'ada',
  why: 'the vendor is asked',
  at: THE_MORNING,
  ...given,
});

export const aQuarantine = (
  given: Partial<VersionQuarantine> & { readonly quarantineId: string },
): VersionQuarantine => ({
  platform: null,
  package: { kind: 'source', name: 'openssl' },
  version: '3.0.17-1',
  why: 'it breaks the load balancers',
  cause: 'person',
  by: 'ada',
  at: THE_MORNING,
  lifted: null,
  ...given,
});
