import { expect, it } from 'vitest';
import { bod2604, ssvcDeployer, starterRules, validateRules } from './index.ts';

it('the packs that are shipped are sound, as data too', () => {
  const pack = { ...starterRules(), rules: [...starterRules().rules, ssvcDeployer()] };
  expect(validateRules(JSON.parse(JSON.stringify(pack)))).toEqual({ ok: true, value: pack });
});

it('tells everything that is wrong at once, by its place', () => {
  const pack = {
    schema: 'slipway.urgency/2',
    extra: 1,
    rules: [
      { ...bod2604(), title: '' },
      bod2604(),
      {
        name: 'My Rule',
        title: 'Mine',
        clock: ['known', 'known'],
        rows: [
          { when: {}, outcome: { lane: 'soon', withinDays: 1.5, forensicTriage: 'no' } },
          { when: { facing: ['everywhere'], cvssTenthsMin: 101, colour: ['red'] }, outcome: null },
          { when: { kev: ['listed'] }, outcome: { lane: 'immediate', withinDays: null, forensicTriage: false } },
        ],
      },
      { name: 'empty', title: 'No rows', rows: [], clock: [] },
    ],
  };
  const answer = validateRules(pack);
  expect(answer.ok ? [] : answer.problems.map(({ at }) => at)).toEqual([
    'extra',
    'schema',
    'rules[0].title',
    'rules[1].name',
    'rules[2].name',
    'rules[2].clock',
    'rules[2].rows[0].when',
    'rules[2].rows[0].outcome.lane',
    'rules[2].rows[0].outcome.withinDays',
    'rules[2].rows[0].outcome.forensicTriage',
    'rules[2].rows[1].when.colour',
    'rules[2].rows[1].when.facing[0]',
    'rules[2].rows[1].when.cvssTenthsMin',
    'rules[2].rows[1].outcome',
    'rules[2].rows[2].outcome.withinDays',
    'rules[3].clock',
    'rules[3].rows',
  ]);
});
