import { digestOf } from '@slipway/core/document';
import type { ApprovalRule } from '@slipway/core/policy';
import { reason } from '@slipway/core/reasons';
import { addSeconds } from '@slipway/core/time';
import { sha256 } from '@slipway/testkit/builders';
import { anApproval, aRollout, aStoredPlan } from '@slipway/testkit/store-rows';
import { describe, expect, it } from 'vitest';
import { made, NUMBER, planWith, TEAMS, type World, worldWith } from '../../../test/approval/change-request.ts';
import type { StoredPlan } from '../../ports/index.ts';
import { tell } from '../notify/index.ts';
import {
  approvalState,
  approve,
  closeWithRollout,
  lookAtReminders,
  refusePlan,
  rewordChangeRequest,
  seekApproval,
  showChangeRequest,
  withdrawChangeRequest,
} from './index.ts';

describe('a change request', () => {
  it('opens by itself with the plan, drafted from it, and the outside system alone hears of it', async () => {
    const world = await worldWith();
    expect(await world.request()).toMatchObject({
      number: NUMBER,
      planDigest: world.plan.digest,
      state: 'open',
      openedBy: 'bob',
      plannedTimes: world.plan.header.bounds.occurrences,
      outside: { system: 'service-desk', reference: null },
    });
    expect(await world.told()).toEqual([
      'change-request-opened to service-desk',
      'approval-wanted to elsewhere service-desk',
    ]);
    expect(await world.state()).toBe('waiting-for-approval');
  });

  it('is told to the outside system by itself, also in a flood of other notices', async () => {
    const world = await worldWith();
    const { store } = world.app.ports;
    const at = world.plan.madeAt;
    await store.write(async (change) => {
      for (let number = 0; number < 40; number += 1) {
        const content = { feed: 'kev', reason: { code: 'overloaded', facts: { seconds: 1 } }, goodAt: null } as const;
        await tell(change, { eventId: `feed-failed.${number}`, at, kind: 'feed-failed', content });
      }
    });
    await withdrawChangeRequest(world.app, world.by('bob'), { number: NUMBER, why: 'later' });
    const deliveries = await store.read(async ({ outbox }) => await outbox.deliveriesOf(`${NUMBER}.2.closed`));
    expect(deliveries).toMatchObject([{ audience: 'service-desk', nextTryAt: at }]);
    expect(deliveries[0]?.digest).toBeUndefined();
    const last = await store.read(async ({ outbox }) => await outbox.deliveriesOf('feed-failed.39'));
    expect(last[0]?.digest).toBeDefined();
  });

  it('opens once, however often the plan is made again', async () => {
    const world = await worldWith();
    const { store } = world.app.ports;
    const again = { hostPlans: made.hostPlans, now: addSeconds(world.plan.madeAt, 60) };
    await store.write(async (change) => await seekApproval(change, world.plan, again));
    expect(await world.told()).toHaveLength(2);
    expect((await showChangeRequest(world.app, 'CHG-000002')).ok).toBe(false);
  });

  it('follows the names inside, counts none twice, and closes with what came of it', async () => {
    const world = await worldWith();
    const { app, by, plan } = world;
    expect((await approve(app, by('ada', 'operations', 'security'), plan.digest)).ok).toBe(true);
    expect((await approve(app, by('ada', 'operations', 'security'), plan.digest)).ok).toBe(true);
    expect(await world.state()).toBe('waiting-for-approval');
    expect((await approve(app, by('emil', 'operations'), plan.digest)).ok).toBe(true);
    expect([await world.state(), (await world.request()).state]).toEqual(['approved', 'approved']);
    const ended = aRollout({
      rolloutId: 'rollout-1',
      planDigest: plan.digest,
      state: 'completed',
      endedAt: plan.madeAt,
    });
    await app.ports.store.write(async (change) => await closeWithRollout(change, ended));
    expect(await world.request()).toMatchObject({
      state: 'closed',
      result: { outcome: 'completed', text: 'Hosts: 1 waiting.', rolloutId: 'rollout-1' },
    });
    expect((await world.told()).at(-1)).toBe('change-request-closed to service-desk');
  });

  it('closes as failed with a rollout that failed, and with why', async () => {
    const world = await worldWith();
    const { app, plan } = world;
    const ended = aRollout({
      ...{ rolloutId: 'rollout-1', planDigest: plan.digest, state: 'failed', endedAt: plan.madeAt },
      reason: reason('stopped-by-budget', { failed: 1, budget: 0 }),
    });
    await app.ports.store.write(async (change) => await closeWithRollout(change, ended));
    expect((await world.request()).result).toMatchObject({
      outcome: 'failed',
      text: 'Hosts: 1 waiting. Hosts that failed or were lost: 1; the budget is 0. Nobody further starts.',
    });
  });

  it('takes no name of who asked or cut, nor of strangers to its teams', async () => {
    const { app, by, plan } = await worldWith();
    const codes: string[] = [];
    for (const actor of [by('bob', 'operations'), by('carol', 'security'), by('zoe', 'sales')]) {
      const outcome = await approve(app, actor, plan.digest);
      codes.push(outcome.ok ? 'approved' : outcome.reason.code);
    }
    expect(codes).toEqual(['requester-cannot-approve', 'requester-cannot-approve', 'approver-not-in-team']);
  });

  it('of a refused plan is rejected, for good', async () => {
    const world = await worldWith();
    const { app, by, plan } = world;
    await approve(app, by('ada', 'operations'), plan.digest);
    expect((await refusePlan(app, by('dora', 'security'), { planDigest: plan.digest, why: 'not this week' })).ok).toBe(
      true,
    );
    expect(await world.state()).toBe('plan-refused');
    expect(await world.request()).toMatchObject({
      state: 'rejected',
      result: { outcome: 'rejected', text: 'not this week' },
    });
    const late = await approve(app, by('emil', 'security'), plan.digest);
    expect(late.ok ? '' : late.reason).toMatchObject({ code: 'plan-refused', facts: { person: 'dora' } });
    const second = await refusePlan(app, by('emil', 'security'), { planDigest: plan.digest, why: 'me too' });
    expect(second.ok ? '' : second.reason.facts['person']).toBe('dora');
    expect((await world.told()).slice(-2)).toEqual([
      'change-request-closed to service-desk',
      'approval-refused to elsewhere service-desk',
    ]);
    expect(await world.audit()).toContain('plan.refuse by dora');
  });

  it('that is withdrawn lets nothing begin, and is not withdrawn while it is carried out', async () => {
    const world = await worldWith();
    const { app, by, plan } = world;
    const withdraw = async () => {
      const outcome = await withdrawChangeRequest(app, by('bob'), {
        number: NUMBER,
        why: 'the disk is replaced first',
      });
      return outcome.ok ? outcome.value.state : outcome.reason.code;
    };
    const running = aRollout({ rolloutId: 'rollout-1', planDigest: plan.digest });
    await app.ports.store.write(async ({ rollouts }) => await rollouts.addRollout(running));
    expect(await withdraw()).toBe('change-request-in-use');
    await app.ports.store.write(
      async ({ rollouts }) =>
        await rollouts.saveRollout({ revision: 1, value: { ...running, state: 'aborted', endedAt: plan.madeAt } }),
    );
    expect(await withdraw()).toBe('closed');
    expect([await withdraw(), await world.state()]).toEqual(['change-request-ended', 'change-request-ended']);
  });

  it('that is withdrawn leaves none of its names to a plan that is made again', async () => {
    const rule: ApprovalRule = { rule: 'change-request', teams: TEAMS, count: 1 };
    const labels = [{ labels: { group: null }, hosts: made.plan.header.bounds.hosts }];
    const labelled = (failureBudgetHosts: number): StoredPlan => {
      const { header } = planWith(rule);
      const next = { ...header, failureBudgetHosts, bounds: { ...header.bounds, labels } };
      return { ...planWith(rule), header: next, digest: digestOf(next, sha256) };
    };
    const [first, again] = [labelled(0), labelled(1)];
    const world = await worldWith(first);
    const { app, by } = world;
    const stateOf = async (plan: StoredPlan) => {
      const state = await app.ports.store.read(async (view) => await approvalState(view, plan, plan.madeAt));
      return state.ok ? 'approved' : state.reason.code;
    };
    await approve(app, by('ada', 'operations'), first.digest);
    await app.ports.store.write(async (change) => {
      await change.plans.addPlan(again, made.hostPlans);
      await seekApproval(change, again, { hostPlans: made.hostPlans, now: again.madeAt });
    });
    expect([await stateOf(first), await stateOf(again)]).toEqual(['approved', 'approved']);
    await withdrawChangeRequest(app, by('bob'), { number: NUMBER, why: 'the disk is replaced first' });
    expect(await stateOf(again)).toBe('waiting-for-approval');
  });

  it('ends where a newer plan takes its hosts, and not while it is carried out', async () => {
    const newer = aStoredPlan(['host-1'], 9);
    const replace = async ({ app, plan }: World) =>
      await app.ports.store.write(async (change) => {
        await change.plans.addPlan(newer.plan, newer.hostPlans);
        await seekApproval(change, newer.plan, { hostPlans: newer.hostPlans, now: plan.madeAt });
      });
    const running = await worldWith();
    const rollout = aRollout({ rolloutId: 'rollout-1', planDigest: running.plan.digest });
    await running.app.ports.store.write(async ({ rollouts }) => await rollouts.addRollout(rollout));
    await replace(running);
    expect((await running.request()).state).toBe('open');
    const waiting = await worldWith();
    await replace(waiting);
    expect(await waiting.request()).toMatchObject({ state: 'closed', result: { outcome: 'superseded' } });
  });

  it('that is missing is no yes, however many names stand under the plan', async () => {
    const { app, by, plan } = await worldWith();
    const header = { ...plan.header, failureBudgetHosts: 9 };
    const bare = { ...plan, header, digest: digestOf(header, sha256) };
    await app.ports.store.write(async ({ approvals, plans }) => {
      await plans.addPlan(bare, made.hostPlans);
      for (const [approvedBy, team] of [
        ['ada', 'operations'],
        ['emil', 'security'],
      ] as const) {
        await approvals.addApproval(anApproval(bare, { approvedBy, rule: 'change-request', team }));
      }
    });
    const state = await app.ports.store.read(async (view) => await approvalState(view, bare, bare.madeAt));
    expect(state.ok ? 'approved' : state.reason.code).toBe('change-request-missing');
    const late = await approve(app, by('finn', 'development'), bare.digest);
    expect(late.ok ? 'approved' : late.reason.code).toBe('change-request-missing');
  });

  it('ends when its plan expires and nobody started it', async () => {
    const world = await worldWith();
    const { expiresAt } = world.plan.header.bounds;
    world.later((Date.parse(expiresAt) - Date.parse(world.plan.madeAt)) / 1000);
    await lookAtReminders(world.app);
    expect((await world.request()).result?.outcome).toBe('expired');
  });

  it('is worded by whoever looked last, until the first name', async () => {
    const world = await worldWith();
    const { app, by, plan } = world;
    const reword = async (revision: number, title: string) => {
      const outcome = await rewordChangeRequest(app, by('bob'), { number: NUMBER, revision, wording: { title } });
      return outcome.ok ? outcome.value.revision : outcome.reason.code;
    };
    expect(await Promise.all([reword(1, 'mine'), reword(1, 'yours')])).toEqual([2, 'change-request-changed']);
    expect((await world.request()).title).toBe('mine');
    await approve(app, by('ada', 'operations'), plan.digest);
    const shown = await showChangeRequest(app, NUMBER);
    expect(await reword(shown.ok ? shown.value.revision : 0, 'too late')).toBe('change-request-signed');
    expect(await world.told()).toContain('change-request-changed to service-desk');
  });
});
