// Who may put a name to a plan, and for which plans a name counts.

import { openMemoryStore } from '@slipway/controller/store/memory';
import { digestOf } from '@slipway/core/document';
import { asHostId } from '@slipway/core/ids';
import type { PlanHeader } from '@slipway/core/plan';
import { addSeconds } from '@slipway/core/time';
import { digestOfText, sha256, THE_MORNING } from '@slipway/testkit/builders';
import { anApproval, aStoredPatchSet, aStoredPlan } from '@slipway/testkit/store-rows';
import { describe, expect, it } from 'vitest';
import type { Role, StoredPlan } from '../../ports/index.ts';
import type { App } from '../context.ts';
import { grantAutomaticApproval } from './approve.ts';
import { approvalState, approve, listWaiting, refusePlan } from './index.ts';

const NOW = addSeconds(THE_MORNING, 60);
const TEAM = { rule: 'team', team: 'operations', count: 1 } as const;

const planOf = (given: Partial<PlanHeader>, stored: Partial<StoredPlan> = {}): StoredPlan => {
  const { plan } = aStoredPlan(['host-1', 'host-2']);
  const { bounds } = plan.header;
  const labels = [{ labels: { environment: 'prod', group: null }, hosts: bounds.hosts }];
  const header: PlanHeader = { ...plan.header, bounds: { ...bounds, labels }, ...given };
  return { ...plan, author: 'bob', header, digest: digestOf(header, sha256), ...stored };
};
/** Another plan, whose bounds are the same. */
const replanned = (plan: StoredPlan, stored: Partial<StoredPlan> = {}): StoredPlan =>
  planOf({ ...plan.header, failureBudgetHosts: 100 }, stored);

const appWith = async (...plans: readonly StoredPlan[]): Promise<App> => {
  const store = openMemoryStore();
  await store.write(async (change) => {
    await change.patchSets.addPatchSet({ ...aStoredPatchSet(), author: 'carol' });
    for (const plan of plans) await change.plans.addPlan(plan, aStoredPlan(['host-1', 'host-2']).hostPlans);
  });
  const ports = { store, clock: { now: () => NOW }, nudge: { notify: () => undefined } };
  return { ports } as unknown as App;
};

const by = (person: string, teams: readonly string[] = ['operations']) =>
  ({ person, roles: ['approver'], teams }) as const;
const codeOf = (outcome: Awaited<ReturnType<typeof approve>>): string =>
  outcome.ok ? 'approved' : outcome.reason.code;
const stateOf = async (app: App, plan: StoredPlan): Promise<string> => {
  const state = await app.ports.store.read(async (view) => await approvalState(view, plan, NOW));
  return state.ok ? 'approved' : state.reason.code;
};

it('bounds are not compared for a name under that very plan: each host that fetches ahead asks with each check-in', async () => {
  const untouched = <T extends object>(given: T): T =>
    new Proxy(given, {
      get: (_given, name) => {
        throw new Error(`${String(name)} of the approved bounds was read`);
      },
    });
  const plan = planOf({ approval: TEAM });
  const app = await appWith(plan);
  expect(codeOf(await approve(app, by('dora'), plan.digest))).toBe('approved');
  const state = await app.ports.store.read(async (view) => {
    const approvalsForPatchSet: typeof view.approvals.approvalsForPatchSet = async (digest) =>
      (await view.approvals.approvalsForPatchSet(digest)).map((one) => ({ ...one, bounds: untouched(one.bounds) }));
    return await approvalState({ ...view, approvals: { ...view.approvals, approvalsForPatchSet } }, plan, NOW);
  });
  expect(state).toMatchObject({ ok: true, value: [{ approvedBy: 'dora' }] });
});

const auditOf = async (app: App) =>
  (await app.ports.store.read(async ({ access }) => await access.auditEvents({ after: null, limit: 9 }))).items;

describe('who may approve under a team rule', () => {
  const plan = planOf({ approval: TEAM });

  it.each([
    ['a member of the team', by('dora'), 'approved'],
    ['a member of another one', by('dora', ['security']), 'approver-not-in-team'],
    ['who asked for the plan', by('bob'), 'requester-cannot-approve'],
    ['who cut the patch set', by('carol'), 'requester-cannot-approve'],
  ])('%s', async (_who, actor, expected) => {
    const app = await appWith(plan);
    expect(codeOf(await approve(app, actor, plan.digest))).toBe(expected);
    expect(await stateOf(app, plan)).toBe(expected === 'approved' ? 'approved' : 'waiting-for-approval');
  });

  it('twice the same person is one', async () => {
    const two = planOf({ approval: { ...TEAM, count: 2 } });
    const app = await appWith(two);
    for (const person of ['dora', 'dora']) expect(codeOf(await approve(app, by(person), two.digest))).toBe('approved');
    expect(await stateOf(app, two)).toBe('waiting-for-approval');
    await approve(app, by('emil'), two.digest);
    expect(await stateOf(app, two)).toBe('approved');
  });
});

