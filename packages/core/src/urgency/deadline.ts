// The deadline of one vulnerability on one host: every rule is asked, the earliest deadline and the highest lane count.

import { type Reason, reason } from '../reasons/index.ts';
import { addMs, type Instant, isBefore } from '../time/index.ts';
import { asks, evaluate, type RuleInputs } from './evaluate.ts';
import { compareLanes, higherLane, lowerLane } from './lanes.ts';
import type { ApplyingRule, ClockStart, InputName, Lane, Urgency, UrgencyQuestion, UrgencyRule } from './types.ts';

const DAY_MS = 86_400_000;

export function deadlineFor(question: UrgencyQuestion): Urgency {
  const applying = question.rules
    .flatMap((rule) => applyRule(rule, question) ?? [])
    // Stable: of equal ones the pack's order counts.
    .toSorted((a, b) => compareDeadlines(a.deadline, b.deadline) || compareLanes(b.lane, a.lane));
  const [first] = applying;
  return {
    deadline: first?.deadline ?? null,
    lane: applying.reduce<Lane>((lane, rule) => higherLane(lane, rule.lane), 'scheduled'),
    rule: first?.rule ?? null,
    why: first?.why ?? reason('no-rule-applies'),
    forensicTriage: applying.some(({ forensicTriage }) => forensicTriage),
    missing: [...new Set(applying.flatMap(({ missing }) => missing))],
    applying,
  };
}

const compareDeadlines = (a: Instant | null, b: Instant | null): number => {
  if (a === b) return 0;
  if (a === null) return 1;
  if (b === null) return -1;
  return isBefore(a, b) ? -1 : 1;
};

/** `null`: it certainly does not apply. */
function applyRule(rule: UrgencyRule, question: UrgencyQuestion): ApplyingRule | null {
  const inputs: RuleInputs = { ...question.facts, facing: question.facing, humanImpact: question.humanImpact };
  const { possible, missing } = evaluate(rule, inputs);
  if (possible.every((outcome) => outcome === null)) return null;
  const certain = certainOf(possible);
  const clock = certain.withinDays === null ? null : clockOf(rule, question);
  const deadline = clock === null || certain.withinDays === null ? null : addMs(clock.at, certain.withinDays * DAY_MS);
  return {
    rule: rule.name,
    lane: missing.length === 0 ? certain.lane : higherLane('unknown', certain.lane),
    deadline,
    clock,
    forensicTriage: certain.forensicTriage,
    missing,
    why: whyOf(rule, { inputs, missing, clock, withinDays: certain.withinDays }),
  };
}

/** What holds whichever of the possible outcomes is the true one: the laxest of each. */
function certainOf(possible: ReturnType<typeof evaluate>['possible']) {
  let lane: Lane = 'immediate';
  let withinDays: number | null = 0;
  for (const outcome of possible) {
    lane = lowerLane(lane, outcome?.lane ?? 'scheduled');
    const days = outcome?.withinDays ?? null;
    withinDays = withinDays === null || days === null ? null : Math.max(withinDays, days);
  }
  return { lane, withinDays, forensicTriage: possible.every((outcome) => outcome?.forensicTriage === true) };
}

/** The latest start that is given. One that lies ahead counts as now: a wrong date must not buy time. */
function clockOf({ name, clock }: UrgencyRule, { facts, starts, now }: UrgencyQuestion): Clock {
  const known = starts.fixPublishedAt ?? starts.firstKnownAt;
  const given: Readonly<Record<ClockStart, Instant | null>> = {
    known,
    'rule-entered': starts.ruleEnteredAt[name] ?? null,
    'host-enrolled': starts.hostEnrolledAt,
    'facing-changed': starts.facingChangedAt,
    'kev-added': facts.kev === 'listed' ? facts.kevAddedAt : null,
  };
  let latest: Clock | null = null;
  for (const start of clock) {
    const at = given[start];
    if (at !== null && (latest === null || isBefore(latest.at, at))) latest = { start, at };
  }
  // A rule none of whose starts is given runs from when the vulnerability was known: never from nowhere.
  latest ??= { start: 'known', at: known };
  return isBefore(now, latest.at) ? { ...latest, at: now } : latest;
}

type Clock = NonNullable<ApplyingRule['clock']>;

function whyOf(
  { name, rows }: UrgencyRule,
  found: {
    readonly inputs: RuleInputs;
    readonly missing: readonly InputName[];
    readonly clock: ApplyingRule['clock'];
    readonly withinDays: number | null;
  },
): Reason {
  const { inputs, clock, withinDays } = found;
  const missing = found.missing.map((input) => LABELS[input]).join(', ');
  const because = INPUTS.filter((input) => inputs[input] !== null && rows.some(({ when }) => asks(when, input)))
    .map((input) => `${LABELS[input]} ${shown(input, inputs[input])}`)
    .join(', ');
  if (clock === null || withinDays === null)
    return missing === ''
      ? reason('upgrade-by-rule', { rule: name, because })
      : reason('urgency-not-known', { rule: name, missing });
  const due = { rule: name, days: withinDays, start: clock.at, clock: STARTS[clock.start] };
  return missing === ''
    ? reason('deadline-by-rule', { ...due, because })
    : reason('deadline-at-the-latest', { ...due, missing });
}

const LABELS: Readonly<Record<InputName, string>> = {
  cvssTenths: 'CVSS',
  epssPpm: 'EPSS',
  kev: 'KEV',
  exploitation: 'exploitation',
  automatable: 'automatable',
  technicalImpact: 'technical impact',
  facing: 'facing',
  humanImpact: 'human impact',
};
const INPUTS = Object.keys(LABELS) as readonly InputName[];

const STARTS: Readonly<Record<ClockStart, string>> = {
  known: 'fix published or first known',
  'rule-entered': 'rule entered',
  'host-enrolled': 'host enrolled',
  'facing-changed': 'facing changed',
  'kev-added': 'added to KEV',
};

const shown = (input: InputName, value: string | number | null): string => {
  if (typeof value !== 'number') return value ?? '';
  return input === 'cvssTenths' ? (value / 10).toFixed(1) : String(value / 1_000_000);
};
