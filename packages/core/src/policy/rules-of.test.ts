import { anEnvironment, aPolicy } from '@slipway/testkit/builders';
import { policies, ROLES, SITES } from '@slipway/testkit/generators';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { explain } from '../reasons/index.ts';
import { isOfPlace, type PolicyPlace, placesOf, type RulesOfHost, rulesAt, rulesOf } from './rules-of.ts';
import type { Policy } from './types.ts';

const window = { kind: 'any-time', spanDays: 3 } as const;
const databases = { name: 'databases', hosts: 'role = db', window, reboot: 'never' } as const;
const west = { name: 'west', hosts: 'site = west', failureBudgetHosts: 4 };
const prod = anEnvironment({ name: 'prod', policies: [databases, west] });
const policy: Policy = aPolicy({ environments: [anEnvironment({ name: 'dev' }), prod] });
const { policies: _, ...own } = prod;

describe('the rules of a host', () => {
  it.each<[string, Readonly<Record<string, string>>, string | null, object]>([
    ["the environment's own, where no part selects it", { environment: 'prod', role: 'app' }, null, own],
    ['a part policy over them', { environment: 'prod', role: 'db' }, 'databases', { ...own, window, reboot: 'never' }],
    ['the other one', { environment: 'prod', site: 'west' }, 'west', { ...own, failureBudgetHosts: 4 }],
    ['of another environment, whose parts are not asked', { environment: 'dev', role: 'db' }, null, { name: 'dev' }],
  ])('%s', (_name, labels, policyName, environment) => {
    expect(rulesOf(labels, policy)).toMatchObject({ kind: 'rules', policyName, environment });
  });

  it('are none without an environment', () => {
    expect(rulesOf({ role: 'db' }, policy)).toEqual({ kind: 'none' });
  });

  it('are nobody knows whose where two select it: both are named, and neither wins', () => {
    const found = rulesOf({ environment: 'prod', role: 'db', site: 'west' }, policy);
    expect(found).toMatchObject({ kind: 'conflict', environment: 'prod', policyNames: ['databases', 'west'] });
    expect(found.kind === 'conflict' ? explain(found.reason) : '').toContain('(databases, west)');
  });

  it('have no part policies of their own any more', () => {
    const found = rulesOf({ environment: 'prod', role: 'db' }, policy);
    expect(found.kind === 'rules' && Object.keys(found.environment).sort()).toEqual(Object.keys(own).sort());
  });
});

describe('the rules of a place', () => {
  it('are those of the hosts in it', () => {
    expect(rulesAt(policy, { environment: 'prod', policyName: 'west' })).toEqual({ ...own, failureBudgetHosts: 4 });
    expect(rulesAt(policy, { environment: 'prod', policyName: null })).toEqual(own);
  });

  it.each([
    ['no such environment', { environment: 'uat', policyName: null }],
    ['no such policy', { environment: 'prod', policyName: 'east' }],
    ['a policy of another environment', { environment: 'dev', policyName: 'west' }],
  ])('are none: %s', (_name, place) => {
    expect(rulesAt(policy, place)).toBeNull();
  });
});

const placesSaidBy = (found: RulesOfHost): readonly PolicyPlace[] => {
  if (found.kind === 'none') return [];
  if (found.kind === 'rules') return [{ environment: found.environment.name, policyName: found.policyName }];
  return found.policyNames.map((policyName) => ({ environment: found.environment, policyName }));
};

it('every host is of one place, or of all that select it and then in conflict', () => {
  const label = (values: readonly string[]) => fc.option(fc.constantFrom(...values), { nil: undefined });
  const labels = fc
    .record({ environment: fc.constantFrom('prod', 'dev', 'gone'), role: label(ROLES), site: label(SITES) })
    .map((all) => Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined)));
  fc.assert(
    fc.property(policies, labels as fc.Arbitrary<Readonly<Record<string, string>>>, (given, host) => {
      const places = placesOf(given).filter((place) => isOfPlace(host, given, place));
      expect(places).toEqual(placesSaidBy(rulesOf(host, given)));
      const [place] = places;
      const said = rulesOf(host, given);
      fc.pre(place !== undefined && said.kind === 'rules');
      expect(rulesAt(given, place)).toEqual(said.environment);
    }),
  );
});
