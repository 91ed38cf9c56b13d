// A plan is for one policy of one environment: whom it takes, by which rules, and what its checker says of one that is
// for another.

import {
  aHost,
  anEnvironment,
  anOpensslPatchSet,
  aPlanningInput,
  aPolicy,
  sha256,
  withProposal,
} from '@slipway/testkit/builders';
import { describe, expect, it } from 'vitest';
import type { Policy } from '../policy/index.ts';
import { checkPlan, labelMoved, makePlan, type PlanningInput, type PlanningResult } from './index.ts';

const patchSet = anOpensslPatchSet();
const host = (hostId: string, labels: Readonly<Record<string, string>>) =>
  withProposal(aHost({ hostId, labels: { environment: 'prod', ...labels } }), patchSet);
const policy: Policy = aPolicy({
  environments: [
    anEnvironment({ name: 'dev' }),
    anEnvironment({
      policies: [
        { name: 'databases', hosts: 'role = db', approval: { rule: 'team', team: 'dba', count: 2 }, reboot: 'always' },
        { name: 'west', hosts: 'site = west' },
      ],
    }),
  ],
  clusters: [{ name: 'pair', members: 'exists(pair)', awayMax: 1 }],
});
const HOSTS = [
  host('app1', { role: 'app', pair: 'yes', group: '1' }),
  host('both', { role: 'db', site: 'west' }),
  host('db1', { role: 'db', pair: 'yes' }),
  host('west1', { site: 'west' }),
];
const inputFor = (policyName: string | null, given: Partial<PlanningInput> = {}): PlanningInput =>
  aPlanningInput({ patchSet, policy, hosts: HOSTS, policyName, ...given });
const planFor = (policyName: string | null): PlanningResult => makePlan(inputFor(policyName), sha256);
const errorsOf = ({ plan, report }: PlanningResult, input: PlanningInput): readonly string[] =>
  plan === null
    ? ['no plan']
    : checkPlan({ plan, report, input, sha256 }).flatMap(({ severity, reason, hostId }) =>
        severity === 'error' ? [`${reason.code} ${hostId ?? ''}`.trim()] : [],
      );

describe('planning one policy of an environment', () => {
  it.each<[string | null, readonly string[], readonly string[]]>([
    [null, ['app1'], []],
    ['databases', ['db1'], ['both']],
    ['west', ['west1'], ['both']],
  ])('%s: takes its hosts alone, and tells of those that another one selects too', (policyName, planned, leftOut) => {
    const { plan, report } = planFor(policyName);
    expect(plan?.header.bounds.hosts).toEqual(planned);
    expect(report.leftOut.map(({ hostId, reason }) => [hostId, reason.code])).toEqual(
      leftOut.map((hostId) => [hostId, 'policies-conflict']),
    );
    expect(errorsOf(planFor(policyName), inputFor(policyName))).toEqual([]);
  });

  it('plans by the rules of the policy', () => {
    const { plan } = planFor('databases');
    expect(plan?.header.approval).toEqual({ rule: 'team', team: 'dba', count: 2 });
    expect(plan?.hostPlans[0]?.reboot).toBe('always');
    expect(planFor('west').plan?.header.approval).toEqual({ rule: 'self' });
  });

  it("counts the others' hosts as members of clusters, and names those that have a group", () => {
    const { plan } = planFor('databases');
    expect(plan?.header.bounds.clusterLimits).toEqual([{ cluster: 'pair', members: ['app1', 'db1'], awayMax: 1 }]);
    expect(plan?.header.bounds.labels?.flatMap(({ hosts }) => hosts)).toEqual(['app1', 'db1']);
  });

  it('keeps the labels that decide over the policy: a host that another one selects now is not of the plan any more', () => {
    const [labelled] = planFor(null).plan?.header.bounds.labels ?? [];
    expect(labelled?.labels).toEqual({ environment: 'prod', group: '1', pair: 'yes', role: 'app', site: null });
    const moved = labelMoved(labelled?.labels ?? {}, { ...HOSTS[0]?.labels, site: 'west' });
    expect(moved).toMatchObject({ code: 'label-moved', facts: { label: 'site', found: 'west' } });
  });

  it('plans nothing for a policy that is not there, which may have been taken out since it was asked for', () => {
    const { plan, report } = planFor('east');
    expect(plan).toBeNull();
    expect(report).toMatchObject({
      leftOut: [],
      notes: [{ code: 'not-found', facts: { what: 'policy of prod', id: 'east' } }],
    });
  });

  it('leaves plans of policies without parts as they were', () => {
    const plain = aPolicy({ clusters: policy.clusters });
    const { plan } = makePlan(inputFor(null, { policy: plain }), sha256);
    expect(plan?.header.bounds.labels?.map(({ labels }) => Object.keys(labels))).toContainEqual([
      'environment',
      'group',
      'pair',
    ]);
  });
});

describe('the checker', () => {
  it('finds a host of another policy, one that is forgotten, and the rules of another one', () => {
    const errors = errorsOf(planFor('west'), inputFor('databases'));
    expect(errors).toContain('check-differs-from-policy west1');
    expect(errors).toContain('check-host-forgotten db1');
    expect(errors).toContain('check-differs-from-policy');
  });

  it('finds a host that two policies select', () => {
    const [environment] = policy.environments.slice(1);
    const parts = environment?.policies?.map((part) => ({ ...part, hosts: 'exists(role) or exists(site)' })) ?? [];
    const overlapping = {
      ...policy,
      environments: [anEnvironment({ name: 'dev' }), anEnvironment({ policies: parts })],
    };
    expect(errorsOf(planFor('west'), inputFor('west', { policy: overlapping }))).toContain('policies-conflict west1');
  });

  it('finds that labels which decide over the policy are not in the bounds', () => {
    const plain = aPolicy({ clusters: policy.clusters });
    const made = makePlan(inputFor(null, { policy: plain, hosts: HOSTS.slice(0, 1) }), sha256);
    expect(errorsOf(made, inputFor(null, { hosts: HOSTS.slice(0, 1) }))).toContain('check-differs-from-policy app1');
  });
});