describe('the rule automatic', () => {
  it('is policy putting its name to a plan, and is remembered like a person', async () => {
    const plan = planOf({ approval: { rule: 'automatic' } });
    const app = await appWith(plan);
    // Planned again without a change: said once.
    for (const _again of [1, 2]) {
      await app.ports.store.write(async (change) => await grantAutomaticApproval(change, plan, NOW));
    }
    expect(await stateOf(app, plan)).toBe('approved');
    expect(await auditOf(app)).toMatchObject([{ who: 'policy', action: 'plan.approve', object: plan.digest }]);
  });

  it('puts no name to a plan in which the checker found errors', async () => {
    const error = { severity: 'error', reason: { code: 'check-version-falls', facts: {} }, hostId: null } as const;
    const plan = planOf({ approval: { rule: 'automatic' } }, { notes: [error] });
    const app = await appWith(plan);
    await app.ports.store.write(async (change) => await grantAutomaticApproval(change, plan, NOW));
    expect(await auditOf(app)).toEqual([]);
    expect(await app.ports.store.read(({ approvals }) => approvals.approvalsOf(plan.digest))).toEqual([]);
  });
});

describe('the rule self', () => {
  it('stands in the audit where somebody approved a plan of their own asking, and only there', async () => {
    const plan = planOf({ approval: { rule: 'self' } });
    const app = await appWith(plan);
    for (const person of ['bob', 'dora']) await approve(app, by(person), plan.digest);
    const facts = (await auditOf(app)).map(({ who, facts: { rule, ownPlan = 'no' } }) => [who, rule, ownPlan]);
    expect(facts).toHaveLength(2);
    expect(facts).toEqual(
      expect.arrayContaining([
        ['bob', 'self', 'yes'],
        ['dora', 'self', 'no'],
      ]),
    );
  });
});

describe('an approval of another plan with the same bounds', () => {
  const first = planOf({ approval: TEAM });
  const approvedFirst = async (second: StoredPlan): Promise<string> => {
    const app = await appWith(first, second);
    await app.ports.store.write(async ({ approvals }) => {
      await approvals.addApproval(anApproval(first, { approvedBy: 'dora', rule: 'team', team: 'operations' }));
    });
    expect(await stateOf(app, first)).toBe('approved');
    return await stateOf(app, second);
  };

  it('counts for a plan that was made again', async () => {
    expect(await approvedFirst(replanned(first))).toBe('approved');
  });

  it('does not count once policy has changed: gates, hooks, reboots and the failure budget stand there', async () => {
    expect(await approvedFirst(replanned(first, { policyRevision: 2 }))).toBe('waiting-for-approval');
  });

  it('does not count once a label has moved: groups, clusters and hooks hang on it', async () => {
    const { bounds } = first.header;
    const moved = {
      ...bounds,
      labels: bounds.labels?.map((one) => ({ ...one, labels: { ...one.labels, group: '2' } })),
    };
    const withLabels = (labels: PlanHeader['bounds']): StoredPlan =>
      planOf({ ...first.header, failureBudgetHosts: 100, bounds: labels });
    expect(await approvedFirst(withLabels(bounds))).toBe('approved');
    expect(await approvedFirst(withLabels(moved as PlanHeader['bounds']))).toBe('waiting-for-approval');
    const { labels: _, ...unsaid } = bounds;
    expect(await approvedFirst(withLabels(unsaid))).toBe('waiting-for-approval');
  });

  it('does not count where neither plan says which labels decided', async () => {
    const { labels: _, ...unsaid } = first.header.bounds;
    const [before, after] = [0, 100].map((failureBudgetHosts) =>
      planOf({ ...first.header, failureBudgetHosts, bounds: unsaid }),
    ) as [StoredPlan, StoredPlan];
    const app = await appWith(before, after);
    await approve(app, by('dora'), before.digest);
    expect([await stateOf(app, before), await stateOf(app, after)]).toEqual(['approved', 'waiting-for-approval']);
  });

  it('does not count for a plan of another environment', async () => {
    expect(await approvedFirst(planOf({ ...first.header, environment: 'dev' }))).toBe('waiting-for-approval');
  });

  it('does not count for a plan of another policy of the environment', async () => {
    expect(await approvedFirst(replanned(first, { policyName: null }))).toBe('approved');
    expect(await approvedFirst(replanned(first, { policyName: 'databases' }))).toBe('waiting-for-approval');
  });

  it('does not count for a plan that the same person asked for', async () => {
    expect(await approvedFirst(replanned(first, { author: 'dora' }))).toBe('waiting-for-approval');
  });

  it('does not let a plan run in which the checker found errors', async () => {
    const error = { severity: 'error', reason: { code: 'check-version-falls', facts: {} }, hostId: null } as const;
    expect(await approvedFirst(replanned(first, { notes: [error] }))).toBe('plan-has-errors');
  });

  it('does not count where that one was refused', async () => {
    const second = replanned(first);
    const app = await appWith(first, second);
    await approve(app, by('dora'), first.digest);
    expect(await stateOf(app, second)).toBe('approved');
    await refusePlan(app, by('emil'), { planDigest: first.digest, why: 'no' });
    expect([await stateOf(app, first), await stateOf(app, second)]).toEqual(['plan-refused', 'waiting-for-approval']);
  });
});

