// Whose doing a change of packages is. What an attempt's own host plan names is the attempt's; whatever else changed while
// it ran is somebody else's, and must not hide behind it.

import { type AttemptSummary, stepEvents, summariseAttempt } from '@slipway/core/execution';
import type { AttemptId, HostId } from '@slipway/core/ids';
import {
  differenceOf,
  type InstalledPackage,
  type Inventory,
  type ManifestDifference,
  packageKey,
} from '@slipway/core/inventory';
import type { HostPlan } from '@slipway/core/plan';
import type { Instant } from '@slipway/core/time';
import type { StoreView } from '../../ports/index.ts';

export interface Author {
  readonly by: 'slipway' | 'foreign';
  readonly attemptId: AttemptId | null;
  readonly difference: ManifestDifference;
}

/** What changed between two inventories, shared out; who did nothing is not in the answer. */
export const authorsOf = async (
  view: StoreView,
  hostId: HostId,
  before: Inventory,
  after: Inventory,
): Promise<readonly Author[]> => {
  const difference = differenceOf(before, after);
  if (isEmpty(difference)) return [];
  const attempt = await attemptSince(view, hostId, before.collectedAt);
  const hostPlan = attempt === null ? null : await hostPlanOf(view, hostId, attempt.attemptId);
  const isOwn = (found: InstalledPackage, version: string | null): boolean =>
    attempt !== null &&
    (hostPlan === null ||
      (version === null && goesWithItsKernel(hostPlan, found)) ||
      leavesAt({ attempt, hostPlan, found, seenAt: after.collectedAt }).includes(version));
  const share = (own: boolean): ManifestDifference => ({
    added: difference.added.filter((found) => isOwn(found, found.version) === own),
    removed: difference.removed.filter((found) => isOwn(found, null) === own),
    changed: difference.changed.filter((pair) => isOwn(pair.after, pair.after.version) === own),
  });
  const authors: readonly Author[] = [
    { by: 'slipway', attemptId: attempt?.attemptId ?? null, difference: share(true) },
    { by: 'foreign', attemptId: null, difference: share(false) },
  ];
  return authors.filter((author) => !isEmpty(author.difference));
};

const isEmpty = ({ added, removed, changed }: ManifestDifference): boolean =>
  added.length + removed.length + changed.length === 0;

/** The newest attempt, if it was under way at any time since: by the host's own clock on either side. */
const attemptSince = async (view: StoreView, hostId: HostId, since: Instant): Promise<AttemptSummary | null> => {
  const ledger = await view.fleet.ledger(hostId, 1);
  const begun = stepEvents(ledger).findLast(({ kind }) => kind === 'attempt-begun');
  const attempt = begun === undefined ? null : summariseAttempt(ledger, begun.attemptId);
  return attempt?.ended !== undefined && attempt.ended !== null && attempt.ended.at < since ? null : attempt;
};

/** `null`: not known here any more. Then the whole change is taken for the attempt's, as it was the one at work. */
const hostPlanOf = async (view: StoreView, hostId: HostId, attemptId: AttemptId): Promise<HostPlan | null> => {
  const grants = await view.rollouts.grantsOf(hostId);
  const grant = grants.find((candidate) => candidate.attemptId === attemptId);
  const rollout = grant === undefined ? null : await view.rollouts.rollout(grant.rolloutId);
  return rollout === null ? null : await view.plans.hostPlan(rollout.value.planDigest, hostId);
};

/** Named by its version: those of rpm that stay have the same names. However the attempt ended, what it took away by then is its own. */
const goesWithItsKernel = ({ kernels }: HostPlan, { name, architecture, version }: InstalledPackage): boolean =>
  [...(kernels?.before ?? []), ...(kernels?.removals ?? [])].some(
    (one) => one.name === name && one.architecture === architecture && one.version === version,
  );

/** The versions at which the attempt may have had the package: either end while it ran, one of them when it had ended. */
const leavesAt = (options: {
  readonly attempt: AttemptSummary;
  readonly hostPlan: HostPlan;
  readonly found: InstalledPackage;
  readonly seenAt: Instant;
}): readonly (string | null)[] => {
  const { attempt, hostPlan, found, seenAt } = options;
  const change = hostPlan.transaction.find((planned) => packageKey(planned) === packageKey(found));
  if (change === undefined) return [];
  const { ended } = attempt;
  const isEither = ended?.outcome === 'isolated' || ended?.outcome === 'part-done';
  const ran = ended === null || seenAt <= ended.at || isEither;
  if (ran) return [change.from, change.to];
  return ended.outcome === 'done' ? [change.to] : [change.from];
};
