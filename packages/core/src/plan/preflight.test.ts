// What policy wants to be so before a host is touched, and of its repositories, on the way into host plans.

import {
  aHost,
  anEnvironment,
  anInventory,
  anOpensslPatchSet,
  aPackage,
  aPlanningInput,
  aPolicy,
  aRepository,
  CAPABILITIES,
  sha256,
  THE_MORNING,
  withProposal,
} from '@slipway/testkit/builders';
import { describe, expect, it } from 'vitest';
import { resealed } from '../../test/plan/mutation.ts';
import { judgeSteps } from '../execution/index.ts';
import type { Inventory, Repository } from '../inventory/index.ts';
import type { Rules } from '../policy/index.ts';
import { addSeconds } from '../time/index.ts';
import { checkPlan, type HostPlan, makePlan, type PlanningInput } from './index.ts';

interface Given {
  readonly rules?: Partial<Rules>;
  readonly capabilities?: readonly string[];
  readonly inventory?: Partial<Inventory>;
}

const inputWith = ({ rules = {}, capabilities = CAPABILITIES, inventory }: Given): PlanningInput => {
  const labels = { environment: 'prod' };
  const { system: _, ...given } = inventory ?? {};
  const repositories = (given.repositories ?? anInventory().repositories).map((one) => ({
    ...one,
    trust: { address: one.uri, checks: ['metadata' as const], keys: ['A'.repeat(40)] },
  }));
  const host = aHost({ hostId: 'app-1', labels, capabilities, inventory: anInventory({ ...given, repositories }) });
  return aPlanningInput({
    policy: aPolicy({
      environments: [
        anEnvironment({ name: 'dev' }),
        anEnvironment({ waves: { canaryHosts: 0, percentMax: 100 }, ...rules }),
      ],
    }),
    hosts: [withProposal(host, anOpensslPatchSet())],
  });
};
const planned = (given: Given): HostPlan => {
  const { plan, report } = makePlan(inputWith(given), sha256);
  const [hostPlan] = plan?.hostPlans ?? [];
  if (hostPlan === undefined) throw new Error(JSON.stringify(report));
  return hostPlan;
};
const leftOut = (given: Given): string | undefined => makePlan(inputWith(given), sha256).report.leftOut[0]?.reason.code;

const PREFLIGHT = { repair: 'bounded', users: 'refuse' } as const;

describe('preflight rules', () => {
  it('stand in the host plan as policy has them, with repair as its first step', () => {
    const hostPlan = planned({ rules: { preflight: PREFLIGHT } });
    expect(hostPlan.preflight).toEqual(PREFLIGHT);
    expect(hostPlan.steps.map(({ kind }) => kind).slice(0, 2)).toEqual(['repair', 'preflight']);
    expect(judgeSteps(hostPlan)).toMatchObject({ ok: true });
    const without = planned({ rules: { preflight: { guests: 'refuse' } } });
    expect(without.steps[0]?.kind).toBe('preflight');
    expect('preflight' in planned({})).toBe(false);
  });

  it('leave out an agent that does not read them', () => {
    const capabilities = CAPABILITIES.filter((one) => one !== 'preflight/1');
    expect(leftOut({ rules: { preflight: PREFLIGHT }, capabilities })).toBe('host-lacks-capability');
    expect(planned({ capabilities }).steps[0]?.kind).toBe('preflight');
  });

  it('are held against the plan by the checker', () => {
    const input = inputWith({ rules: { preflight: PREFLIGHT } });
    const { plan, report } = makePlan(input, sha256);
    if (plan === null) throw new Error('no plan');
    expect(checkPlan({ plan, report, input, sha256 }).filter(({ severity }) => severity === 'error')).toEqual([]);
    const each = (change: (hostPlan: HostPlan) => HostPlan) =>
      resealed({ ...plan, hostPlans: plan.hostPlans.map(change) });
    const without = each((hostPlan) => ({ ...hostPlan, preflight: { repair: 'bounded' } }));
    const noRepair = each(({ steps, ...all }) => ({ ...all, steps: steps.slice(1) }));
    for (const changed of [without, noRepair]) {
      const errors = checkPlan({ plan: changed, report, input, sha256 }).filter(({ severity }) => severity === 'error');
      expect(errors.map(({ hostId }) => hostId)).toContain('app-1');
    }
  });

  it('C06: let a host with an interrupted database in, which is else left out', () => {
    const inventory: Partial<Inventory> = {
      packageDatabase: { fingerprint: anInventory().packageDatabase.fingerprint, state: 'interrupted' },
    };
    expect(leftOut({ inventory })).toBe('package-database-broken');
    expect(planned({ inventory, rules: { preflight: PREFLIGHT } }).steps[0]?.kind).toBe('repair');
    const unreadable: Partial<Inventory> = {
      packageDatabase: { fingerprint: anInventory().packageDatabase.fingerprint, state: 'unreadable' },
    };
    expect(leftOut({ inventory: unreadable, rules: { preflight: PREFLIGHT } })).toBe('package-database-broken');
  });

  it('C06: let no host in whose installed packages lack what they need: no repair may bring it', () => {
    const { fingerprint } = anInventory().packageDatabase;
    const item = { name: 'app', architecture: 'amd64', version: '1.0', relation: 'Depends: lib (>= 2)' };
    const unmet = { items: [item], total: 1 };
    const inventory: Partial<Inventory> = { packageDatabase: { fingerprint, state: 'unmet', unmet } };
    expect(leftOut({ inventory, rules: { preflight: PREFLIGHT } })).toBe('dependencies-unmet');
  });

  it('let in no host whose database says that it is whole, with a package in it that is not', () => {
    const packages = [aPackage({ name: 'openssl', version: '3.0.15-1~deb12u1', state: 'half-installed' })];
    expect(leftOut({ inventory: { packages }, rules: { preflight: PREFLIGHT } })).toBe('package-database-broken');
  });
});

