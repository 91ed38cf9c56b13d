// What is due now, place by place: a cut, a patch set that enters, an older one that gives way; and for everything that is
// not, why, and when that changes by itself. The same input gives the same answer, and what was done is due no more.

import type { Calendar } from '../calendar/index.ts';
import { type Policy, type PolicyPlace, placesOf, rulesAt } from '../policy/index.ts';
import { type Reason, reason } from '../reasons/index.ts';
import type { Instant } from '../time/index.ts';
import { type Aim, aimOf } from './aim.ts';
import { type Candidate, candidatesOf } from './candidates.ts';
import { cutDue, cutIdsFor } from './cut-due.ts';
import type { Due, DueAct, DueInput, PlaceView } from './due-types.ts';
import { evidenceOf, whyNotEntered } from './evidence.ts';
import { planRequestIdOf, promotionIdOf } from './ids.ts';
import type { Evidence, Promotion } from './types.ts';

export function dueNow(input: DueInput): Due {
  const acts: DueAct[] = [];
  const notDue: Due['notDue'][number][] = [];
  for (const place of placesOf(input.policy)) {
    const found = dueAt(input, place);
    acts.push(...found.acts);
    notDue.push(...found.notDue);
  }
  return { acts, notDue };
}

/** The cuts that {@link dueNow} may ask about. */
export function cutIdsNow(policy: Policy, calendars: ReadonlyMap<string, Calendar>, now: Instant): readonly string[] {
  const [first] = policy.environments;
  const calendar = first === undefined ? undefined : calendars.get(first.name);
  if (first?.promotion === undefined || calendar === undefined) return [];
  const { leadHours } = first.promotion;
  const aim = aimOf({ window: first.window, leadHours, calendar, now });
  return aim === null ? [] : cutIdsFor({ environment: first.name, policyName: null }, aim);
}

function dueAt(input: DueInput, place: PolicyPlace): Due {
  const rules = rulesAt(input.policy, place);
  const { promotion: rule } = rules ?? {};
  if (rules === null || rule === undefined) return wait(place, null, reason('promoted-by-hand'));
  const view: PlaceView = {
    ...place,
    input,
    rules,
    rule,
    place: input.policy.environments.findIndex(({ name }) => name === place.environment),
    its: promotionsAt(input, place),
  };
  const calendar = input.calendars.get(place.environment);
  const { now } = input;
  const aim = calendar === undefined ? null : aimOf({ window: rules.window, leadHours: rule.leadHours, calendar, now });
  if (aim === null) return wait(place, null, reason('no-occurrence', { environment: place.environment }));
  if (now < aim.dueAt) return wait(place, aim, reason('promotion-later', { at: aim.dueAt }), aim.dueAt);
  const cut = cutDue(view, aim);
  if (cut !== null && 'kind' in cut) return { acts: [cut], notDue: [] };
  if (cut !== null) return wait(place, aim, cut.reason, cut.until);
  return entryDue(view, aim);
}

const promotionsAt = ({ promotions }: DueInput, { environment, policyName }: PolicyPlace): readonly Promotion[] =>
  promotions
    .filter((one) => one.environment === environment && one.policyName === policyName)
    .toSorted((a, b) => (a.cutAt === b.cutAt ? 0 : a.cutAt < b.cutAt ? 1 : -1));

interface NotEntered {
  readonly candidate: Candidate;
  readonly reason: Reason;
  readonly until: Instant | null;
  readonly evidence: Evidence | null;
}

function entryDue(view: PlaceView, aim: Aim): Due {
  const over = view.its.find(({ occurrence, cycles }) =>
    [occurrence, ...cycles.map((cycle) => cycle.occurrence)].some((one) => one?.id === aim.occurrence.id),
  );
  // One patch set per occurrence: whatever passes meanwhile has the next one, so that approvals are not asked for twice.
  if (over !== undefined && over.state !== 'superseded' && over.state !== 'withdrawn') {
    return wait(view, aim, reason('promotion-has-occurrence', { promotion: over.promotionId, state: over.state }));
  }
  const busy = view.its.find(({ state }) => state === 'rolling-out');
  if (busy !== undefined) return wait(view, aim, underWay(busy));
  const { candidates, none } = candidatesOf(view);
  let first: NotEntered | null = null;
  for (const candidate of candidates) {
    const unclosed = unclosedOf(view, candidate);
    if (unclosed !== null) {
      first ??= { candidate, reason: underWay(unclosed), until: null, evidence: null };
      continue;
    }
    const evidence = evidenceFor(view, candidate);
    const against = whyNotEntered(evidence);
    if (against === null && !view.input.checked.has(candidate.patchSetDigest)) {
      return { acts: [{ kind: 'check', patchSetDigest: candidate.patchSetDigest }], notDue: [] };
    }
    if (against === null) return { acts: entering(view, aim, { candidate, evidence }), notDue: [] };
    const until = against.item === 'soak' ? soakEnd(against.reason) : null;
    first ??= { candidate, reason: against.reason, until, evidence };
  }
  if (first === null) return wait(view, aim, none);
  return waitFor(view, aim, first);
}

