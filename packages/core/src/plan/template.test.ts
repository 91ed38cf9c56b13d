// The host that updates first, the conditions of gates, and whose agents read them.

import { sha256 } from '@slipway/testkit/builders';
import { planningInputs } from '@slipway/testkit/generators';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { resealed } from '../../test/plan/mutation.ts';
import type { GateCondition, GateRules, Policy } from '../policy/index.ts';
import { checkPlan, makePlan, type PlanningInput, type Wave } from './index.ts';

const page: GateCondition = { name: 'page', kind: 'http', url: 'https://www.example', status: 200 };
const quiet: GateCondition = { name: 'quiet', kind: 'prometheus-alerts', url: 'https://p.example', labels: {} };
const health: GateCondition = { name: 'wave', kind: 'health' };
const own: GateRules = { soakSeconds: 600, person: 'not-asked', conditions: [quiet] };

/** Under rules that want a host first and conditions between waves, whoever the policy is for. */
const gated = (
  input: PlanningInput,
  template: GateRules | null,
  conditions: readonly GateCondition[] | null,
): PlanningInput => {
  const changed = <Rules extends Partial<Policy['environments'][number]>>(rules: Rules): Rules => ({
    ...rules,
    ...(rules.waves === undefined || template === null
      ? {}
      : { waves: { ...rules.waves, template: { hosts: 'first = yes', gates: template } } }),
    ...(rules.gates === undefined || conditions === null ? {} : { gates: { ...rules.gates, conditions } }),
  });
  const environments = input.policy.environments.map((environment) => ({
    ...changed(environment),
    ...(environment.policies === undefined ? {} : { policies: environment.policies.map(changed) }),
  }));
  return { ...input, policy: { ...input.policy, environments } };
};
const labelled = (input: PlanningInput, which: ReadonlySet<string>): PlanningInput => ({
  ...input,
  hosts: input.hosts.map((host) =>
    which.has(host.hostId) ? { ...host, labels: { ...host.labels, first: 'yes' } } : host,
  ),
});
const codesOf = (input: PlanningInput, change: (waves: readonly Wave[]) => readonly Wave[] = (waves) => waves) => {
  const { plan, report } = makePlan(input, sha256);
  if (plan === null) throw new Error('nothing is planned');
  const waves = change(plan.header.waves);
  const sealed = waves === plan.header.waves ? plan : resealed({ ...plan, header: { ...plan.header, waves } });
  const notes = checkPlan({ plan: sealed, report, input, sha256 });
  return notes.flatMap(({ severity, reason }) => (severity === 'error' ? [reason.code] : []));
};
const plannedOf = (input: PlanningInput) => makePlan(input, sha256).plan?.header.bounds.hosts ?? [];

describe('the host that updates first', () => {
  it('is the first wave, alone, wherever it is planned; else nobody goes, unless it is there already', () => {
    let [first, there] = [0, 0];
    fc.assert(
      fc.property(planningInputs, fc.nat(), (random, pick) => {
        const before = gated(random, own, null);
        const meant = before.hosts.filter(({ labels }) => labels['environment'] === before.environment);
        const one = meant[pick % Math.max(1, meant.length)];
        fc.pre(one !== undefined);
        const input = labelled(before, new Set([one.hostId]));
        const { plan, report } = makePlan(input, sha256);
        fc.pre(plan !== null);
        const isPlanned = plan.header.bounds.hosts.includes(one.hostId);
        const isThere = report.alreadyThere.includes(one.hostId);
        first += isPlanned ? 1 : 0;
        there += isThere ? 1 : 0;
        expect(codesOf(input)).toEqual(isPlanned || isThere ? [] : ['template-host-missing']);
        const alone = { kind: 'canary', hosts: [one.hostId], gates: { conditions: [quiet] } };
        const [wave] = isPlanned ? plan.header.waves : [];
        expect(wave ?? alone).toMatchObject(alone);
        expect(wave?.gates.soakSeconds ?? 600).toBeGreaterThanOrEqual(600);
      }),
      { numRuns: 300 },
    );
    expect(Math.min(first, there)).toBeGreaterThan(0);
  });

  it('is one: of several nobody is chosen, and the plan cannot be approved', () => {
    fc.assert(
      fc.property(planningInputs, (random) => {
        const input = gated(random, own, null);
        const hosts = plannedOf(input);
        fc.pre(hosts.length > 1);
        const several = labelled(input, new Set(hosts.slice(0, 2)));
        expect(codesOf(several)).toEqual(['template-hosts-several']);
      }),
      { numRuns: 100 },
    );
  });
});

