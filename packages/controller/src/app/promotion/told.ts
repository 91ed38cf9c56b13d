// What people are told of promotions: a cycle that is closed, a patch set that does not go on, a version that is kept from
// hosts. Each under an id made of what it is about.

import type { VersionQuarantine } from '@slipway/core/patch-set';
import {
  type ClosingItem,
  type NotDue,
  type PatchSetStanding,
  type Promotion,
  standingReason,
} from '@slipway/core/promotion';
import { explain, type ReasonCode, reason } from '@slipway/core/reasons';
import type { Instant } from '@slipway/core/time';
import type { StoreView } from '../../ports/index.ts';
import type { App } from '../context.ts';
import { tell } from '../notify/index.ts';
import { environmentsWith } from '../rollout/index.ts';

export const tellClosed = async (
  change: StoreView,
  promotion: Promotion,
  closing: readonly ClosingItem[],
  at: Instant,
): Promise<void> => {
  const { promotionId, patchSetDigest, environment, policyName, outcome, occurrence, rolloutId, state } = promotion;
  // Nothing was to be done by it any more.
  if (state === 'superseded' || state === 'withdrawn') return;
  const { done = 0, alreadyThere = 0, excused = 0, notDone = [] } = outcome ?? {};
  await tell(change, {
    eventId: `cycle-closed.${promotionId}.${occurrence?.id ?? rolloutId ?? 'none'}.${at}`,
    at,
    kind: 'cycle-closed',
    content: {
      patchSet: patchSetDigest,
      environment,
      policy: policyName,
      hostsInAll: done + alreadyThere + excused + notDone.length,
      done: done + alreadyThere,
      excused,
      open: closing.flatMap((one) => (one.answer === 'yes' ? [] : [`${one.item}: ${explain(one.reason)}`])),
    },
    environments: [environment],
    about: `promotion.${promotionId}`,
  });
};

/** These no time mends: a person has to look, and while there is still time before the window. */
const FOR_PEOPLE: ReadonlySet<ReasonCode> = new Set([
  'evidence-hosts-missing',
  'evidence-gates-closed',
  'exposure-new',
  'files-gone',
  'patch-set-held',
  'file-unavailable',
]);

/** Once for each window. */
export const tellNotEntered = async (app: App, notDue: readonly NotDue[]): Promise<void> => {
  const { clock, nudge, store } = app.ports;
  const at = clock.now();
  for (const { environment, policyName, forOccurrence, reason: why, patchSetDigest } of notDue) {
    if (forOccurrence === null || patchSetDigest === null || !FOR_PEOPLE.has(why.code)) continue;
    const place = policyName === null ? environment : `${environment}.${policyName}`;
    const eventId = `patch-set-standing.${place}.${forOccurrence.id}`;
    // Nothing is written where it was told before.
    if ((await store.read(async ({ outbox }) => await outbox.event(eventId))) !== null) continue;
    const content = {
      patchSet: patchSetDigest,
      standing: 'not-passed',
      environment,
      policy: policyName,
      reasons: [why],
      since: at,
    } as const;
    const event = { eventId, at, kind: 'patch-set-standing', content, environments: [environment] } as const;
    if (await store.write(async (change) => await tell(change, event))) nudge.notify('notify');
  }
};

export const tellStanding = async (
  change: StoreView,
  said: PatchSetStanding,
  environments: readonly string[],
): Promise<void> => {
  const { patchSetDigest, standing, by, why, at } = said;
  const because = standing === 'current' ? reason('patch-set-released', { person: by, why }) : standingReason(said);
  const content = {
    patchSet: patchSetDigest,
    standing,
    environment: null,
    policy: null,
    reasons: [because],
    since: at,
  };
  await tell(change, {
    eventId: `patch-set-standing.${patchSetDigest.slice('sha256:'.length)}.${at}`,
    at,
    kind: 'patch-set-standing',
    content,
    environments,
    about: `patch-set.${patchSetDigest}`,
  });
};

export const tellQuarantined = async (change: StoreView, made: VersionQuarantine): Promise<void> => {
  const { quarantineId, package: its, version, by, why, at } = made;
  const inFlight = await environmentsWith(change, made);
  await tell(change, {
    eventId: `version-quarantined.${quarantineId}`,
    at,
    kind: 'version-quarantined',
    content: {
      package: its.name,
      version,
      by,
      reason: reason('version-quarantined', { package: its.name, version, quarantine: quarantineId, why }),
      inFlight,
    },
    environments: inFlight,
    about: `quarantine.${quarantineId}`,
  });
};
