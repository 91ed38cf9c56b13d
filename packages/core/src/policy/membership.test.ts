import { anEnvironment, aPolicy } from '@slipway/testkit/builders';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { labelSelectors } from '../../test/selection/selectors.ts';
import { evaluateOnLabels, formatSelector, type Selector } from '../selection/index.ts';
import { checksFor, clustersOf, environmentOf, groupOf, hooksFor } from './membership.ts';
import type { Cluster, HookRule } from './types.ts';

const cluster = (name: string, members: string): Cluster => ({ name, members, awayMax: 1 });
const hook = (name: string, step: HookRule['step'], hosts: string): HookRule => ({
  hosts,
  step,
  hook: name,
  parameters: {},
  timeoutSeconds: 60,
});

describe('environmentOf', () => {
  const policy = aPolicy({ environments: [anEnvironment({ name: 'dev' }), anEnvironment({ name: 'prod' })] });

  it.each<[string, Readonly<Record<string, string>>, string | null]>([
    ['the label names it', { environment: 'prod' }, 'prod'],
    ['no label', {}, null],
    ['a name that policy does not have', { environment: 'staging' }, null],
    ['another case', { environment: 'Prod' }, null],
    ['an empty label', { environment: '' }, null],
  ])('%s', (_name, labels, expected) => {
    expect(environmentOf(labels, policy)?.name ?? null).toBe(expected);
  });

  it('is not fooled by what every object inherits', () => {
    const strange = aPolicy({ environments: [anEnvironment({ name: 'x' })] });
    expect(environmentOf(Object.create({ environment: 'x' }), strange)).toBeNull();
  });
});

it('groupOf is the label group', () => {
  expect(groupOf({ group: '1' })).toBe('1');
  expect(groupOf({})).toBeNull();
});

describe('clustersOf', () => {
  const policy = aPolicy({
    clusters: [
      cluster('app-prod', 'role = app and environment = prod'),
      cluster('web', 'role in (app, lb)'),
      cluster('unfrozen', 'not exists(frozen)'),
      cluster('one', 'environment = prod and site = berlin or site = "new york"'),
    ],
  });

  it.each<[Readonly<Record<string, string>>, readonly string[]]>([
    [{ role: 'app', environment: 'prod' }, ['app-prod', 'web', 'unfrozen']],
    [{ role: 'app', environment: 'dev', frozen: '' }, ['web']],
    [{ role: 'lb', site: 'new york' }, ['web', 'unfrozen', 'one']],
    [{ frozen: 'yes' }, []],
    [{}, ['unfrozen']],
  ])('%j: %j', (labels, names) => {
    expect(clustersOf(labels, policy).map(({ name }) => name)).toEqual(names);
  });

  it('has no member by a selector that asks about more than labels', () => {
    const unsound = aPolicy({ clusters: [cluster('a', 'host = h'), cluster('b', 'not package(x)')] });
    expect(clustersOf({ host: 'h' }, unsound)).toEqual([]);
  });

  it('throws on a selector that nobody can read, which validation keeps out', () => {
    expect(() => clustersOf({}, aPolicy({ clusters: [cluster('a', 'role =')] }))).toThrow('not validated');
  });

  it('finds exactly those that answer yes, however the selectors overlap', () => {
    const few = fc.constantFrom('a', 'b', 'c');
    const simple = fc.array(fc.tuple(few, few), { minLength: 1, maxLength: 3 }).map(
      (pairs): Selector => ({
        kind: 'and',
        parts: [
          { kind: 'label-exists', label: 'a' },
          ...pairs.map(
            ([label, value]): Selector => ({ kind: 'in', of: { kind: 'label', label }, values: [value, 'c', 'c'] }),
          ),
        ],
      }),
    );
    const labels = fc.dictionary(few, few, { noNullPrototype: true });
    fc.assert(
      fc.property(fc.array(fc.oneof(simple, labelSelectors), { maxLength: 8 }), labels, (selectors, hostLabels) => {
        const clusters = selectors.map((selector, at) => cluster(`c${at}`, formatSelector(selector)));
        const expected = clusters.filter((_, at) => evaluateOnLabels(selectors[at] as Selector, hostLabels) === 'yes');
        expect(clustersOf(hostLabels, aPolicy({ clusters }))).toEqual(expected);
      }),
      { numRuns: 300 },
    );
  });
});

describe('hooksFor', () => {
  const policy = aPolicy({
    hooks: [
      hook('haproxy-drain', 'drain', 'role = lb'),
      hook('any-drain', 'drain', 'environment = prod'),
      hook('haproxy-undrain', 'undrain', 'role = lb'),
    ],
  });

  it('takes the first rule for each step', () => {
    const hooks = hooksFor({ role: 'lb', environment: 'prod' }, policy);
    expect([...hooks].map(([step, rule]) => [step, rule.hook])).toEqual([
      ['drain', 'haproxy-drain'],
      ['undrain', 'haproxy-undrain'],
    ]);
    expect(hooksFor({ role: 'app', environment: 'prod' }, policy).get('drain')?.hook).toBe('any-drain');
  });

  it('has nothing for a host that no rule speaks of', () => {
    expect(hooksFor({}, policy).size).toBe(0);
  });
});

it('checksFor takes all rules that apply, in order', () => {
  const check = (unit: string, hosts: string) => ({
    hosts,
    check: { kind: 'unit-active', unit } as const,
    timeoutSeconds: 5,
  });
  const checks = [
    check('nginx.service', 'role = app'),
    check('ssh.service', 'exists(role)'),
    check('x.service', 'role = x'),
  ];
  expect(checksFor({ role: 'app' }, aPolicy({ checks }))).toEqual(checks.slice(0, 2));
});
