// Who missed a window, by the rollouts that noted it, and whether they are back.

import { occurrencesOf, type Zones } from '@slipway/core/calendar';
import { applicableTargets } from '@slipway/core/patch-set';
import { calendarOf, type Policy, type PolicyPlace, rulesAt } from '@slipway/core/policy';
import type { MissingHost, Rollout, RolloutHost } from '@slipway/core/rollout';
import { addSeconds, type Instant, msBetween } from '@slipway/core/time';
import type { HostRecord, StoreView } from '../../ports/index.ts';

/** Newest first: who missed a window longer ago than these is in a newer plan. */
export const ROLLOUTS_MAX = 50;
/** Heard so lately a host is back, and not only passing by. */
const BACK_SECONDS = 120;
/** As far as anything is waited for without a window. */
const DAYS_MAX = 7;
const DAY_SECONDS = 86_400;

export interface Returned {
  readonly place: PolicyPlace;
  readonly rollout: Rollout;
  readonly host: RolloutHost;
  readonly missing: MissingHost;
  readonly missedAt: Instant;
}

/** What policy says at this look. */
export interface Look {
  readonly policy: Policy;
  readonly now: Instant;
}

export const missed = async (
  { plans, rollouts }: StoreView,
  places: readonly PolicyPlace[],
): Promise<readonly Returned[]> => {
  const found: Returned[] = [];
  const { items } = await rollouts.rollouts({ after: null, limit: ROLLOUTS_MAX });
  for (const rollout of items) {
    const hosts = rollout.hosts.flatMap((host) => {
      const { missing, phase } = host;
      const missedAt = missing?.missedAt ?? null;
      return phase === 'not-begun' && missing !== undefined && missedAt !== null ? [{ host, missing, missedAt }] : [];
    });
    if (hosts.length === 0) continue;
    const policyName = (await plans.plan(rollout.planDigest))?.policyName ?? null;
    const place = places.find((one) => one.environment === rollout.environment && one.policyName === policyName);
    if (place !== undefined) found.push(...hosts.map((one) => ({ ...one, place, rollout })));
  }
  return found;
};

export const isBack = ({ barred, contact, retiredAt, wantedMode }: HostRecord, now: Instant): boolean => {
  if (contact === null || retiredAt !== null || barred !== null || wantedMode !== 'adopted') return false;
  return msBetween(contact.seenAt, now) <= BACK_SECONDS * 1000 && !contact.stopped;
};

/** It does not have all of what it missed. */
export const missesIt = async (
  { fleet, patchSets, plans }: StoreView,
  { rollout, host }: Pick<Returned, 'rollout' | 'host'>,
): Promise<boolean> => {
  const patchSetDigest = (await plans.plan(rollout.planDigest))?.header.bounds.patchSetDigest ?? null;
  const stored = await fleet.inventory(host.hostId);
  const found = patchSetDigest === null ? null : await patchSets.patchSet(patchSetDigest);
  return stored !== null && found !== null && applicableTargets(found.patchSet, stored.inventory).length > 0;
};

interface At extends Look {
  readonly zones: Zones;
}

/** The next one to open: whoever is back in one that is open has missed it. Where there is none for long, as if one came then. */
export const nextWindow = (
  place: PolicyPlace,
  { policy, now, zones }: At,
): { readonly startsAt: Instant; readonly endsAt: Instant } | null => {
  const window = rulesAt(policy, place)?.window;
  if (window === undefined) return null;
  const latest = addSeconds(now, DAYS_MAX * DAY_SECONDS);
  const ahead = occurrencesOf(window, now, 2, calendarOf(policy, place.environment, zones));
  return ahead.find(({ startsAt }) => startsAt > now) ?? { startsAt: latest, endsAt: latest };
};

/** An approval that comes later is better given to the next window. */
export const withinDays = (at: Instant, now: Instant): Instant => {
  const latest = addSeconds(now, DAYS_MAX * DAY_SECONDS);
  return at > latest ? latest : at;
};