describe('a refusal between the approval and a plan that is made again', () => {
  const first = planOf({ approval: TEAM });
  const refused = replanned(first);
  const third = planOf({ ...first.header, failureBudgetHosts: 200 });

  it('takes the name from the plan that comes next, and not from the one that it was put to', async () => {
    const app = await appWith(first, refused, third);
    await approve(app, by('dora'), first.digest);
    expect(await stateOf(app, third)).toBe('approved');
    await refusePlan(app, by('emil'), { planDigest: refused.digest, why: 'not tonight' });
    expect([await stateOf(app, first), await stateOf(app, third)]).toEqual(['approved', 'waiting-for-approval']);
    await approve(app, by('dora'), third.digest);
    expect(await stateOf(app, third)).toBe('approved');
  });

  it.each([
    ['other hosts', { hosts: [asHostId('host-9')] }],
    ['another patch set', { patchSetDigest: digestOfText('another patch set') }],
  ])('of %s takes nothing', async (_what, other) => {
    const bounds = { ...first.header.bounds, ...other };
    const elsewhere = planOf({ ...first.header, bounds });
    const app = await appWith(first, elsewhere, third);
    await approve(app, by('dora'), first.digest);
    await refusePlan(app, by('emil'), { planDigest: elsewhere.digest, why: 'not there' });
    expect(await stateOf(app, third)).toBe('approved');
  });
});

describe('what is no approval of a plan', () => {
  it('one that comes after the plan has expired', async () => {
    const expired = planOf({ approval: TEAM, bounds: { ...planOf({}).header.bounds, expiresAt: NOW } });
    const app = await appWith(expired);
    expect(codeOf(await approve(app, by('dora'), expired.digest))).toBe('bounds-expired');
    expect(await stateOf(app, expired)).toBe('bounds-expired');
  });

  it('one of a plan that nobody knows', async () => {
    const app = await appWith();
    expect(codeOf(await approve(app, by('dora'), planOf({}).digest))).toBe('not-found');
  });
});

describe('several teams', () => {
  const teams = ['development', 'operations', 'security'];
  const plan = planOf({ approval: { rule: 'teams', teams, count: 2 } });

  it('want one person each, and nobody for two', async () => {
    const app = await appWith(plan);
    expect(codeOf(await approve(app, by('dora', ['security', 'operations']), plan.digest))).toBe('approved');
    expect(await stateOf(app, plan)).toBe('waiting-for-approval');
    expect(codeOf(await approve(app, by('zoe', ['sales']), plan.digest))).toBe('approver-not-in-team');
    expect(codeOf(await approve(app, by('bob', teams), plan.digest))).toBe('requester-cannot-approve');
    // Both are of operations: that dora is of security too makes room.
    expect(codeOf(await approve(app, by('emil', ['operations']), plan.digest))).toBe('approved');
    expect(await stateOf(app, plan)).toBe('approved');
  });

  it('are told to whoever asks what waits for them, and to nobody whose name would not count', async () => {
    const app = await appWith(plan);
    await approve(app, by('dora', ['security']), plan.digest);
    const mine = async (person: string, own: readonly string[], roles: readonly Role[] = ['approver']) => {
      const page = { after: null, limit: 10 };
      const { items } = await listWaiting(app, { person, roles, teams: own }, { page, mine: true });
      return items.map(({ given, needed, openTeams }) => [given, needed, ...openTeams]);
    };
    const waits = [[1, 2, 'development', 'operations']];
    expect(await mine('emil', ['operations'])).toEqual(waits);
    expect(await mine('emil', ['security'])).toEqual([]);
    expect(await mine('dora', ['operations'])).toEqual([]);
    expect(await mine('bob', ['operations'])).toEqual([]);
    expect(await mine('emil', ['operations'], ['operator'])).toEqual([]);
    await approve(app, by('emil'), plan.digest);
    expect(await mine('finn', ['development'])).toEqual([]);
  });
});
