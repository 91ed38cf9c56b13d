// A plan that was refused, planned again without a change, is the same plan: it moves again only where somebody asks again.

import type { ApprovalRule } from '@slipway/core/policy';
import { addSeconds } from '@slipway/core/time';
import { anApproval, aRollout, aStanding } from '@slipway/testkit/store-rows';
import { describe, expect, it } from 'vitest';
import { hear, made, NUMBER, planWith, RULE, worldWith } from '../../../test/approval/change-request.ts';
import {
  approve,
  askAgain,
  listChangeRequests,
  listWaiting,
  refusePlan,
  seekApproval,
  withdrawChangeRequest,
} from './index.ts';

const TEAM = { rule: 'team', team: 'operations', count: 1 } as const satisfies ApprovalRule;

/** A plan that dora refused after erik had agreed to it. */
const refused = async (rule: ApprovalRule = TEAM) => {
  const world = await worldWith(planWith(rule));
  const { app, plan, by } = world;
  const say = async (person: string, ...teams: readonly string[]) => {
    const said = await approve(app, by(person, ...teams), plan.digest);
    return said.ok ? 'approved' : said.reason.code;
  };
  await say('erik', 'operations');
  const refuse = async (person: string) =>
    await refusePlan(app, by(person), { planDigest: plan.digest, why: 'not now' });
  world.later(60);
  await refuse('dora');
  const ask = async (person = 'gina') => {
    const asked = await askAgain(
      app,
      { person, roles: ['operator'], teams: ['operations'] },
      {
        planDigest: plan.digest,
        why: 'the month is closed',
      },
    );
    return asked.ok ? 'asked' : asked.reason.code;
  };
  const planAgain = async () =>
    await app.ports.store.write(async (change) => {
      await change.plans.addPlan(plan, made.hostPlans);
      await seekApproval(change, plan, { hostPlans: made.hostPlans, now: app.ports.clock.now() });
    });
  return { ...world, say, refuse, ask, planAgain };
};

describe('a plan that was refused', () => {
  it('stays so, however often it is planned again', async () => {
    const { state, planAgain } = await refused();
    await planAgain();
    expect(await state()).toBe('plan-refused');
  });

  it('waits for all names anew once somebody asked again', async () => {
    const { state, ask, say, later } = await refused();
    later(120);
    expect(await ask()).toBe('asked');
    expect(await state()).toBe('waiting-for-approval');
    expect(await say('erik', 'operations')).toBe('approved');
    expect(await state()).toBe('approved');
  });

  it('is not approved by whoever asked again, nor shown to them as theirs', async () => {
    const { app, ask, say } = await refused();
    await ask('gina');
    expect(await say('gina', 'operations')).toBe('requester-cannot-approve');
    const page = { after: null, limit: 10 };
    const waiting = async (person: string) =>
      (await listWaiting(app, { person, roles: ['approver'], teams: ['operations'] }, { page, mine: true })).items;
    expect([await waiting('gina'), await waiting('erik')]).toMatchObject([[], [{ mine: true }]]);
  });

  it('takes a person under the rule automatic: policy put its name there before somebody said no', async () => {
    const { state, ask, say, planAgain } = await refused({ rule: 'automatic' });
    await ask();
    await planAgain();
    expect(await state()).toBe('waiting-for-approval');
    await say('erik');
    expect(await state()).toBe('approved');
  });

  it('counts no name from before that stands under another plan', async () => {
    const { app, plan, state, ask, later } = await refused();
    const other = { ...planWith({ ...TEAM, count: 2 }), digest: made.plan.digest };
    later(120);
    await app.ports.store.write(async (change) => {
      await change.plans.addPlan(other, []);
      const early = anApproval(other, { approvedBy: 'erik', rule: 'team', team: 'operations' });
      await change.approvals.addApproval({ ...early, approvedAt: addSeconds(plan.madeAt, 90) });
    });
    await ask();
    expect(await state()).toBe('waiting-for-approval');
  });

  it('may be refused and asked for again as often as people say so', async () => {
    const { app, plan, refuse, ask, state, told } = await refused();
    await ask('gina');
    expect((await refuse('dora')).ok).toBe(true);
    expect(await state()).toBe('plan-refused');
    await ask('hugo');
    const again = await app.ports.store.read(({ approvals }) => approvals.askedAgainOf(plan.digest));
    expect(again).toMatchObject([
      { askedBy: 'gina', why: 'the month is closed', refusal: { refusedBy: 'dora' } },
      { askedBy: 'hugo' },
    ]);
    expect((await told()).map((line) => line.split(' ')[0])).toEqual([
      'approval-wanted',
      'approval-refused',
      'approval-wanted',
      'approval-refused',
      'approval-wanted',
    ]);
  });

  it('is told with who refused it and who asks, and stands in the audit', async () => {
    const { app, plan, ask, audit } = await refused();
    await ask();
    const event = await app.ports.store.read(({ outbox }) => outbox.event(`approval-wanted.${plan.digest}.again-1`));
    expect(event?.content).toMatchObject({
      again: 'dora refused it on 2026-11-21: not now. gina asks again: the month is closed',
    });
    expect((await audit()).at(-1)).toBe('plan.ask-again by gina');
  });
});

