// Windows, freezes and what is planned in them, for people who look at a month. Occurrences come from the function that the
// planner asks, freezes from the one that lets hosts begin.

import { freezeSpans, type Occurrence, windowCalendar, type Zones } from '@slipway/core/calendar';
import type { Policy } from '@slipway/core/policy';
import { type Outcome, ok, refuse } from '@slipway/core/reasons';
import { type Instant, msOfInstant } from '@slipway/core/time';
import type { CalendarAnswer, CalendarPlanAnswer, FrozenSpansAnswer, Windows } from '@slipway/protocol/api';
import type { StoredPlan, StoreView } from '../../ports/index.ts';
import { approvalStanding, isOver } from '../approval/index.ts';
import type { App } from '../context.ts';
import { windowSchedule } from './occurrences.ts';
import { nextWindows, placesWithWindows } from './windows.ts';

/** A quarter and what stands around it on a page. A day has one occurrence of a window, so that so many cover it. */
const DAYS_MAX = 100;
const DAY_MS = 86_400_000;
const EXPORTED = 26;

export interface CalendarQuestion {
  readonly from: Instant;
  readonly until: Instant;
  readonly environment: string | null;
}

interface Between {
  readonly from: Instant;
  readonly until: Instant;
}

export const showCalendar = async (app: App, question: CalendarQuestion): Promise<Outcome<CalendarAnswer>> => {
  const { from, until, environment } = question;
  const days = (msOfInstant(until) - msOfInstant(from)) / DAY_MS;
  if (days <= 0 || days > DAYS_MAX)
    return refuse('input-invalid', {
      what: 'calendar',
      detail: `until: after from, and ${DAYS_MAX} days later at most`,
    });
  const { clock, store, zones } = app.ports;
  const now = clock.now();
  return await store.read(async (view): Promise<Outcome<CalendarAnswer>> => {
    const running = await view.plans.policy();
    if (running === null) return refuse('not-found', { what: 'policy', id: 'current' });
    const { revision, value: policy } = running;
    const places = placesWithWindows(policy, environment).map((place) => {
      const found = windowSchedule({ ...place, policy, zones, now: from, count: DAYS_MAX + 2 });
      const isIn = ({ startsAt }: { readonly startsAt: Instant }): boolean => startsAt < until;
      return { ...found, ahead: found.ahead.filter(isIn), skipped: found.skipped.filter(isIn) };
    });
    const freezes = frozenSpans(policy, { zones, environment, between: { from, until } });
    const plans = await plansIn(view, { from, until, environment, now });
    return ok({ revision, at: now, from, until, zoneDatabase: zones.version, places, freezes, plans });
  });
};

export const frozenSpans = (
  { freezes = [] }: Policy,
  asked: { readonly zones: Zones; readonly environment: string | null; readonly between: Between },
): FrozenSpansAnswer[] =>
  freezes.flatMap((freeze) => {
    const { name, why, environments } = freeze;
    if (asked.environment !== null && environments !== undefined && !environments.includes(asked.environment))
      return [];
    const spans = freezeSpans(freeze, asked.zones, asked.between);
    if (spans !== null && spans.length === 0) return [];
    return [
      { name, why, environments: environments === undefined ? null : [...environments], spans: spans && [...spans] },
    ];
  });

const plansIn = async (
  view: StoreView,
  asked: CalendarQuestion & { readonly now: Instant },
): Promise<CalendarPlanAnswer[]> => {
  const { from, until, environment, now } = asked;
  const found: CalendarPlanAnswer[] = [];
  for (const plan of await view.plans.unexpiredPlans(from)) {
    if (environment !== null && plan.header.environment !== environment) continue;
    const occurrences = plan.header.bounds.occurrences.filter(
      ({ startsAt, endsAt }) => startsAt < until && from < endsAt,
    );
    if (occurrences.length === 0) continue;
    const shown = await calendarPlan(view, { plan, occurrences, now });
    if (shown !== null) found.push(shown);
  }
  return found;
};

/** `null`: it will never be carried out. */
const calendarPlan = async (
  view: StoreView,
  asked: { readonly plan: StoredPlan; readonly occurrences: readonly Occurrence[]; readonly now: Instant },
): Promise<CalendarPlanAnswer | null> => {
  const { plan, occurrences, now } = asked;
  const rollouts = await view.rollouts.rolloutsOf(plan.digest);
  const over = plan.header.bounds.expiresAt <= now || (await isOver(view, plan));
  if (over && rollouts.length === 0) return null;
  const { reason } = await approvalStanding(view, plan, { now });
  const missing = over ? null : reason;
  const next = plan.header.bounds.occurrences.find(({ cutOffAt }) => now < cutOffAt);
  return {
    planDigest: plan.digest,
    environment: plan.header.environment,
    policyName: plan.policyName ?? null,
    hosts: plan.header.bounds.hosts.length,
    occurrences: [...occurrences],
    approval: missing,
    approvalDueAt: missing === null ? null : (next?.startsAt ?? null),
    rollouts: rollouts.map(({ rolloutId, state, startedAt, endedAt }) => ({ rolloutId, state, startedAt, endedAt })),
  };
};

/** As a file for calendar programs; ids stay the same, so that reading it again moves nothing twice. */
export const exportWindows = async (
  app: App,
  { environment, authority }: { readonly environment: string | null; readonly authority: string },
): Promise<Outcome<string>> => {
  const told = await nextWindows(app, { environment, team: null, count: EXPORTED });
  if (!told.ok) return told;
  const name = `Patch windows${environment === null ? '' : ` of ${environment}`}`;
  return ok(windowCalendar({ name, authority, madeAt: told.value.at, entries: entriesOf(told.value) }));
};

const entriesOf = ({ items, revision }: Windows) =>
  items.map(({ environment, policyName = null, ahead }) => ({
    environment,
    policyName,
    ahead: ahead.map(({ id, startsAt, cutOffAt, endsAt, elapsedMinutes, notes }) => ({
      occurrence: { id, startsAt, cutOffAt, endsAt },
      elapsedMinutes,
      notes,
    })),
    description: [`Policy revision ${revision}.`],
  }));
