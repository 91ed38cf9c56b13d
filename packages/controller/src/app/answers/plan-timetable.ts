// When the waves of a plan would run, against its windows and freezes: what an approver holds it against.

import { isByTheClock } from '@slipway/core/calendar';
import type { Digest } from '@slipway/core/ids';
import { timetableOf } from '@slipway/core/plan';
import { rulesAt } from '@slipway/core/policy';
import { type Outcome, ok, refuse } from '@slipway/core/reasons';
import { addSeconds, type Instant } from '@slipway/core/time';
import type { PlanTimetableAnswer } from '@slipway/protocol/api';
import type { App } from '../context.ts';
import { frozenSpans } from './calendar.ts';

/** Freezes around the windows are seen too: one that ends an hour before is worth knowing. */
const AROUND_SECONDS = 6 * 3600;

export const showTimetable = async (app: App, digest: Digest): Promise<Outcome<PlanTimetableAnswer>> => {
  const { store, zones } = app.ports;
  return await store.read(async (view): Promise<Outcome<PlanTimetableAnswer>> => {
    const plan = await view.plans.plan(digest);
    if (plan === null) return refuse('not-found', { what: 'plan', id: digest });
    const { header, policyName = null, madeAt } = plan;
    const hostPlans = await view.plans.hostPlans(digest);
    // By the rollout that carries it out, where there is one: what has begun begins no more.
    const [rollout] = await view.rollouts.rolloutsOf(digest);
    const waves = timetableOf(header, hostPlans, rollout?.startedAt ?? madeAt);
    const names = new Map(hostPlans.map(({ hostId, hostname }) => [hostId, hostname]));
    const running = await view.plans.policy();
    const { environment, bounds } = header;
    const between = spanOf(bounds.occurrences, waves, { from: madeAt, until: bounds.expiresAt });
    const rules = running === null ? null : rulesAt(running.value, { environment, policyName });
    return ok({
      waves: waves.map(({ withoutRoom, ...wave }) => ({
        ...wave,
        withoutRoom: withoutRoom.length,
        hostsWithoutRoom: withoutRoom.map((hostId) => ({ hostId, hostname: names.get(hostId) ?? hostId })),
      })),
      occurrences: [...bounds.occurrences],
      freezes: running === null ? [] : frozenSpans(running.value, { zones, environment, between }),
      zone: rules !== null && isByTheClock(rules.window) ? rules.window.zone : null,
    });
  });
};

const spanOf = (
  occurrences: readonly { readonly startsAt: Instant; readonly endsAt: Instant }[],
  waves: readonly { readonly soakedAt: Instant | null }[],
  otherwise: { readonly from: Instant; readonly until: Instant },
): { readonly from: Instant; readonly until: Instant } => {
  const ends = [
    ...occurrences.map(({ endsAt }) => endsAt),
    ...waves.flatMap(({ soakedAt }) => soakedAt ?? []),
  ].toSorted();
  const from = occurrences[0]?.startsAt ?? otherwise.from;
  return { from: addSeconds(from, -AROUND_SECONDS), until: addSeconds(ends.at(-1) ?? otherwise.until, AROUND_SECONDS) };
};
