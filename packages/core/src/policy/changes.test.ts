import { anEnvironment, aPolicy } from '@slipway/testkit/builders';
import { policies } from '@slipway/testkit/generators';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Weekday } from '../calendar/index.ts';
import { policyChanges } from './changes.ts';
import type { CheckRule, Policy } from './types.ts';

const [dev, test, prod] = ['dev', 'test', 'prod'].map((name) => anEnvironment({ name })) as [
  ReturnType<typeof anEnvironment>,
  ReturnType<typeof anEnvironment>,
  ReturnType<typeof anEnvironment>,
];
const check = (unit: string, given: Partial<CheckRule> = {}): CheckRule => ({
  hosts: 'role = app',
  check: { kind: 'unit-active', unit },
  timeoutSeconds: 30,
  ...given,
});
const withChecks = (...checks: readonly CheckRule[]): Policy => aPolicy({ checks });
const told = (before: Policy, after: Policy): readonly string[] =>
  policyChanges(before, after).map(
    ({ path, kind, before: was, after: is }) =>
      `${kind} ${path.join('.')}: ${JSON.stringify(was)} > ${JSON.stringify(is)}`,
  );

describe('policyChanges', () => {
  it('tells a value by its path, an entry with a name under its name', () => {
    const waves = { ...prod.waves, percentMax: 10 };
    expect(
      told(aPolicy({ environments: [dev, prod] }), aPolicy({ environments: [dev, { ...prod, waves, scope: 'all' }] })),
    ).toEqual([
      'changed environments.prod.scope: "security" > "all"',
      'changed environments.prod.waves.percentMax: 50 > 10',
    ]);
  });

  it('tells another kind of window as one change', () => {
    const dates = { kind: 'dates', spans: [] } as const;
    expect(told(aPolicy({ environments: [prod] }), aPolicy({ environments: [{ ...prod, window: dates }] }))).toEqual([
      'changed environments.prod.window: {"kind":"any-time","spanDays":1} > {"kind":"dates","spans":[]}',
    ]);
  });

  it('tells what came, what went, and another order', () => {
    const [first, ...others] = policyChanges(
      aPolicy({ environments: [dev, test, prod] }),
      aPolicy({ environments: [prod, anEnvironment({ name: 'qa' }), dev] }),
    );
    expect(first).toMatchObject({ kind: 'added', path: ['environments', 'qa'], before: null, after: { name: 'qa' } });
    expect(others).toMatchObject([
      { kind: 'removed', path: ['environments', 'test'], before: { name: 'test' }, after: null },
      { kind: 'moved', path: ['environments'], before: ['dev', 'prod'], after: ['prod', 'dev'] },
    ]);
  });

  it('knows a rule without a name again by what it says', () => {
    const [a, b] = [check('a.service'), check('b.service', { hosts: 'role = db' })];
    expect(told(withChecks(a, b), withChecks(b))).toEqual([`removed checks.0: ${JSON.stringify(a)} > null`]);
    expect(told(withChecks(a, b), withChecks(a, { ...b, timeoutSeconds: 5 }))).toEqual([
      'changed checks.1.timeoutSeconds: 30 > 5',
    ]);
    expect(told(withChecks(a), withChecks(b, a))).toEqual([`added checks.0: null > ${JSON.stringify(b)}`]);
    expect(told(withChecks(a, b), withChecks(b, a))).toMatchObject([expect.stringMatching(/^moved checks: /)]);
    expect(told(withChecks(a, a), withChecks(a))).toEqual([`removed checks.1: ${JSON.stringify(a)} > null`]);
  });

  it('tells a list of words or numbers as one change, and their order as another', () => {
    const weekly = (...weekdays: readonly Weekday[]): Policy =>
      aPolicy({
        environments: [
          {
            ...prod,
            window: {
              ...{ kind: 'weekly', weekdays, zone: 'Europe/Berlin', start: '22:00', cutOffMinutes: 60 },
              until: { kind: 'elapsed', minutes: 240 },
            },
          },
        ],
      });
    expect(told(weekly('tuesday'), weekly('wednesday'))).toEqual([
      'changed environments.prod.window.weekdays: ["tuesday"] > ["wednesday"]',
    ]);
    expect(told(weekly('tuesday', 'friday'), weekly('friday', 'tuesday'))).toEqual([
      'moved environments.prod.window.weekdays: ["tuesday","friday"] > ["friday","tuesday"]',
    ]);
  });

  it('tells nothing where the order of fields alone differs', () => {
    const { name, ...rest } = prod;
    expect(told(aPolicy({ environments: [prod] }), aPolicy({ environments: [{ ...rest, name }] }))).toEqual([]);
  });

  it('is empty exactly where the documents say the same', () => {
    fc.assert(
      fc.property(policies, policies, (before, after) => {
        expect(policyChanges(before, structuredClone(before))).toEqual([]);
        const differ = JSON.stringify(before) !== JSON.stringify(after);
        expect(policyChanges(before, after).length > 0).toBe(differ);
      }),
    );
  });
});
