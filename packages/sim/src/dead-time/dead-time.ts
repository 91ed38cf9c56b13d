// When nobody would do anything: nothing is asked for, no host is at work, and what policy and clock make due lies ahead.
// From one such instant to the next the simulation does not look, which is all that makes months of it quick. What is due is
// reckoned here by itself: where it were wrong, things would happen too late, and be told as that.

import type { App } from '@slipway/controller/app';
import type { StoreView } from '@slipway/controller/ports';
import { lastTimeOfDay, occurrencesOf } from '@slipway/core/calendar';
import { calendarOf, type Policy, placesOf, rulesAt } from '@slipway/core/policy';
import { haveAllEnded, type Rollout } from '@slipway/core/rollout';
import { addSeconds, type Instant } from '@slipway/core/time';

/** Who is planned, or begins, must have been heard lately: every host checks in twice before. What only the controller does needs no host. */
const AWAKE_BEFORE_SECONDS = 200;
/** Within a rollout its hosts hold a line, and are heard within half a minute. */
const NEAR_AWAKE_BEFORE_SECONDS = 40;
/** The schedule starts a rollout so long before its occurrence (core/promotion). */
const START_AHEAD_SECONDS = 600;
/** Cycles are closed so long after their rollout. */
const CLOSE_AFTER_SECONDS = 3600;
const HOUR = 3600;
/** Of promotions, the newest: what is older has soaked and is closed. */
const PROMOTIONS_MAX = 20;

interface Due {
  readonly at: Instant;
  readonly awakeBeforeSeconds: number;
}
const due = (at: Instant, awakeBeforeSeconds = 0): Due => ({ at, awakeBeforeSeconds });

/** When to wake up for what is due next; `null`: somebody is at work, or it is due. */
export const sleepsUntil = async (app: App, policy: Policy): Promise<Instant | null> => {
  const now = app.ports.clock.now();
  const found = await app.ports.store.read(async (view) => {
    const rollouts = await ofRollouts(view, now);
    if (rollouts === null || (await isAsked(view))) return null;
    const told = [...ofScans(app, policy), ...(await ofNotices(view, policy, now))];
    return [...rollouts, ...told, ...(await ofCalendar(app, view, policy)), ...(await ofPromotions(view, policy))];
  });
  const ahead = (found ?? []).filter(({ at }) => at > now).map((one) => addSeconds(one.at, -one.awakeBeforeSeconds));
  const first = ahead.toSorted()[0];
  return found === null || first === undefined || first <= now ? null : first;
};

const isAsked = async ({ patchSets, plans, promotions }: StoreView): Promise<boolean> =>
  (await patchSets.openCutRequests()).length > 0 ||
  (await plans.openPlanRequests()).length > 0 ||
  (await promotions.openPromotions()).some(({ value }) => value.state === 'planning');

/** The end of a soak, or the next occurrence. `null`: a host of an open rollout is at work, or could begin. */
const ofRollouts = async ({ plans, rollouts }: StoreView, now: Instant): Promise<readonly Due[] | null> => {
  const found: Due[] = [];
  for (const { value } of await rollouts.openRollouts()) {
    const plan = await plans.plan(value.planDigest);
    if (plan === null || isAtWork(value)) return null;
    const { occurrences } = plan.header.bounds;
    const wave = value.waves.findIndex(({ passedAt }) => passedAt === null);
    const settledAt = value.waves[wave]?.settledAt ?? null;
    const soaksUntil =
      settledAt === null ? now : addSeconds(settledAt, plan.header.waves[wave]?.gates.soakSeconds ?? 0);
    // Once all have ended, nothing but the soak behind the last wave is waited for.
    const open = haveAllEnded(value) ? undefined : occurrences.find(({ cutOffAt }) => now < cutOffAt);
    const next = open?.startsAt ?? now;
    const at = next < soaksUntil ? soaksUntil : next;
    if (at <= now) return null;
    found.push(due(at, NEAR_AWAKE_BEFORE_SECONDS));
  }
  return found;
};

