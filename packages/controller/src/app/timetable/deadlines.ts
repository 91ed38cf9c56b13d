// By when a patch set is to be installed on every host of its place, and which hosts do not have it: by what is installed on
// them, not by what became of any rollout.

import type { ActingExceptions } from '@slipway/core/exception';
import { exceptedPending } from '@slipway/core/exception';
import { applicableTargets, type PatchSet } from '@slipway/core/patch-set';
import { isOfPlace, type Policy, type PolicyPlace, placesOf, rulesAt } from '@slipway/core/policy';
import type { Promotion } from '@slipway/core/promotion';
import { type Reason, reason } from '@slipway/core/reasons';
import { addSeconds, type Instant } from '@slipway/core/time';
import type { HostRecord, StoredInventory, StoreView } from '../../ports/index.ts';
import { actingNow } from '../exception/index.ts';

export interface Deadline {
  readonly promotion: Promotion;
  readonly patchSet: PatchSet;
  readonly dueAt: Instant;
}

export interface Deadlines {
  readonly policy: Policy;
  readonly exceptions: ActingExceptions;
  /** The earliest first. */
  readonly all: readonly Deadline[];
}

/** A year of monthly ones. What is older and still missing is among the targets of a newer one too. */
const DEADLINES_MAX = 12;
/** As tables show a digest. */
const DIGEST_CHARACTERS = 'sha256:'.length + 12;
const DAY_SECONDS = 86_400;

export const readDeadlines = async (view: StoreView, now: Instant): Promise<Deadlines | null> => {
  const policy = await view.plans.policy();
  if (policy === null) return null;
  const all: Deadline[] = [];
  for (const place of placesOf(policy.value)) all.push(...(await deadlinesOf(view, policy.value, place)));
  if (all.length === 0) return null;
  const sorted = all.toSorted((a, b) => (a.dueAt === b.dueAt ? 0 : a.dueAt < b.dueAt ? -1 : 1));
  return { policy: policy.value, exceptions: await actingNow(view, now), all: sorted };
};

/** One that a newer patch set has overtaken goes on counting: its hosts are no less exposed for that. */
const deadlinesOf = async (view: StoreView, policy: Policy, place: PolicyPlace): Promise<readonly Deadline[]> => {
  const days = rulesAt(policy, place)?.installBy?.days;
  if (days === undefined) return [];
  const entered = await view.promotions.promotionsIn(place.environment, DEADLINES_MAX * 2);
  const own = entered.filter(({ value }) => value.policyName === place.policyName && value.state !== 'withdrawn');
  const deadlines: Deadline[] = [];
  for (const { value: promotion } of own.slice(0, DEADLINES_MAX)) {
    const found = await view.patchSets.patchSet(promotion.patchSetDigest);
    if (found === null) continue;
    deadlines.push({ promotion, patchSet: found.patchSet, dueAt: addSeconds(promotion.enteredAt, days * DAY_SECONDS) });
  }
  return deadlines;
};

/** Whether the host is one that the patch set was for and does not have, without an exception that says so. */
export const isMissing = (
  { policy, exceptions }: Deadlines,
  { promotion, patchSet }: Deadline,
  host: HostRecord,
  stored: StoredInventory | null,
): boolean => {
  if (stored === null || host.wantedMode !== 'adopted' || host.retiredAt !== null) return false;
  if (!isOfPlace(host.labels, policy, promotion)) return false;
  const missing = applicableTargets(patchSet, stored.inventory);
  if (missing.length === 0) return false;
  const excepted = new Set(exceptedPending(exceptions, host.labels, stored.inventory).map(({ update }) => update.name));
  return missing.some(({ name }) => !excepted.has(name));
};

/** What is overdue on the host, and what falls due next. */
export const deadlineReasons = (
  deadlines: Deadlines | null,
  host: HostRecord,
  stored: StoredInventory | null,
  now: Instant,
): readonly Reason[] => {
  if (deadlines === null) return [];
  const open = deadlines.all.filter((one) => isMissing(deadlines, one, host, stored));
  const overdue = open.filter(({ dueAt }) => dueAt <= now);
  // One that is overdue says enough: what falls due later is no news beside it.
  const told = overdue.length > 0 ? overdue : open.slice(0, 1);
  return told.map(({ promotion, dueAt }) => {
    const facts = { patchSet: promotion.patchSetDigest.slice(0, DIGEST_CHARACTERS), due: dueAt };
    return dueAt <= now ? reason('install-overdue', facts) : reason('install-due', facts);
  });
};