describe('repository rules', () => {
  const signedBy = '/etc/keys/debian.gpg';
  const withRepository = (repository: Partial<Repository>): Partial<Inventory> => ({
    repositories: [...anInventory().repositories, aRepository({ label: 'Other', ...repository })].map((one, at) =>
      at < 2 ? { ...one, signedBy } : one,
    ),
  });
  it.each<[string, Rules['repositories'], Partial<Repository>, string | undefined]>([
    ['allow what begins so', { allow: ['https://archive.invalid/'] }, {}, undefined],
    [
      'refuse another',
      { allow: ['https://archive.invalid/'] },
      { uri: 'https://evil.invalid/debian' },
      'repository-not-allowed',
    ],
    ['want a key', { key: 'required' }, { signedBy: null }, 'repository-without-key'],
    ['want it read lately', { freshHours: 1 }, { lastRefreshedAt: addSeconds(THE_MORNING, -7200) }, 'repository-stale'],
    ['want it read without a failure', { freshHours: 1 }, { refresh: 'failed' }, 'repository-stale'],
    ['want it read at all', { freshHours: 1 }, { refresh: 'never', lastRefreshedAt: null }, 'repository-stale'],
    ['want a key that has not expired', { key: 'required' }, { keyExpiresAt: THE_MORNING }, 'repository-key-expired'],
    ['want none of a repository that is read', { freshHours: 1 }, { keyExpiresAt: THE_MORNING }, undefined],
    [
      'say why it is not read any more',
      { freshHours: 1 },
      { keyExpiresAt: THE_MORNING, refresh: 'failed' },
      'repository-key-expired',
    ],
    ['know one that is good, or for ever', { key: 'required' }, { keyExpiresAt: null }, undefined],
    ['find it read lately', { freshHours: 1 }, { lastRefreshedAt: THE_MORNING }, undefined],
  ])('%s', (_name, repositories, repository, code) => {
    const rules = repositories === undefined ? {} : { repositories };
    expect(leftOut({ rules, inventory: withRepository({ signedBy, ...repository }) })).toBe(code);
  });
});

describe('C40: keys of repositories', () => {
  const days = (count: number) => addSeconds(THE_MORNING, count * 24 * 3600);
  const told = (keyExpiresAt: Repository['keyExpiresAt']) => {
    const repositories = anInventory().repositories.map((one) => ({
      ...one,
      ...(keyExpiresAt === undefined ? {} : { keyExpiresAt }),
    }));
    const input = inputWith({ inventory: { repositories } });
    const { plan, report } = makePlan(input, sha256);
    if (plan === null) throw new Error('no plan');
    const notes = checkPlan({ plan, report, input, sha256 }).filter(({ reason }) =>
      reason.code.startsWith('repository-'),
    );
    return {
      planner: report.notes
        .filter(({ code }) => code.startsWith('repository-'))
        .map(({ code, facts }) => [code, facts['days']]),
      checker: notes.map(({ severity, reason: { code, facts } }) => [severity, code, facts['days']]),
    };
  };

  it.each<[string, Repository['keyExpiresAt'], string | null, number | undefined]>([
    ['are told two monthly windows before they expire', days(60), 'repository-key-expires', 60],
    ['are told until the day', days(0.5), 'repository-key-expires', 0],
    ['are told once they have, where policy wants none', days(-1), 'repository-key-expired', undefined],
    ['are no news before', days(61), null, undefined],
    ['are none that never expire', null, null, undefined],
    ['are unknown to older agents', undefined, null, undefined],
  ])('%s', (_name, keyExpiresAt, code, left) => {
    const { planner, checker } = told(keyExpiresAt);
    // Each of the two repositories once.
    expect(planner).toEqual(
      code === null
        ? []
        : [
            [code, left],
            [code, left],
          ],
    );
    expect(checker).toEqual(planner.map((one) => ['warning', ...one]));
  });

  it('are an error of a plan where policy wants one', () => {
    const repositories = anInventory().repositories.map((one) => ({ ...one, signedBy: '/a.gpg' }));
    const input = inputWith({ rules: { repositories: { key: 'required' } }, inventory: { repositories } });
    const { plan, report } = makePlan(input, sha256);
    if (plan === null) throw new Error('no plan');
    const later = { ...input, hosts: input.hosts.map((host) => expired(host)) };
    const errors = checkPlan({ plan, report, input: later, sha256 }).filter(({ severity }) => severity === 'error');
    expect(errors.map(({ reason }) => reason.code)).toContain('repository-key-expired');
  });

  const expired = (host: PlanningInput['hosts'][number]): PlanningInput['hosts'][number] => {
    if (host.inventory === null) return host;
    const repositories = host.inventory.repositories.map((one) => ({ ...one, keyExpiresAt: THE_MORNING }));
    return { ...host, inventory: { ...host.inventory, repositories } };
  };
});
