// People are told in time, once, and not of what no name would change.

import { openMemoryStore } from '@slipway/controller/store/memory';
import { digestOf } from '@slipway/core/document';
import { addSeconds } from '@slipway/core/time';
import { sha256 } from '@slipway/testkit/builders';
import { aRollout, aStoredPatchSet, aStoredPlan } from '@slipway/testkit/store-rows';
import { describe, expect, it } from 'vitest';
import type { StoredPlan } from '../../ports/index.ts';
import type { App } from '../context.ts';
import { approve, listWaiting, lookAtReminders, refusePlan, seekApproval } from './index.ts';

const made = aStoredPlan(['host-1']);
const MADE = made.plan.madeAt;
const after = (hours: number) => addSeconds(MADE, hours * 3600);

/** The window begins 100 hours after planning; a name counts for two days. */
const planOf = (
  generation: number,
  validHours = 48,
): { readonly plan: StoredPlan; readonly hostPlans: typeof made.hostPlans } => {
  const { plan, hostPlans } = aStoredPlan(['host-1'], generation);
  const occurrences = [{ id: 'night', startsAt: after(100), cutOffAt: after(103), endsAt: after(104) }];
  const header = {
    ...plan.header,
    approval: { rule: 'team', team: 'operations', count: 1, validHours },
    bounds: { ...plan.header.bounds, occurrences, expiresAt: after(104) },
  } as const;
  return { plan: { ...plan, author: 'bob', header, digest: digestOf(header, sha256) }, hostPlans };
};

const worldWith = async ({ plan, hostPlans } = planOf(1)) => {
  const store = openMemoryStore();
  let now = MADE;
  const ports = {
    store,
    clock: { now: () => now },
    nudge: { notify: () => undefined },
    log: { error: (what: string, data: unknown) => expect.fail(`${what} ${JSON.stringify(data)}`) },
  };
  const app = { ports } as unknown as App;
  const add = async (of: ReturnType<typeof planOf>) =>
    await store.write(async (change) => {
      await change.plans.addPlan(of.plan, of.hostPlans);
      await seekApproval(change, of.plan, { hostPlans: of.hostPlans, now });
    });
  await store.write(async ({ patchSets }) => await patchSets.addPatchSet(aStoredPatchSet()));
  await add({ plan, hostPlans });
  const events = async () =>
    (await store.read(({ outbox }) => outbox.events({ after: null, limit: 50 }))).items.toReversed();
  return {
    app,
    store,
    plan,
    add,
    events,
    /** Kinds of what was told, after looking at each of these hours; twice, as two controllers would. */
    lookAt: async (...hours: readonly number[]) => {
      let waitMs = 0;
      for (const hour of hours) {
        now = after(hour);
        waitMs = await lookAtReminders(app);
        await lookAtReminders(app);
      }
      return { kinds: (await events()).map(({ kind }) => kind), waitMs };
    },
    approve: async () =>
      await approve(app, { person: 'dora', roles: ['approver'], teams: ['operations'] }, plan.digest),
  };
};

const DORA = { person: 'dora', roles: ['approver'], teams: ['operations'] } as const;
const WANTED = 'approval-wanted';
const MISSING = 'approval-missing';

describe('reminders', () => {
  it('come with the plan, and 72, 24 and 4 hours before the window, once each', async () => {
    const world = await worldWith();
    expect((await world.lookAt(0, 27)).kinds).toEqual([WANTED]);
    expect((await world.lookAt(28, 29, 50, 75)).kinds).toEqual([WANTED, MISSING]);
    expect((await world.lookAt(76, 96, 99, 101)).kinds).toEqual([WANTED, MISSING, MISSING, MISSING]);
    const [, first] = await world.events();
    expect(first?.content).toMatchObject({
      plan: world.plan.digest,
      wanted: '1 name of operations',
      startsAt: after(100),
    });
  });

  it('are not made up for one by one after a controller was down', async () => {
    const world = await worldWith();
    expect((await world.lookAt(97)).kinds).toEqual([WANTED, MISSING]);
    expect((await world.events()).at(-1)?.eventId).toMatch(/\.4h$/);
  });

  it('stop with the name that was wanted, unless it will have expired when the window begins', async () => {
    const early = await worldWith();
    await early.lookAt(20);
    await early.approve();
    expect((await early.lookAt(28)).kinds).toEqual([WANTED, MISSING]);
    const late = await worldWith();
    await late.lookAt(60);
    await late.approve();
    expect((await late.lookAt(76, 96)).kinds).toEqual([WANTED, MISSING]);
  });

  it('say when a name has expired, and look again when it does', async () => {
    const world = await worldWith(planOf(1, 1));
    await world.approve();
    const { waitMs } = await world.lookAt(0.99);
    expect(waitMs).toBe(36_000);
    expect((await world.lookAt(1, 1.5)).kinds).toEqual([WANTED, WANTED]);
  });

  it('are not for plans that were refused, replaced, or carried out', async () => {
    const refused = await worldWith();
    const dora = { person: 'dora', roles: ['approver'], teams: [] } as const;
    await refusePlan(refused.app, dora, { planDigest: refused.plan.digest, why: 'no' });
    expect((await refused.lookAt(28, 76)).kinds).toEqual([WANTED, 'approval-refused']);
    const replaced = await worldWith();
    await replaced.add(planOf(2));
    expect((await replaced.lookAt(28)).kinds).toEqual([WANTED, WANTED, MISSING]);
    const done = await worldWith(planOf(1, 1));
    await done.approve();
    const ended = aRollout({
      rolloutId: 'rollout-1',
      planDigest: done.plan.digest,
      state: 'completed',
      endedAt: after(1),
    });
    await done.store.write(async ({ rollouts }) => await rollouts.addRollout(ended));
    expect((await done.lookAt(2, 28)).kinds).toEqual([WANTED]);
  });

  it('are not for a plan whose patch set was withdrawn, and nobody is wanted for it', async () => {
    const { plan, hostPlans } = planOf(1);
    const approval = { rule: 'change-request', teams: ['operations'], count: 1 } as const;
    const header = { ...plan.header, approval };
    const world = await worldWith({ plan: { ...plan, header, digest: digestOf(header, sha256) }, hostPlans });
    const waits = async () => {
      const page = { after: null, limit: 10 };
      return (await listWaiting(world.app, DORA, { page, mine: false })).items.length;
    };
    await world.lookAt(28);
    expect(await waits()).toBe(1);
    const before = (await world.events()).length;
    const said = { patchSetDigest: plan.header.bounds.patchSetDigest, by: 'ada', at: after(29), why: 'taken back' };
    await world.store.write(
      async ({ promotions }) =>
        void (await promotions.saveStanding({ revision: 0, value: { ...said, standing: 'withdrawn' } })),
    );
    expect((await world.lookAt(76, 96)).kinds.slice(before)).not.toContain(MISSING);
    expect(await waits()).toBe(0);
    const request = await world.store.read(({ changeRequests }) => changeRequests.changeRequestOf(world.plan.digest));
    expect(request?.value.result).toMatchObject({ outcome: 'withdrawn', text: expect.stringContaining('taken back') });
  });

  it('are not for a plan that nobody can approve', async () => {
    const { plan, hostPlans } = planOf(1);
    const reason = { code: 'check-version-falls', facts: {} } as const;
    const notes = [{ severity: 'error', reason, hostId: null }] as const;
    const world = await worldWith({ plan: { ...plan, notes }, hostPlans });
    expect((await world.lookAt(0, 28)).kinds).toEqual([]);
  });
});
