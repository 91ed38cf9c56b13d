import { describe, expect, it } from 'vitest';
import { explain } from '../reasons/index.ts';
import { type Instant, instantOfMs } from '../time/index.ts';
import {
  bod2604,
  deadlineFor,
  type Facing,
  type RulePack,
  ssvcDeployer,
  starterRules,
  type UrgencyFacts,
  type UrgencyQuestion,
  type UrgencyRule,
} from './index.ts';

const day = (count: number): Instant => instantOfMs(Date.UTC(2026, 0, 1) + count * 86_400_000);

const HARMLESS: UrgencyFacts = {
  cvssTenths: 50,
  epssPpm: 1000,
  kev: 'not-listed',
  kevAddedAt: null,
  exploitation: 'none',
  automatable: 'no',
  technicalImpact: 'partial',
};
const NOTHING: UrgencyFacts = {
  cvssTenths: null,
  epssPpm: null,
  kev: null,
  kevAddedAt: null,
  exploitation: null,
  automatable: null,
  technicalImpact: null,
};

const ask = (facts: Partial<UrgencyFacts>, rest: Partial<UrgencyQuestion> = {}) =>
  deadlineFor({
    facts: { ...HARMLESS, ...facts },
    facing: 'internal',
    humanImpact: 'low',
    starts: {
      firstKnownAt: day(0),
      fixPublishedAt: null,
      ruleEnteredAt: {},
      hostEnrolledAt: null,
      facingChangedAt: null,
    },
    rules: starterRules().rules,
    now: day(100),
    ...rest,
  });

/** No deadline lies after every deadline. */
const latestFirst = (a: Instant | null, b: Instant | null): number => ((b ?? '~') < (a ?? '~') ? -1 : 1);

describe('CISA BOD 26-04', () => {
  // As CISA's table in CERTCC/SSVC has it, row by row: KEV, exposed, automatable, impact, days, triage.
  const TABLE = `no no no partial -
    yes no no partial 14
    no yes no partial 60
    no no yes partial 60
    no no no total -
    yes yes no partial 14
    yes no yes partial 14
    no yes yes partial 14
    yes no no total 14
    no yes no total 14
    no no yes total 60
    yes yes yes partial 3
    yes yes no total 3 forensic
    yes no yes total 3 forensic
    no yes yes total 3
    yes yes yes total 3 forensic`
    .split('\n')
    .map((line) => line.trim().split(' '));
  const lanes: Readonly<Record<string, string>> = {
    '-': 'scheduled',
    60: 'scheduled',
    14: 'out-of-cycle',
    3: 'immediate',
  };
  const cases = TABLE.flatMap(([kev, exposed, automatable, technicalImpact, days = '', triage]) =>
    (exposed === 'yes' ? (['public'] as const) : (['internal', 'isolated'] as const)).map((facing) => ({
      ...{ kev, facing, automatable, technicalImpact, days, triage },
    })),
  );

  it('has its 16 rows, 24 with both kinds of host that are not public', () => {
    expect(TABLE).toHaveLength(16);
    expect(new Set(cases.map((row) => JSON.stringify(row))).size).toBe(24);
  });

  it.each(cases)('KEV $kev, $facing, automatable $automatable, $technicalImpact: $days $triage', (row) => {
    const facts = {
      kev: row.kev === 'yes' ? 'listed' : 'not-listed',
      automatable: row.automatable,
      technicalImpact: row.technicalImpact,
    } as Partial<UrgencyFacts>;
    const answer = ask(facts, { facing: row.facing, rules: [bod2604()] });
    expect(answer).toMatchObject({
      rule: 'bod-26-04',
      lane: lanes[row.days],
      deadline: row.days === '-' ? null : day(Number(row.days)),
      forensicTriage: row.triage === 'forensic',
      missing: [],
    });
  });

  it.each(TABLE)(
    'KEV %s, exposed %s, %s, %s on a host that nobody has labelled',
    (kev, _exposed, automatable, impact) => {
      const facts = {
        kev: kev === 'yes' ? 'listed' : 'not-listed',
        automatable,
        technicalImpact: impact,
      } as Partial<UrgencyFacts>;
      const rules = [bod2604()];
      const either = (['public', 'internal'] as const).map((facing: Facing) => ask(facts, { facing, rules }));
      const answer = ask(facts, { facing: null, rules });
      // KEV, not automatable, partial: 14 days wherever it stands. KEV, automatable, total: 3 days.
      const isSame = either[0]?.deadline === either[1]?.deadline;
      expect(answer.missing).toEqual(isSame ? [] : ['facing']);
      expect(isSame ? either.map(({ lane }) => lane) : ['unknown', 'out-of-cycle']).toContain(answer.lane);
      expect(answer.deadline).toBe(either.map(({ deadline }) => deadline).toSorted(latestFirst)[0] ?? null);
    },
  );
});

