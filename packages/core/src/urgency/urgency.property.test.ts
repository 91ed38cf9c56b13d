import fc from 'fast-check';
import { expect, it } from 'vitest';
import { instantOfMs } from '../time/index.ts';
import {
  deadlineFor,
  INPUT_WORDS,
  type Lane,
  ssvcDeployer,
  starterRules,
  type UrgencyQuestion,
  type UrgencyRule,
  validateRules,
} from './index.ts';

const LANES: readonly Lane[] = ['scheduled', 'unknown', 'out-of-cycle', 'immediate'];
const height = (lane: Lane): number => LANES.indexOf(lane);

const instant = fc.integer({ min: 0, max: 4000 }).map((hours) => instantOfMs(Date.UTC(2026, 0, 1) + hours * 3_600_000));
const maybe = <T>(of: fc.Arbitrary<T>): fc.Arbitrary<T | null> => fc.option(of, { nil: null });
const word = <K extends keyof typeof INPUT_WORDS>(name: K) =>
  fc.constantFrom<(typeof INPUT_WORDS)[K][number]>(...INPUT_WORDS[name]);
const words = <K extends keyof typeof INPUT_WORDS>(name: K) =>
  fc.subarray<(typeof INPUT_WORDS)[K][number]>([...INPUT_WORDS[name]], { minLength: 1 });

const outcome = fc.oneof(
  fc.record({
    lane: fc.constantFrom('out-of-cycle' as const, 'immediate' as const, 'scheduled' as const),
    withinDays: fc.integer({ min: 0, max: 90 }),
    forensicTriage: fc.boolean(),
  }),
  fc.constant({ lane: 'scheduled' as const, withinDays: null, forensicTriage: false }),
);
const row = fc.record({
  when: fc
    .record(
      {
        kev: words('kev'),
        exploitation: words('exploitation'),
        automatable: words('automatable'),
        technicalImpact: words('technicalImpact'),
        facing: words('facing'),
        humanImpact: words('humanImpact'),
        cvssTenthsMin: fc.integer({ min: 0, max: 100 }),
        epssPpmMin: fc.integer({ min: 0, max: 1_000_000 }),
      },
      { requiredKeys: [] },
    )
    .filter((when) => Object.keys(when).length > 0),
  outcome,
});
const rule: fc.Arbitrary<UrgencyRule> = fc.record({
  name: fc.stringMatching(/^[a-z]{1,8}$/),
  title: fc.constant('A rule'),
  rows: fc.array(row, { minLength: 1, maxLength: 4 }),
  // Without `kev-added`: an input that was missing would bring a start with it.
  clock: fc.subarray(['known', 'rule-entered', 'host-enrolled', 'facing-changed'] as const, { minLength: 1 }),
});

const question: fc.Arbitrary<UrgencyQuestion> = fc.record({
  facts: fc.record({
    cvssTenths: maybe(fc.integer({ min: 0, max: 100 })),
    epssPpm: maybe(fc.integer({ min: 0, max: 1_000_000 })),
    kev: maybe(word('kev')),
    kevAddedAt: maybe(instant),
    exploitation: maybe(word('exploitation')),
    automatable: maybe(word('automatable')),
    technicalImpact: maybe(word('technicalImpact')),
  }),
  facing: maybe(word('facing')),
  humanImpact: maybe(word('humanImpact')),
  starts: fc.record({
    firstKnownAt: instant,
    fixPublishedAt: maybe(instant),
    ruleEnteredAt: fc.constant({}),
    hostEnrolledAt: maybe(instant),
    facingChangedAt: maybe(instant),
  }),
  rules: fc.oneof(
    fc.array(rule, { maxLength: 4 }),
    fc.constant(starterRules().rules),
    fc.constant([...starterRules().rules, ssvcDeployer()]),
  ),
  now: instant,
});