const underWay = ({ promotionId, state }: Promotion): Reason =>
  reason('promotion-under-way', { promotion: promotionId, state });

/** Its own last cycle is looked at still: it enters again once that is closed. Another patch set has nothing to wait for. */
const unclosedOf = ({ its }: PlaceView, { patchSetDigest }: Candidate): Promotion | null =>
  its.find((one) => one.patchSetDigest === patchSetDigest && one.endedAt !== null && one.closedAt === null) ?? null;

const soakEnd = ({ code, facts }: Reason): Instant | null =>
  code === 'evidence-soaks' ? (String(facts['until']) as Instant) : null;

function evidenceFor({ input, rule, place }: PlaceView, { patchSetDigest }: Candidate): Evidence {
  const environment = input.policy.environments[place - 1]?.name ?? null;
  return evidenceOf({
    soakHours: rule.soakHours,
    before: environment === null ? null : { environment, places: placesBefore(input.policy, environment) },
    promotions: input.promotions.filter((one) => one.patchSetDigest === patchSetDigest),
    standing: input.standings.get(patchSetDigest) ?? null,
    checked: input.checked.get(patchSetDigest) ?? null,
    now: input.now,
  });
}

export const placesBefore = (policy: Policy, environment: string) =>
  placesOf(policy)
    .filter((place) => place.environment === environment)
    .map((place) => ({ ...place, promotes: rulesAt(policy, place)?.promotion !== undefined }));

function entering(
  view: PlaceView,
  { occurrence }: Aim,
  { candidate, evidence }: { readonly candidate: Candidate; readonly evidence: Evidence },
): readonly DueAct[] {
  const { environment, policyName, its, input } = view;
  const { patchSetDigest, cutAt } = candidate;
  const promotionId = promotionIdOf(patchSetDigest, { environment, policyName });
  const before = its.find((one) => one.promotionId === promotionId) ?? null;
  const promotion: Promotion = {
    promotionId,
    patchSetDigest,
    cutAt,
    environment,
    policyName,
    by: before?.by ?? 'schedule',
    enteredAt: before?.enteredAt ?? input.now,
    evidence,
    occurrence,
    state: 'planning',
    since: input.now,
    reason: null,
    planRequestId: planRequestIdOf(promotionId, occurrence),
    planDigest: null,
    rolloutId: null,
    outcome: null,
    endedAt: null,
    excused: null,
    closedAt: null,
    cycles: before?.cycles ?? [],
  };
  const older = its.filter(
    (one) => one.promotionId !== promotionId && (one.state === 'planning' || one.state === 'planned'),
  );
  return [
    ...older.map((one) => ({ kind: 'supersede', promotionId: one.promotionId, by: patchSetDigest }) as const),
    { kind: 'enter', promotion, again: before === null ? 'no' : 'yes' },
  ];
}

const wait = (
  { environment, policyName }: PolicyPlace,
  aim: Aim | null,
  why: Reason,
  until: Instant | null = null,
): Due => {
  const forOccurrence = aim?.occurrence ?? null;
  const nothing = { patchSetDigest: null, evidence: null };
  return { acts: [], notDue: [{ environment, policyName, ...nothing, forOccurrence, reason: why, until }] };
};

const waitFor = (
  { environment, policyName }: PolicyPlace,
  { occurrence: forOccurrence }: Aim,
  { candidate, reason: why, until, evidence }: NotEntered,
): Due => {
  const { patchSetDigest } = candidate;
  return {
    acts: [],
    notDue: [{ environment, policyName, patchSetDigest, forOccurrence, reason: why, until, evidence }],
  };
};
