import { aHost, anInventory, aPackage, sha256, withProposal } from '@slipway/testkit/builders';
import { CONDITIONS, planningInputs } from '@slipway/testkit/generators';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { HostId } from '../ids/index.ts';
import { applicableTargets } from '../patch-set/index.ts';
import { clustersOf, groupOf, rulesAt } from '../policy/index.ts';
import { explain } from '../reasons/index.ts';
import { evaluateOnLabels, parseSelector } from '../selection/index.ts';
import { addSeconds } from '../time/index.ts';
import { checkPlan, makePlan, type Plan, type PlanningInput } from './index.ts';

const RUNS = 300;

/** The same fleet after a while: every planned host has its host plan, and the clock has moved on. */
const later = (input: PlanningInput, plan: Plan, seconds: number): PlanningInput => {
  const made = new Map(plan.hostPlans.map((hostPlan) => [hostPlan.hostId, hostPlan]));
  return {
    ...input,
    now: addSeconds(input.now, seconds),
    hosts: input.hosts.map((host) => {
      const current = made.get(host.hostId) ?? null;
      return { ...host, current, generation: current?.generation ?? host.generation };
    }),
  };
};

/** Asked one selector after the other, as nothing in the planner does. */
const ofThePolicy = ({ hosts, environment, policyName = null, policy }: PlanningInput) => {
  const parts = policy.environments.find(({ name }) => name === environment)?.policies ?? [];
  return hosts.filter(({ labels }) => {
    const selecting = parts.filter((part) => {
      const selector = parseSelector(part.hosts);
      return selector.ok && evaluateOnLabels(selector.value, labels) === 'yes';
    });
    const isOwn = policyName === null ? selecting.length === 0 : selecting.some(({ name }) => name === policyName);
    return labels['environment'] === environment && isOwn;
  });
};

describe('planning', () => {
  it('again changes nothing, later in the same occurrence and from hosts in another order', () => {
    fc.assert(
      // Generated inputs begin at 08:00 of a window that ends at midnight or later: up to its last second.
      fc.property(planningInputs, fc.integer({ min: 0, max: 16 * 3600 - 1 }), (input, seconds) => {
        const { plan, report } = makePlan(input, sha256);
        if (plan === null) return;
        const again = later(input, plan, seconds);
        const second = makePlan({ ...again, hosts: again.hosts.toReversed() }, sha256);
        expect(second.plan?.digest).toBe(plan.digest);
        expect(second.plan?.hostPlans).toEqual(plan.hostPlans);
        expect(second.report).toEqual(report);
      }),
      { numRuns: RUNS },
    );
  });

  it('accounts for every host of the policy exactly once, and for no other', () => {
    fc.assert(
      fc.property(planningInputs, (input) => {
        const { plan, report } = makePlan(input, sha256);
        const named = [
          ...(plan?.hostPlans ?? []).map(({ hostId }) => hostId),
          ...report.alreadyThere,
          ...report.leftOut.map(({ hostId }) => hostId),
        ];
        expect(named.toSorted()).toEqual(
          ofThePolicy(input)
            .map(({ hostId }) => hostId)
            .toSorted(),
        );
        expect(plan === null).toBe(report.notes.some(({ code }) => code === 'plan-empty'));
        for (const { reason } of report.leftOut) expect(explain(reason)).not.toMatch(/\{\w+\}/);
      }),
      { numRuns: RUNS },
    );
  });

  it("plans a host whatever another one's condition is", () => {
    fc.assert(
      fc.property(planningInputs, fc.constantFrom(...Object.values(CONDITIONS)), (input, condition) => {
        const packages = [aPackage({ name: 'alpha', version: '1.0-1' })];
        const sound = aHost({ hostId: 'host-00', inventory: anInventory({ packages }) });
        const troubled = condition(withProposal(sound, input.patchSet, input.patchSetDigest));
        // Clusters tie hosts together on purpose: a member that is away takes another one's turn.
        const policy = { ...input.policy, clusters: [] };
        const alone = makePlan({ ...input, policy }, sha256);
        const beside = makePlan({ ...input, policy, hosts: [troubled, ...input.hosts] }, sha256);
        expect(beside.plan?.hostPlans.filter(({ hostId }) => hostId !== troubled.hostId) ?? []).toEqual(
          alone.plan?.hostPlans ?? [],
        );
      }),
      { numRuns: RUNS },
    );
  });

  it('names every target that a planned host does not reach', () => {
    fc.assert(
      fc.property(planningInputs, (input) => {
        const { plan, report } = makePlan(input, sha256);
        const inventories = new Map(input.hosts.map(({ hostId, inventory }) => [hostId, inventory]));
        for (const { hostId, transaction } of plan?.hostPlans ?? []) {
          const inventory = inventories.get(hostId);
          const wanted = inventory ? applicableTargets(input.patchSet, inventory) : [];
          const reached = transaction.map(({ name, to }) => `${name} ${to}`);
          const leftOut = report.updatesLeftOut.filter((one) => one.hostId === hostId);
          const named = [...reached, ...leftOut.map(({ name, version }) => `${name} ${version}`)];
          for (const { name, version } of wanted) expect(named).toContain(`${name} ${version}`);
        }
      }),
      { numRuns: RUNS },
    );
  });
});

describe('no wave', () => {
  it('takes more hosts of a cluster away than its limit lets, those that are away already included', () => {
    fc.assert(
      fc.property(planningInputs, (input) => {
        const hosts = new Map(input.hosts.map((host) => [host.hostId, host]));
        const isMember = (hostId: HostId, cluster: string): boolean =>
          clustersOf(hosts.get(hostId)?.labels ?? {}, input.policy).some(({ name }) => name === cluster);
        for (const wave of makePlan(input, sha256).plan?.header.waves ?? []) {
          for (const { name, awayMax } of input.policy.clusters) {
            const taken = wave.hosts.filter((hostId) => isMember(hostId, name)).length;
            const away = input.hosts.filter(
              ({ hostId, busy }) => busy?.code === 'host-unreachable' && isMember(hostId, name),
            );
            expect(taken === 0 || taken + away.length <= awayMax).toBe(true);
          }
        }
      }),
      { numRuns: RUNS },
    );
  });

  it('holds hosts of two groups, or more hosts than the percentage lets', () => {
    fc.assert(
      fc.property(planningInputs, (input) => {
        const hosts = new Map(input.hosts.map((host) => [host.hostId, host]));
        const header = makePlan(input, sha256).plan?.header;
        const { policyName = null } = input;
        const percentMax = rulesAt(input.policy, { environment: 'prod', policyName })?.waves.percentMax ?? 0;
        for (const wave of header?.waves ?? []) {
          const groups = wave.hosts.flatMap((hostId) => groupOf(hosts.get(hostId)?.labels ?? {}) ?? []);
          expect(new Set(groups).size).toBeLessThanOrEqual(1);
          const share = ((header?.bounds.hosts.length ?? 0) * percentMax) / 100;
          expect(wave.hosts.length).toBeLessThanOrEqual(Math.max(1, share));
        }
      }),
      { numRuns: RUNS },
    );
  });
});

describe('the checker', () => {
  it('finds no error in whatever the planner makes', () => {
    fc.assert(
      fc.property(planningInputs, (input) => {
        const { plan, report } = makePlan(input, sha256);
        if (plan === null) return;
        const notes = checkPlan({ plan, report, input, sha256 });
        expect(notes.filter(({ severity }) => severity === 'error').map((note) => explain(note.reason))).toEqual([]);
      }),
      { numRuns: RUNS },
    );
  });
});
