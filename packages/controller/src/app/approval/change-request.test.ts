// A change request from its plan to its end, and an outside system's word in between.

import { openMemoryStore } from '@slipway/controller/store/memory';
import type { ChangeRequest } from '@slipway/core/approval';
import { digestOf } from '@slipway/core/document';
import type { ApprovalRule } from '@slipway/core/policy';
import { addSeconds, type Instant } from '@slipway/core/time';
import { digestOfText, sha256 } from '@slipway/testkit/builders';
import { anApproval, aRollout, aStoredPatchSet, aStoredPlan, aWebhook } from '@slipway/testkit/store-rows';
import { describe, expect, it } from 'vitest';
import type { StoredPlan } from '../../ports/index.ts';
import type { App } from '../context.ts';
import { tell } from '../notify/index.ts';
import {
  answerChangeRequest,
  approvalState,
  approve,
  closeWithRollout,
  lookAtReminders,
  type OutsideAnswer,
  refusePlan,
  rewordChangeRequest,
  seekApproval,
  showChangeRequest,
  withdrawChangeRequest,
} from './index.ts';

const TEAMS = ['development', 'operations', 'security'];
const RULE: ApprovalRule = { rule: 'change-request', teams: TEAMS, count: 2, outside: 'service-desk', validHours: 24 };
const NUMBER = 'CHG-000001';

const made = aStoredPlan(['host-1', 'host-2']);
const planWith = (approval: ApprovalRule): StoredPlan => {
  const header = { ...made.plan.header, approval };
  return { ...made.plan, author: 'bob', header, digest: digestOf(header, sha256) };
};

/** The signature of an audience is its name: what signing is, the adapter's own test says. */
const worldWith = async (plan = planWith(RULE)) => {
  const store = openMemoryStore();
  let now: Instant = plan.madeAt;
  const ports = {
    store,
    clock: { now: () => now },
    nudge: { notify: () => undefined },
    notify: { isSignedBy: ({ name }: { name: string }, _: unknown, signature: string) => name === signature },
    log: { error: (what: string, data: unknown) => expect.fail(`${what} ${JSON.stringify(data)}`) },
  };
  const app = { ports } as unknown as App;
  await store.write(async (change) => {
    await change.outbox.putAudience(aWebhook('service-desk'));
    await change.outbox.putAudience(aWebhook('elsewhere'));
    await change.patchSets.addPatchSet({ ...aStoredPatchSet(), author: 'carol' });
    await change.plans.addPlan(plan, made.hostPlans);
    await seekApproval(change, plan, { hostPlans: made.hostPlans, now });
  });
  return {
    app,
    plan,
    later: (seconds: number) => {
      now = addSeconds(plan.madeAt, seconds);
    },
    by: (person: string, ...teams: readonly string[]) => ({ person, roles: ['approver'], teams }) as const,
    request: async (): Promise<ChangeRequest> => {
      const shown = await showChangeRequest(app, NUMBER);
      if (!shown.ok) throw new Error(shown.reason.code);
      return shown.value;
    },
    state: async () => {
      const state = await store.read(async (view) => await approvalState(view, plan, now));
      return state.ok ? 'approved' : state.reason.code;
    },
    told: async () => {
      const { items } = await store.read(async ({ outbox }) => await outbox.events({ after: null, limit: 50 }));
      const heard: string[] = [];
      for (const { eventId, kind } of items.toReversed()) {
        const to = await store.read(async ({ outbox }) => await outbox.deliveriesOf(eventId));
        heard.push(`${kind} to ${to.map(({ audience }) => audience).join(' ')}`);
      }
      return heard;
    },
    audit: async () => {
      const { items } = await store.read(async ({ access }) => await access.auditEvents({ after: null, limit: 50 }));
      return items.map(({ action, who }) => `${action} by ${who}`);
    },
  };
};
type World = Awaited<ReturnType<typeof worldWith>>;