/** One way to fill in everything that nobody told. */
const complete = fc.record({
  cvssTenths: fc.integer({ min: 0, max: 100 }),
  epssPpm: fc.integer({ min: 0, max: 1_000_000 }),
  kev: word('kev'),
  exploitation: word('exploitation'),
  automatable: word('automatable'),
  technicalImpact: word('technicalImpact'),
  facing: word('facing'),
  humanImpact: word('humanImpact'),
});
const filled = (
  asked: UrgencyQuestion,
  by: typeof complete extends fc.Arbitrary<infer T> ? T : never,
): UrgencyQuestion => {
  const { facing, humanImpact, ...facts } = by;
  return {
    ...asked,
    facing: asked.facing ?? facing,
    humanImpact: asked.humanImpact ?? humanImpact,
    facts: {
      cvssTenths: asked.facts.cvssTenths ?? facts.cvssTenths,
      epssPpm: asked.facts.epssPpm ?? facts.epssPpm,
      kev: asked.facts.kev ?? facts.kev,
      kevAddedAt: asked.facts.kevAddedAt,
      exploitation: asked.facts.exploitation ?? facts.exploitation,
      automatable: asked.facts.automatable ?? facts.automatable,
      technicalImpact: asked.facts.technicalImpact ?? facts.technicalImpact,
    },
  };
};

const isNoLater = (a: string | null, b: string | null): boolean => b === null || (a !== null && a <= b);

const withoutKevStart = (asked: UrgencyQuestion): UrgencyQuestion => ({
  ...asked,
  facts: { ...asked.facts, kevAddedAt: null },
});

it('the earliest deadline of all that apply wins, and names its rule', () => {
  fc.assert(
    fc.property(question, (asked) => {
      const answer = deadlineFor(asked);
      const deadlines = answer.applying.flatMap(({ deadline }) => deadline ?? []);
      expect(answer.deadline).toBe(deadlines.toSorted()[0] ?? null);
      expect(answer.rule).toBe(answer.applying[0]?.rule ?? null);
      for (const { lane } of answer.applying) expect(height(answer.lane)).toBeGreaterThanOrEqual(height(lane));
    }),
  );
});

it('adding a rule never makes a deadline later or a lane lower', () => {
  fc.assert(
    fc.property(question, rule, fc.nat(), (asked, added, place) => {
      const before = deadlineFor(asked);
      const after = deadlineFor({ ...asked, rules: asked.rules.toSpliced(place % (asked.rules.length + 1), 0, added) });
      expect(isNoLater(after.deadline, before.deadline)).toBe(true);
      expect(height(after.lane)).toBeGreaterThanOrEqual(height(before.lane));
    }),
  );
});

it('a missing input that matters is never low', () => {
  fc.assert(
    fc.property(question, (asked) => {
      const answer = deadlineFor(asked);
      const lanes = answer.applying.filter(({ missing }) => missing.length > 0).map(({ lane }) => lane);
      expect(lanes).not.toContain('scheduled');
      expect(answer.missing.length > 0 && answer.lane === 'scheduled').toBe(false);
    }),
  );
});

it('a missing input never makes anything immediate: what is, would be whatever the input were', () => {
  fc.assert(
    fc.property(question, complete, (asked, by) => {
      fc.pre(deadlineFor(asked).lane === 'immediate');
      expect(deadlineFor(filled(asked, by)).lane).toBe('immediate');
    }),
    { numRuns: 500 },
  );
});

it('what is said with an input missing holds whatever the input turns out to be', () => {
  fc.assert(
    fc.property(question.map(withoutKevStart), complete, (asked, by) => {
      const [before, after] = [deadlineFor(asked), deadlineFor(filled(asked, by))];
      expect(isNoLater(after.deadline, before.deadline)).toBe(true);
      const isKnown = before.missing.length === 0;
      expect(isKnown ? { deadline: after.deadline, lane: after.lane } : null).toEqual(
        isKnown ? { deadline: before.deadline, lane: before.lane } : null,
      );
      expect(after.missing).toEqual([]);
    }),
    { numRuns: 500 },
  );
});

it('no deadline is before the start that was known, or further from now than the rule allows', () => {
  fc.assert(
    fc.property(question, (asked) => {
      for (const { clock } of deadlineFor(asked).applying) {
        if (clock === null) continue;
        expect(clock.at <= asked.now).toBe(true);
      }
    }),
  );
});

it('every generated pack is a valid one, and validating never throws', () => {
  fc.assert(
    fc.property(fc.uniqueArray(rule, { selector: ({ name }) => name, maxLength: 5 }), (rules) => {
      const answer = validateRules({ schema: 'slipway.urgency/1', rules });
      expect(answer.ok ? [] : answer.problems).toEqual([]);
    }),
  );
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      expect(validateRules(value).ok).toBe(false);
    }),
  );
});
