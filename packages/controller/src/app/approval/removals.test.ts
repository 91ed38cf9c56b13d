// A plan that removes packages waits for names that say which, whatever its rule is.

import { openMemoryStore } from '@slipway/controller/store/memory';
import { digestOf } from '@slipway/core/document';
import type { ApprovalRule } from '@slipway/core/policy';
import { addSeconds } from '@slipway/core/time';
import { sha256, THE_MORNING } from '@slipway/testkit/builders';
import { anApproval, aStoredPatchSet, aStoredPlan } from '@slipway/testkit/store-rows';
import { describe, expect, it } from 'vitest';
import type { StoredPlan } from '../../ports/index.ts';
import type { App } from '../context.ts';
import { grantAutomaticApproval } from './approve.ts';
import { approvalState, approve } from './index.ts';

const NOW = addSeconds(THE_MORNING, 60);
const REMOVALS = ['libold1', 'oldtool'];

const removing = (approval: ApprovalRule): StoredPlan => {
  const { plan } = aStoredPlan(['host-1']);
  const { bounds } = plan.header;
  const changes = { ...bounds.changes, removals: REMOVALS };
  const header = { ...plan.header, approval, bounds: { ...bounds, changes } };
  return { ...plan, author: 'bob', header, digest: digestOf(header, sha256) };
};

const appWith = async (plan: StoredPlan): Promise<App> => {
  const store = openMemoryStore();
  await store.write(async (change) => {
    await change.patchSets.addPatchSet({ ...aStoredPatchSet(), author: 'carol' });
    await change.plans.addPlan(plan, aStoredPlan(['host-1']).hostPlans);
  });
  const ports = { store, clock: { now: () => NOW }, nudge: { notify: () => undefined } };
  return { ports } as unknown as App;
};
const by = (person: string) => ({ person, roles: ['approver'], teams: ['operations'] }) as const;
const stateOf = async (app: App, plan: StoredPlan): Promise<string> => {
  const state = await app.ports.store.read(async (view) => await approvalState(view, plan, NOW));
  return state.ok ? 'approved' : state.reason.code;
};

describe('a plan that removes packages', () => {
  it('is approved by a name that says which, and by none that says less or more', async () => {
    const plan = removing({ rule: 'self' });
    const app = await appWith(plan);
    const codes: string[] = [];
    for (const named of [[], ['libold1'], [...REMOVALS, 'sudo']]) {
      const outcome = await approve(app, by('dora'), plan.digest, named);
      codes.push(outcome.ok ? 'approved' : outcome.reason.code);
    }
    expect(codes).toEqual(['removals-not-named', 'removals-not-named', 'removal-not-planned']);
    expect(await stateOf(app, plan)).toBe('waiting-for-approval');
    const approval = await approve(app, by('dora'), plan.digest, ['oldtool', 'libold1']);
    expect(approval.ok && approval.value.removals).toEqual(REMOVALS);
    expect(await stateOf(app, plan)).toBe('approved');
    const { items } = await app.ports.store.read(({ access }) => access.auditEvents({ after: null, limit: 9 }));
    expect(items).toMatchObject([{ action: 'plan.approve', facts: { removals: 'libold1,oldtool' } }]);
  });

  it('is not approved by policy, nor by as many names as it asks for of which one says nothing of it', async () => {
    const automatic = removing({ rule: 'automatic' });
    const app = await appWith(automatic);
    await app.ports.store.write(async (change) => await grantAutomaticApproval(change, automatic, NOW));
    expect(await stateOf(app, automatic)).toBe('waiting-for-approval');
    expect(await app.ports.store.read(({ approvals }) => approvals.approvalsOf(automatic.digest))).toEqual([]);
    const two = removing({ rule: 'team', team: 'operations', count: 2 });
    const asked = await appWith(two);
    const given = { rule: 'team', team: 'operations' } as const;
    await asked.ports.store.write(async ({ approvals }) => {
      await approvals.addApproval(anApproval(two, { ...given, approvedBy: 'emil' }));
      await approvals.addApproval(anApproval(two, { ...given, approvedBy: 'dora', removals: REMOVALS }));
    });
    expect(await stateOf(asked, two)).toBe('waiting-for-approval');
    expect((await approve(asked, by('emil'), two.digest, REMOVALS)).ok).toBe(true);
    expect(await stateOf(asked, two)).toBe('approved');
  });

  it('is nothing that names are asked for where the plan removes nothing', async () => {
    const { plan } = aStoredPlan(['host-1']);
    const app = await appWith(plan);
    const outcome = await approve(app, by('dora'), plan.digest, ['sudo']);
    expect(outcome.ok ? '' : outcome.reason.code).toBe('removal-not-planned');
    expect((await approve(app, by('dora'), plan.digest)).ok).toBe(true);
  });
});