describe('SSVC for deployers', () => {
  it.each([
    ['none', 'isolated', 'no', 'low', 'scheduled', null],
    ['none', 'public', 'yes', 'very-high', 'out-of-cycle', 14],
    ['poc', 'internal', 'yes', 'very-high', 'out-of-cycle', 14],
    ['active', 'public', 'no', 'very-high', 'immediate', 3],
    ['active', 'public', 'yes', 'high', 'immediate', 3],
    ['active', 'internal', 'no', 'medium', 'scheduled', 60],
  ] as const)('%s %s %s %s: %s', (exploitation, facing, automatable, humanImpact, lane, days) => {
    const answer = ask({ exploitation, automatable }, { facing, humanImpact, rules: [ssvcDeployer()] });
    expect(answer.lane).toBe(lane);
    expect(answer.deadline).toBe(days === null ? null : day(days));
  });

  it('has a row for each of the 72 cases, as often as the tree has each outcome', () => {
    const { rows } = ssvcDeployer();
    expect(new Set(rows.map(({ when }) => JSON.stringify(when))).size).toBe(72);
    const count = (lane: string, days: number | null) =>
      rows.filter(({ outcome }) => outcome.lane === lane && outcome.withinDays === days).length;
    expect([
      count('scheduled', null),
      count('scheduled', 60),
      count('out-of-cycle', 14),
      count('immediate', 3),
    ]).toEqual([7, 42, 20, 3]);
  });
});

describe('a deadline', () => {
  it('is the earliest of all that apply, and says why', () => {
    const answer = ask({ cvssTenths: 98, kev: 'listed', kevAddedAt: day(2), epssPpm: 900_000 });
    expect(answer).toMatchObject({ deadline: day(3), rule: 'cvss-critical', lane: 'immediate' });
    expect(answer.applying.map(({ rule, deadline }) => [rule, deadline])).toEqual([
      ['cvss-critical', day(3)],
      ['epss-likely', day(14)],
      ['kev', day(16)],
      ['bod-26-04', day(16)],
    ]);
    expect(explain(answer.why)).toBe(
      'Rule cvss-critical: CVSS 9.8. It is due 3 days after 2026-01-01T00:00:00.000Z (fix published or first known).',
    );
  });

  it('of nothing that applies is none', () => {
    const answer = ask({}, { rules: [] });
    expect(answer).toMatchObject({ deadline: null, lane: 'scheduled', rule: null, applying: [] });
    expect(explain(answer.why)).toBe('No urgency rule sets a deadline.');
  });

  it.each([
    [{}, 'known', 0],
    [{ fixPublishedAt: day(5) }, 'known', 5],
    [{ fixPublishedAt: day(5), hostEnrolledAt: day(7) }, 'host-enrolled', 7],
    [{ ruleEnteredAt: { 'bod-26-04': day(9), other: day(50) }, hostEnrolledAt: day(7) }, 'rule-entered', 9],
    [{ ruleEnteredAt: { 'bod-26-04': day(9) }, facingChangedAt: day(30) }, 'facing-changed', 30],
    // A date that lies ahead buys no time.
    [{ fixPublishedAt: day(400) }, 'known', 100],
  ])('runs from the latest start that is given: %j', (given, start, from) => {
    const starts = {
      firstKnownAt: day(0),
      fixPublishedAt: null,
      ruleEnteredAt: {},
      hostEnrolledAt: null,
      facingChangedAt: null,
    };
    const answer = ask({ automatable: 'yes' }, { rules: [bod2604()], starts: { ...starts, ...given } });
    expect(answer.applying[0]?.clock).toEqual({ start, at: day(from) });
    expect(answer.deadline).toBe(day(from + 60));
  });

  it('does not count a start that the rule does not ask for', () => {
    const starts = {
      firstKnownAt: day(0),
      fixPublishedAt: null,
      ruleEnteredAt: {},
      hostEnrolledAt: null,
      facingChangedAt: day(40),
    };
    expect(ask({ cvssTenths: 90 }, { starts }).deadline).toBe(day(3));
  });
});

describe('what nobody told', () => {
  it('makes the urgency unknown, without a deadline of its own', () => {
    const answer = ask(NOTHING, { facing: null, humanImpact: null });
    expect(answer).toMatchObject({ deadline: null, lane: 'unknown' });
    expect(answer.missing).toEqual(['cvssTenths', 'kev', 'epssPpm', 'automatable', 'technicalImpact', 'facing']);
    expect(explain(answer.why)).toBe('Rule cvss-critical: CVSS is not known, so that nobody can say how urgent it is.');
  });

  it('leaves what is certain without it', () => {
    const answer = ask({ ...NOTHING, kev: 'listed' }, { facing: null, rules: [bod2604()] });
    expect(answer).toMatchObject({ deadline: day(14), lane: 'out-of-cycle' });
    expect(explain(answer.why)).toBe(
      'Rule bod-26-04: automatable, technical impact, facing is not known. Whatever it is, it is due 14 days after 2026-01-01T00:00:00.000Z (fix published or first known), or earlier.',
    );
  });

  it('does not matter where the rest decides', () => {
    const threshold: UrgencyRule = {
      name: 'both',
      title: 'Exploited and severe',
      rows: [
        {
          when: { kev: ['listed'], cvssTenthsMin: 70 },
          outcome: { lane: 'immediate', withinDays: 1, forensicTriage: false },
        },
      ],
      clock: ['known'],
    };
    expect(ask({ cvssTenths: null }, { rules: [threshold] })).toMatchObject({
      lane: 'scheduled',
      missing: [],
      applying: [],
    });
  });

  it('is found for every rule of a pack at once', () => {
    const pack: RulePack = { schema: 'slipway.urgency/1', rules: [...starterRules().rules, ssvcDeployer()] };
    expect(ask(NOTHING, { facing: null, humanImpact: null, rules: pack.rules }).missing).toContain('humanImpact');
  });
});
