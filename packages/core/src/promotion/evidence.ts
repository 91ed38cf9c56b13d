// What the environment before says of a patch set: the entry rule of each tier.

import type { PolicyPlace, PromotionRule } from '../policy/index.ts';
import { explain, type Reason, reason } from '../reasons/index.ts';
import { addSeconds, type Instant } from '../time/index.ts';
import type { Answer, Evidence, EvidenceItem, PatchSetStanding, Promotion } from './types.ts';

/** What only the package store and the feeds can say, looked at when nothing else stands against an entry. */
export interface CheckedPatchSet {
  readonly exposure: Omit<EvidenceItem, 'item'>;
  readonly files: Omit<EvidenceItem, 'item'>;
}

export interface EvidenceQuestion {
  /** Of the environment that would be entered; absent: entered by hand. */
  readonly soakHours: PromotionRule['soakHours'];
  /** Every place of the environment before; `null`: there is none before. */
  readonly before: { readonly environment: string; readonly places: readonly PlaceBefore[] } | null;
  /** Of this patch set, in whatever environment. */
  readonly promotions: readonly Promotion[];
  readonly standing: PatchSetStanding | null;
  /** `null`: nobody looked yet. */
  readonly checked: CheckedPatchSet | null;
  readonly now: Instant;
}

export interface PlaceBefore extends PolicyPlace {
  /** It promotes by itself, so that a patch set that has not been there is on its way. */
  readonly promotes: boolean;
}

export function evidenceOf(question: EvidenceQuestion): Evidence {
  const { before, checked, now } = question;
  return {
    environment: before?.environment ?? null,
    judgedAt: now,
    items: [
      standingItem(question),
      ...(before === null ? [] : earlierItems({ ...question, before })),
      ...(checked === null ? [] : [{ item: 'exposure', ...checked.exposure } as const]),
      ...(checked === null ? [] : [{ item: 'files', ...checked.files } as const]),
    ],
  };
}

/** The first thing that stands against entering; `null`: it may. */
export const whyNotEntered = ({ items }: Evidence): EvidenceItem | null =>
  items.find(({ answer }) => answer === 'no') ?? null;

const STATES_PASSED: ReadonlySet<Promotion['state']> = new Set(['done', 'nothing-to-do']);

/** By evidence, or by a person's word for what is not done. */
export const hasPassed = ({ state, outcome, excused, endedAt }: Promotion): boolean => {
  if (endedAt === null || state === 'superseded' || state === 'withdrawn') return false;
  if (excused !== null) return true;
  return STATES_PASSED.has(state) && (outcome?.notDone.length ?? 0) === 0;
};

function standingItem({ standing }: EvidenceQuestion): EvidenceItem {
  if (standing === null || standing.standing === 'current') return item('standing', 'yes', reason('patch-set-current'));
  return item('standing', 'no', standingReason(standing));
}

export const standingReason = ({ standing, by, why }: PatchSetStanding): Reason =>
  standing === 'held'
    ? reason('patch-set-held', { person: by, why })
    : reason('patch-set-over', { standing, person: by, why });

function earlierItems(question: EvidenceQuestion & { readonly before: NonNullable<EvidenceQuestion['before']> }) {
  const { before, promotions } = question;
  const its = promotions.filter(({ environment }) => environment === before.environment);
  return [hostsItem(before, its), gatesItem(before.environment, its), soakItem(question, its)];
}

function hostsItem(
  { environment, places }: NonNullable<EvidenceQuestion['before']>,
  its: readonly Promotion[],
): EvidenceItem {
  const lacking = places.find(
    (place) => place.promotes && !its.some(({ policyName }) => policyName === place.policyName),
  );
  if (its.length === 0 || lacking !== undefined) {
    return item('hosts', 'no', reason('evidence-not-there', { environment, policy: lacking?.policyName ?? 'its own' }));
  }
  const open = its.find((one) => !hasPassed(one));
  if (open !== undefined) return item('hosts', 'no', openReason(open));
  const sum = (count: (one: NonNullable<Promotion['outcome']>) => number) =>
    its.reduce((total, { outcome }) => total + (outcome === null ? 0 : count(outcome)), 0);
  const [done, there, excused] = [
    sum((one) => one.done),
    sum((one) => one.alreadyThere),
    sum((one) => one.excused + one.notDone.length),
  ];
  if (done + there === 0) return item('hosts', 'yes', reason('evidence-no-hosts', { environment, excused }));
  return item('hosts', 'yes', reason('evidence-hosts', { environment, done, there, excused }));
}

const openReason = ({ environment, state, outcome, endedAt, promotionId }: Promotion): Reason => {
  const [first] = outcome?.notDone ?? [];
  if (endedAt === null || first === undefined) {
    return reason('evidence-not-passed', { environment, state, promotion: promotionId });
  }
  const facts = {
    environment,
    count: outcome?.notDone.length ?? 0,
    host: first.hostname ?? first.hostId,
    promotion: promotionId,
  };
  return reason('evidence-hosts-missing', { ...facts, detail: explain(first.reason).replace(/\.$/, '') });
};

/** A rollout that failed, or that a person ended early, has not opened its gates, whoever was done by then. */
function gatesItem(environment: string, its: readonly Promotion[]): EvidenceItem {
  const closed = its.find((one) => one.rolloutId !== null && !hasPassed(one));
  if (closed !== undefined || its.length === 0) {
    const state = closed?.state ?? 'not there';
    return item('gates', 'no', reason('evidence-gates-closed', { environment, state }));
  }
  return item('gates', 'yes', reason('evidence-gates', { environment }));
}

function soakItem({ soakHours, now }: EvidenceQuestion, its: readonly Promotion[]): EvidenceItem {
  const ends = its.flatMap(({ endedAt, excused }) => excused?.at ?? endedAt ?? []);
  const last = ends.toSorted().at(-1);
  if (last === undefined || ends.length < its.length) {
    return item('soak', 'no', reason('evidence-soak-not-begun', { hours: soakHours }));
  }
  const until = addSeconds(last, soakHours * 3600);
  return now < until
    ? item('soak', 'no', reason('evidence-soaks', { until, hours: soakHours }))
    : item('soak', 'yes', reason('evidence-soaked', { hours: soakHours, since: last }));
}

const item = (its: EvidenceItem['item'], answer: Answer, why: Reason): EvidenceItem => ({
  item: its,
  answer,
  reason: why,
});