describe('gates that a faulty planner would write', () => {
  const each = (change: (gates: GateRules) => GateRules) => (waves: readonly Wave[]) =>
    waves.map((wave) => ({ ...wave, gates: change(wave.gates) }));

  it.each<[string, (waves: readonly Wave[]) => readonly Wave[]]>([
    ['without the conditions', each(({ soakSeconds, person }) => ({ soakSeconds, person }))],
    ['with fewer', each((gates) => ({ ...gates, conditions: [] }))],
    ['with looser ones', each((gates) => ({ ...gates, conditions: [{ ...page, status: 500 }] }))],
    [
      'with those of others in the first wave',
      (waves) => [{ ...waves[0]!, gates: waves.at(-1)!.gates }, ...waves.slice(1)],
    ],
    [
      'with the first host among others',
      ([first, second, ...rest]) => [{ ...second!, hosts: [...first!.hosts, ...second!.hosts] }, ...rest],
    ],
    ['with the first host later', ([first, second, ...rest]) => [second!, first!, ...rest]],
    ['with the first host in a wave like any other', ([first, ...rest]) => [{ ...first!, kind: 'rest' }, ...rest]],
  ])('are caught: %s', (_name, change) => {
    let caught = 0;
    fc.assert(
      fc.property(planningInputs, (random) => {
        const before = gated(random, own, [page]);
        const [one, ...others] = plannedOf(before);
        fc.pre(one !== undefined && others.length > 0);
        const input = labelled(before, new Set([one]));
        expect(codesOf(input)).toEqual([]);
        expect(codesOf(input, change)).toContain('check-differs-from-policy');
        caught += 1;
      }),
      { numRuns: 50 },
    );
    expect(caught).toBe(50);
  });
});

describe('an agent that does not know conditions', () => {
  const old = (input: PlanningInput, lacks = 'process/1'): PlanningInput => ({
    ...input,
    hosts: input.hosts.map((host, index) =>
      index === 0 ? { ...host, capabilities: host.capabilities.filter((one) => one !== lacks) } : host,
    ),
  });
  const reasonOfFirst = (input: PlanningInput) =>
    makePlan(input, sha256).report.leftOut.find(({ hostId }) => hostId === input.hosts[0]?.hostId)?.reason;

  it('is left out of a plan that has them, and of no other', () => {
    let leftOut = 0;
    fc.assert(
      fc.property(planningInputs, (random) => {
        const [host] = random.hosts;
        fc.pre(host !== undefined && plannedOf(gated(random, null, [page])).includes(host.hostId));
        leftOut += 1;
        const facts = { code: 'host-lacks-capability', facts: { capability: 'process/1' } };
        expect(reasonOfFirst(old(gated(random, null, [page])))).toEqual(facts);
        expect(reasonOfFirst(old(gated(random, own, null)))).toEqual(facts);
        expect(plannedOf(old(random))).toContain(host.hostId);
      }),
      { numRuns: 50 },
    );
    expect(leftOut).toBe(50);
  });

  it('is found in a plan that has it all the same', () => {
    fc.assert(
      fc.property(planningInputs, (random) => {
        for (const [condition, capability] of [
          [page, 'process/1'],
          [health, 'health/1'],
        ] as const) {
          const input = gated(random, null, [condition]);
          const { plan, report } = makePlan(input, sha256);
          fc.pre(plan !== null);
          fc.pre(plan.header.bounds.hosts.includes(input.hosts[0]!.hostId));
          const notes = checkPlan({ plan, report, input: old(input, capability), sha256 });
          expect(notes.map(({ reason }) => reason)).toContainEqual({
            code: 'host-lacks-capability',
            facts: { capability },
          });
        }
      }),
      { numRuns: 50 },
    );
  });
});
