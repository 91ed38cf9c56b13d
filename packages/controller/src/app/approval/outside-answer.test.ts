import { digestOf } from '@slipway/core/document';
import { addSeconds, type Instant } from '@slipway/core/time';
import { digestOfText, sha256 } from '@slipway/testkit/builders';
import { describe, expect, it } from 'vitest';
import { hear, made, NUMBER, planWith, RULE, worldWith } from '../../../test/approval/change-request.ts';
import { approvalState, lookAtReminders, type OutsideAnswer, withdrawChangeRequest } from './index.ts';

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