const isAtWork = ({ hosts }: Rollout): boolean => hosts.some(({ phase }) => phase === 'granted' || phase === 'away');

/** When a place gets ready for its next occurrence; and, where something is planned for it, when that begins and ends. */
const ofCalendar = async (app: App, view: StoreView, policy: Policy): Promise<readonly Due[]> => {
  const now = app.ports.clock.now();
  const open = (await view.promotions.openPromotions()).map(({ value }) => value);
  const { items } = await view.promotions.promotions({ after: null, limit: PROMOTIONS_MAX });
  return policy.environments.flatMap(({ name, window, promotion }, index) => {
    const before = policy.environments[index - 1]?.name;
    const has = new Set(items.filter((one) => one.environment === name).map((one) => one.patchSetDigest));
    const couldEnter =
      before === undefined || items.some((one) => one.environment === before && !has.has(one.patchSetDigest));
    const isPlanned = open.some((one) => one.environment === name && one.endedAt === null);
    return occurrencesOf(window, now, 2, calendarOf(policy, name, app.ports.zones)).flatMap(
      ({ startsAt, cutOffAt, endsAt }) => [
        // A cut takes what all hosts have seen: they look before it.
        ...(couldEnter ? [due(addSeconds(startsAt, -(promotion?.leadHours ?? 0) * HOUR), AWAKE_BEFORE_SECONDS)] : []),
        ...(isPlanned ? [due(addSeconds(startsAt, -START_AHEAD_SECONDS), AWAKE_BEFORE_SECONDS)] : []),
        ...(isPlanned ? [due(cutOffAt), due(endsAt)] : []),
      ],
    );
  });
};

/** Who was asked to look anew is reported of so long after. */
const SCAN_REPORTED_SECONDS = 3600;
const DAY_SECONDS = 86_400;

/** The next one is a day after the last: a change of clocks is a matter of an hour, which nobody here notices. */
const ofScans = (app: App, policy: Policy): readonly Due[] =>
  placesOf(policy).flatMap((place) => {
    const scan = rulesAt(policy, place)?.scan;
    const last = scan === undefined ? null : lastTimeOfDay(scan, app.ports.clock.now(), app.ports.zones);
    if (last === null) return [];
    return [last, addSeconds(last, DAY_SECONDS)].flatMap((at) => [due(at), due(addSeconds(at, SCAN_REPORTED_SECONDS))]);
  });

/** Before an approval is needed people are reminded of it (core/approval). */
const REMINDED_HOURS_BEFORE = [24, 4];

const ofNotices = async ({ plans }: StoreView, policy: Policy, now: Instant): Promise<readonly Due[]> =>
  (await plans.unexpiredPlans(now)).flatMap(({ header: { environment, bounds }, policyName = null }) => {
    const announced = rulesAt(policy, { environment, policyName })?.announce?.hoursBefore ?? [];
    return bounds.occurrences.flatMap(({ startsAt }) =>
      [...REMINDED_HOURS_BEFORE, ...announced].map((hours) => due(addSeconds(startsAt, -hours * HOUR))),
    );
  });

/** What ended is closed, and has soaked for whoever comes next: planned then, by hosts that were heard lately. */
const ofPromotions = async ({ promotions }: StoreView, policy: Policy): Promise<readonly Due[]> => {
  const { items } = await promotions.promotions({ after: null, limit: PROMOTIONS_MAX });
  return items.flatMap(({ environment, endedAt, closedAt }) => {
    const next = policy.environments[policy.environments.findIndex(({ name }) => name === environment) + 1];
    if (endedAt === null) return [];
    return [
      ...(closedAt === null ? [due(addSeconds(endedAt, CLOSE_AFTER_SECONDS))] : []),
      ...(next?.promotion === undefined
        ? []
        : [due(addSeconds(endedAt, next.promotion.soakHours * HOUR), AWAKE_BEFORE_SECONDS)]),
    ];
  });
};