describe('nobody asks again', () => {
  it.each([
    ['what nobody refused', 'plan-not-refused'],
    ['what has expired', 'bounds-expired'],
    ['what was carried out', 'plan-carried-out'],
    ['what a newer plan replaced', 'superseded'],
    ['whose patch set was withdrawn', 'patch-set-over'],
  ])('for %s', async (what, code) => {
    const { app, plan, ask, later } = await refused();
    const { store } = app.ports;
    if (what === 'what nobody refused') await ask();
    if (what === 'what has expired') later(365 * 86_400);
    await store.write(async (change) => {
      if (what === 'what was carried out') {
        const ended = { state: 'aborted', endedAt: plan.madeAt } as const;
        await change.rollouts.addRollout({ ...aRollout({ rolloutId: 'one', ...ended }), planDigest: plan.digest });
      }
      if (what === 'what a newer plan replaced') {
        const newer = made.hostPlans.map((one) => ({ ...one, generation: one.generation + 1 }));
        await change.plans.addPlan({ ...plan, digest: made.plan.digest }, newer);
      }
      if (what === 'whose patch set was withdrawn') {
        const { patchSetDigest } = plan.header.bounds;
        await change.promotions.saveStanding({
          revision: 0,
          value: aStanding({ patchSetDigest, standing: 'withdrawn' }),
        });
      }
    });
    expect(await ask()).toBe(code);
  });
});

describe('a change request', () => {
  const numbers = async ({ app }: Awaited<ReturnType<typeof worldWith>>) =>
    (await listChangeRequests(app, { after: null, limit: 10 })).items.map(({ number, state }) => `${number} ${state}`);

  it('is opened anew beside the rejected one, and the outside system hears of it', async () => {
    const world = await refused(RULE);
    await world.ask();
    expect(await numbers(world)).toEqual(['CHG-000002 open', `${NUMBER} rejected`]);
    const [newest] = (await listChangeRequests(world.app, { after: null, limit: 1 })).items;
    expect(newest).toMatchObject({ openedBy: 'gina', text: expect.stringContaining('gina asks again') });
    expect(await world.told()).toContain('change-request-opened to service-desk');
    expect(
      await hear(
        world,
        { number: 'CHG-000002', answerId: 'second', at: addSeconds(world.plan.madeAt, 60) },
        'service-desk',
        'CHG-000002',
      ),
    ).toBe('approved');
    expect(await world.state()).toBe('approved');
  });

  it('that was withdrawn is asked for again too', async () => {
    const world = await worldWith();
    await withdrawChangeRequest(world.app, world.by('bob'), { number: NUMBER, why: 'later' });
    expect(await world.state()).toBe('change-request-ended');
    const asked = await askAgain(world.app, world.by('bob'), { planDigest: world.plan.digest, why: 'now' });
    expect(asked).toMatchObject({ ok: true, value: { refusal: null, changeRequest: NUMBER } });
    expect(await numbers(world)).toEqual(['CHG-000002 open', `${NUMBER} closed`]);
    expect(await world.state()).toBe('waiting-for-approval');
  });
});