const answerOf = ({ plan }: World, given: Partial<OutsideAnswer> = {}): OutsideAnswer => ({
  answerId: 'answer-1',
  number: NUMBER,
  planDigest: plan.digest,
  answer: 'approved',
  by: 'jane',
  reference: 'REQ-77',
  removals: [],
  why: '',
  at: plan.madeAt,
  ...given,
});
const hear = async (world: World, given: Partial<OutsideAnswer> = {}, signature = 'service-desk', number = NUMBER) => {
  const answer = answerOf(world, given);
  const heard = await answerChangeRequest(world.app, { number, answer, bytes: new Uint8Array(), signature });
  return heard.ok ? heard.value.state : heard.reason.code;
};

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
      result: { outcome: 'completed', text: 'Of 1 hosts: 1 waiting.', rolloutId: 'rollout-1' },
    });
    expect((await world.told()).at(-1)).toBe('change-request-closed to service-desk');
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

describe("an outside system's answer", () => {
  it('approves under its own reference, and the same answer again changes nothing', async () => {
    const world = await worldWith();
    expect([await hear(world), await hear(world)]).toEqual(['approved', 'approved']);
    expect(await world.state()).toBe('approved');
    const { outside, history } = await world.request();
    expect(outside).toEqual({ system: 'service-desk', reference: 'REQ-77' });
    expect(history.map(({ what }) => what)).toEqual(['opened', 'named', 'approved']);
    const given = await world.app.ports.store.read(({ approvals }) => approvals.approvalsOf(world.plan.digest));
    expect(given).toMatchObject([{ approvedBy: 'jane', outside: 'service-desk', reference: 'REQ-77' }]);
    const { items } = await world.app.ports.store.read(({ access }) => access.auditEvents({ after: null, limit: 50 }));
    expect(items.filter(({ action }) => action === 'plan.approve')).toMatchObject([
      { who: 'jane', facts: { outside: 'service-desk', reference: 'REQ-77' } },
    ]);
  });

  it('rejects, and nothing brings it back', async () => {
    const world = await worldWith();
    const no = { answer: 'rejected', why: 'the board said no' } as const;
    expect([await hear(world, no), await hear(world, no)]).toEqual(['rejected', 'rejected']);
    expect(await hear(world, { answerId: 'answer-2' })).toBe('change-request-ended');
    expect(await hear(world, { answerId: 'answer-1' })).toBe('answer-refused');
    expect(await world.state()).toBe('plan-refused');
    expect((await world.request()).outside?.reference).toBe('REQ-77');
  });

  it('changes its mind until it has said no', async () => {
    const world = await worldWith();
    expect(await hear(world)).toBe('approved');
    expect(await hear(world, { answerId: 'answer-2', answer: 'rejected', why: 'after all' })).toBe('rejected');
    expect(await world.state()).toBe('plan-refused');
  });

  it.each<[string, Partial<OutsideAnswer>, string, string, string]>([
    ['nobody', {}, 'nobody', NUMBER, 'answer-unsigned'],
    ['nobody, of a number that there is not', {}, 'nobody', 'CHG-000009', 'answer-unsigned'],
    ['a system that the plan does not name', {}, 'elsewhere', NUMBER, 'answer-refused'],
    ['about a number that there is not', { number: 'CHG-000009' }, 'service-desk', 'CHG-000009', 'not-found'],
    ['about another number than it is sent to', { number: 'CHG-000009' }, 'service-desk', NUMBER, 'answer-refused'],
    ['about another plan', { planDigest: digestOfText('another') }, 'service-desk', NUMBER, 'answer-refused'],
    ['by who asked for the plan', { by: 'bob' }, 'service-desk', NUMBER, 'requester-cannot-approve'],
    ['by who cut the patch set', { by: 'carol' }, 'service-desk', NUMBER, 'requester-cannot-approve'],
    [
      'from before the change request',
      { at: '2020-01-01T00:00:00.000Z' as Instant },
      'service-desk',
      NUMBER,
      'answer-refused',
    ],
    [
      'from a moment before the change request',
      { at: addSeconds(made.plan.madeAt, -1) },
      'service-desk',
      NUMBER,
      'answer-refused',
    ],
    ['from the day after', { at: addSeconds(made.plan.madeAt, 86_400) }, 'service-desk', NUMBER, 'answer-refused'],
  ])('%s: refused', async (_what, given, signature, number, expected) => {
    const world = await worldWith();
    expect(await hear(world, given, signature, number)).toBe(expected);
    expect(await world.state()).toBe('waiting-for-approval');
    expect((await world.request()).state).toBe('open');
  });

  it('that was said before a backup was restored does not count again', async () => {
    const world = await worldWith();
    await world.app.ports.store.write(async ({ access }) => {
      await access.setSetting('restored-at', addSeconds(world.plan.madeAt, 5));
    });
    world.later(10);
    for (const second of [0, 5]) {
      expect(await hear(world, { at: addSeconds(world.plan.madeAt, second) })).toBe('answer-refused');
    }
    expect(await hear(world, { answerId: 'answer-2', at: addSeconds(world.plan.madeAt, 8) })).toBe('approved');
  });

  it('that a restore has voided is not confirmed when it is repeated', async () => {
    const world = await worldWith();
    expect(await hear(world)).toBe('approved');
    await world.app.ports.store.write(async ({ access, approvals }) => {
      await approvals.voidApprovals(world.plan.digest);
      await access.setSetting('restored-at', addSeconds(world.plan.madeAt, 5));
    });
    world.later(10);
    expect(await hear(world)).toBe('answer-refused');
    expect(await world.state()).toBe('waiting-for-approval');
  });

  it('that nobody signed never waits for a write', async () => {
    const world = await worldWith();
    const { store } = world.app.ports;
    let writes = 0;
    const write: typeof store.write = async (work) => {
      writes += 1;
      return await store.write(work);
    };
    const app = {
      ...world.app,
      ports: { ...world.app.ports, store: { ...store, read: store.read.bind(store), write } },
    };
    expect(await hear({ ...world, app }, {}, 'nobody')).toBe('answer-unsigned');
    expect(writes).toBe(0);
  });

  it('must name what the plan removes, and nothing else', async () => {
    const plan = planWith(RULE);
    const changes = { ...plan.header.bounds.changes, removals: ['old-daemon'] };
    const header = { ...plan.header, bounds: { ...plan.header.bounds, changes } };
    const world = await worldWith({ ...plan, header, digest: digestOf(header, sha256) });
    expect(await hear(world)).toBe('removals-not-named');
    expect(await hear(world, { removals: ['openssl', 'old-daemon'] })).toBe('removal-not-planned');
    expect(await hear(world, { removals: ['old-daemon'] })).toBe('approved');
    expect(await world.state()).toBe('approved');
  });

  it('for a plan that has expired is refused', async () => {
    const world = await worldWith();
    const { expiresAt } = world.plan.header.bounds;
    world.later((Date.parse(expiresAt) - Date.parse(world.plan.madeAt)) / 1000);
    expect(await hear(world, { at: expiresAt })).toBe('bounds-expired');
  });

  it('for one that is closed is refused', async () => {
    const world = await worldWith();
    await withdrawChangeRequest(world.app, world.by('bob'), { number: NUMBER, why: 'later' });
    expect(await hear(world)).toBe('change-request-ended');
  });

  it('by a clock that is ahead counts no longer than one that is said now', async () => {
    const world = await worldWith(planWith({ ...RULE, validHours: 1 }));
    expect(await hear(world, { at: addSeconds(world.plan.madeAt, 200) })).toBe('approved');
    world.later(3600);
    expect(await world.state()).toBe('approval-expired');
  });

  it('counts as long as the rule says, from when it was said', async () => {
    const world = await worldWith(planWith({ ...RULE, validHours: 1 }));
    world.later(1800);
    expect(await hear(world)).toBe('approved');
    world.later(3599);
    expect(await world.state()).toBe('approved');
    // Nobody is let begin now who would begin when it counts no longer.
    const at = (seconds: number) => addSeconds(world.plan.madeAt, seconds);
    const begins = async (until: Instant) =>
      (await world.app.ports.store.read((view) => approvalState(view, world.plan, at(3000), until))).ok;
    expect([await begins(at(3599)), await begins(at(3600))]).toEqual([true, false]);
    world.later(3600);
    expect(await world.state()).toBe('approval-expired');
    expect(await hear(world, { answerId: 'answer-2' })).toBe('answer-refused');
    await lookAtReminders(world.app);
    expect((await world.request()).state).toBe('open');
    expect((await world.told()).at(-1)).toBe('approval-wanted to elsewhere service-desk');
  });
});
