// Nobody has to look whether a rollout waits for them: the loop tells it, once, and tells it no more when nobody is waited for.

import { asHostId } from '@slipway/core/ids';
import { reason } from '@slipway/core/reasons';
import type { Rollout, RolloutHost } from '@slipway/core/rollout';
import { THE_MORNING } from '@slipway/testkit/builders';
import { aHostRecord, anApproval, aRollout, aStoredPlan, aWebhook } from '@slipway/testkit/store-rows';
import { describe, expect, it } from 'vitest';
import { contactOf, later, openWith } from '../../../test/rollout/open-rollout.ts';
import { lookAtRollouts } from './index.ts';

const NAMES = ['host-2', 'host-3', 'host-4'];
const CANARY = asHostId('host-2');
const REST = [asHostId('host-3'), asHostId('host-4')];

const planned = (gates: { readonly soakSeconds: number; readonly person: 'asked' | 'not-asked' }) => {
  const { plan, hostPlans } = aStoredPlan(NAMES);
  const waves = [
    { kind: 'canary', group: null, hosts: [CANARY], gates },
    { kind: 'rest', group: null, hosts: REST, gates: { soakSeconds: 0, person: 'not-asked' } },
  ] as const;
  return { plan: { ...plan, header: { ...plan.header, waves, failureBudgetHosts: 3 } }, hostPlans };
};

const host = (hostId: string, wave: number, phase: RolloutHost['phase']): RolloutHost => ({
  ...{ hostId: asHostId(hostId), wave, phase, since: THE_MORNING },
  ...{ attemptId: null, reason: null, step: null },
});

/** A canary that has ended so, a second ago, with two hosts behind it. */
const world = async (
  canary: RolloutHost['phase'],
  gates: Parameters<typeof planned>[0],
  given: Partial<Pick<Rollout, 'state' | 'reason'>> = {},
) => {
  const { plan, hostPlans } = planned(gates);
  const opened = await openWith({ at: later(1), host: { phase: 'done' }, contact: {} });
  await opened.store.write(async ({ approvals, fleet, outbox, plans, rollouts }) => {
    await outbox.putAudience(aWebhook('chat'));
    for (const hostId of NAMES) {
      await fleet.addHost(aHostRecord({ hostId, contact: contactOf({ seenAt: later(1), readyFor: null }) }));
    }
    await plans.addPlan(plan, hostPlans);
    await approvals.addApproval(anApproval(plan));
    const untouched = { settledAt: null, passedAt: null, goOnBy: null };
    const value = aRollout({ rolloutId: 'rollout-2', planDigest: plan.digest, ...given });
    await rollouts.addRollout({
      ...value,
      waves: [{ ...untouched, settledAt: THE_MORNING }, untouched],
      hosts: [host('host-2', 0, canary), host('host-3', 1, 'waiting'), host('host-4', 1, 'waiting')],
    });
  });
  const look = async (seconds: number) => {
    opened.now.at = later(seconds);
    // What one look changes, the next one goes by.
    for (let again = true; again; ) again = (await lookAtRollouts(opened.app)).changed;
  };
  const told = async () => {
    const { items } = await opened.store.read(({ outbox }) => outbox.events({ after: null, limit: 50 }));
    return items.toReversed().filter(({ kind }) => kind === 'word-wanted');
  };
  return { ...opened, look, told };
};

describe('a canary that shows nothing', () => {
  it('is told once, with who waits behind it and for what', async () => {
    const { look, told, store } = await world('gone-back', { soakSeconds: 0, person: 'not-asked' });
    for (const seconds of [2, 3, 600]) await look(seconds);
    const [event, ...more] = await told();
    expect(more).toEqual([]);
    expect(event).toMatchObject({
      eventId: `word-wanted.rollout-2.1.${THE_MORNING}`,
      content: {
        wave: 1,
        hostsWaiting: 2,
        reason: { code: 'wave-wants-word', facts: { wave: 1, rollout: 'rollout-2' } },
      },
      environments: ['prod'],
      about: 'rollout-2',
    });
    const deliveries = await store.read(({ outbox }) => outbox.deliveriesOf(event?.eventId ?? ''));
    expect(deliveries.map(({ audience }) => audience)).toEqual(['chat']);
  });

  it.each([
    ['paused', { state: 'paused', reason: reason('paused-by-person', { person: 'ada' }) }],
    ['stopped', { state: 'stopped', reason: reason('stopped-by-budget', { failed: 1, budget: 0 }) }],
  ] as const)('is not told of a rollout that is %s: people know that, and one word ends both', async (_what, given) => {
    const { look, told } = await world('gone-back', { soakSeconds: 0, person: 'not-asked' }, given);
    await look(2);
    expect(await told()).toEqual([]);
  });
});

describe('a gate that asks for a person', () => {
  it('is told when its soak is over and nothing but the word is missing', async () => {
    const { look, told } = await world('done', { soakSeconds: 600, person: 'asked' });
    await look(2);
    expect(await told()).toEqual([]);
    for (const seconds of [600, 601]) await look(seconds);
    expect(await told()).toMatchObject([{ at: later(600), content: { reason: { code: 'waiting-for-person' } } }]);
  });
});

it('a canary that came through waits for nobody', async () => {
  const { look, told } = await world('done', { soakSeconds: 0, person: 'not-asked' });
  await look(2);
  expect(await told()).toEqual([]);
});
