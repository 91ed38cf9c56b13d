// What people are told of a rollout: each thing once, in the write that makes it so.

import { openMemoryStore } from '@slipway/controller/store/memory';
import { asAttemptId } from '@slipway/core/ids';
import { reason } from '@slipway/core/reasons';
import type { Rollout, RolloutHost } from '@slipway/core/rollout';
import { aPolicy, THE_MORNING } from '@slipway/testkit/builders';
import { aHostRecord, aRollout, aStoredPlan, aWebhook, hostIdOf } from '@slipway/testkit/store-rows';
import { expect, it } from 'vitest';
import { tellChanged, tellStarted } from './told.ts';

const host = (hostId: string, phase: RolloutHost['phase'], given: Partial<RolloutHost> = {}): RolloutHost => ({
  hostId: hostIdOf(hostId),
  wave: 0,
  phase,
  since: THE_MORNING,
  attemptId: asAttemptId(`r-${hostId}-1`),
  reason: null,
  step: null,
  ...given,
});
const rolloutOf = (state: Rollout['state'], ...hosts: readonly RolloutHost[]): Rollout => ({
  ...aRollout({ rolloutId: 'rollout-1', state }),
  hosts,
});

const world = async () => {
  const store = openMemoryStore();
  await store.write(async ({ fleet, outbox }) => {
    await outbox.putAudience(aWebhook('chat'));
    await fleet.addHost(aHostRecord({ hostId: 'web-1', hostname: 'web-1.example', labels: { owner: 'shop' } }));
  });
  const change = async (before: Rollout, after: Rollout, revision = 1): Promise<boolean> =>
    await store.write(async (view) => await tellChanged(view, { before, after, revision, at: THE_MORNING }));
  const told = async () => {
    const { items } = await store.read(({ outbox }) => outbox.events({ after: null, limit: 50 }));
    return items.toReversed();
  };
  return { store, change, told };
};

it('starts with how many hosts and until when', async () => {
  const { store, told } = await world();
  const { plan } = aStoredPlan(['web-1']);
  const rollout = rolloutOf('running', host('web-1', 'waiting'));
  await store.write(async (view) => await tellStarted(view, rollout, plan.header));
  const [event] = await told();
  expect(event).toMatchObject({
    eventId: 'rollout-started.rollout-1',
    kind: 'rollout-started',
    content: { hostsInAll: 1, endsAt: plan.header.bounds.occurrences.at(-1)?.endsAt ?? null },
    environments: [rollout.environment],
  });
  expect(await store.read(({ outbox }) => outbox.deliveriesOf('rollout-started.rollout-1'))).toHaveLength(1);
});

it('names each host that fails, is lost or goes back, with its owner', async () => {
  const { change, told } = await world();
  const before = rolloutOf('running', host('web-1', 'away'), host('web-2', 'away'), host('web-3', 'away'));
  const why = reason('paused-by-restore');
  const after = rolloutOf(
    'running',
    host('web-1', 'failed', { step: 'apply', reason: why }),
    host('web-2', 'lost'),
    host('web-3', 'done'),
  );
  expect(await change(before, after)).toBe(true);
  expect(await told()).toMatchObject([
    {
      eventId: 'host-failed.r-web-1-1.failed',
      content: { hostname: 'web-1.example', owner: 'shop', phase: 'failed', step: 'apply', reason: why },
    },
    { eventId: 'host-failed.r-web-2-1.lost', content: { hostname: 'web-2', owner: null, phase: 'lost' } },
  ]);
  // The same change seen again, and a later one in which nothing happened to them, tell nothing more.
  await change(before, after);
  expect(await change(after, after)).toBe(false);
  expect(await told()).toHaveLength(2);
});

it('C26: says of a lost host how it is reached, and of no other', async () => {
  const { store, change, told } = await world();
  const outOfBand = [{ hosts: 'owner = shop', hook: 'bmc', parameters: {}, timeoutSeconds: 30 }];
  await store.write(async ({ plans }) => {
    await plans.savePolicy({ revision: 0, value: { ...aPolicy(), outOfBand } }, 'ada', THE_MORNING);
  });
  await change(
    rolloutOf('running', host('web-1', 'away'), host('web-2', 'away')),
    rolloutOf('running', host('web-1', 'lost'), host('web-2', 'lost')),
  );
  await change(rolloutOf('running', host('web-1', 'lost')), rolloutOf('running', host('web-1', 'failed')));
  const events = await told();
  expect(events).toMatchObject([
    { content: { hostname: 'web-1.example', phase: 'lost', outOfBand: 'bmc' } },
    { content: { hostname: 'web-2', phase: 'lost' } },
    { content: { hostname: 'web-1.example', phase: 'failed' } },
  ]);
  expect(events.map(({ content }) => 'outOfBand' in content)).toEqual([true, false, false]);
});

it.each(['done', 'part-done'] as const)('names a host that is %s and no longer well after its soak', async (phase) => {
  const { change, told } = await world();
  const why = reason('still-so-not', { detail: 'nginx.service is active: failed' });
  const stillSo = { state: 'not-well', at: THE_MORNING, reason: why } as const;
  await change(
    rolloutOf('running', host('web-1', phase)),
    rolloutOf('running', host('web-1', phase, { stillSo, reason: why })),
  );
  expect(await told()).toMatchObject([
    { eventId: 'host-failed.r-web-1-1.no-longer-well', content: { phase: 'no-longer-well', reason: why } },
  ]);
});

it('that stops again is told again', async () => {
  const { change, told } = await world();
  const running = rolloutOf('running', host('web-1', 'granted'), host('web-2', 'done'));
  const stopped = { ...rolloutOf('stopped', ...running.hosts), reason: reason('paused-by-restore') };
  await change(running, stopped, 3);
  await change(stopped, running, 4);
  await change(running, stopped, 5);
  const content = { reason: { code: 'paused-by-restore' }, hostsInAll: 2, done: 1, away: 1 };
  expect(await told()).toMatchObject([
    { eventId: 'rollout-stopped.rollout-1.3', content },
    { eventId: 'rollout-stopped.rollout-1.5', content },
  ]);
});

it.each(['completed', 'failed', 'aborted'] as const)('that is %s says who is not done', async (state) => {
  const { change, told } = await world();
  const before = rolloutOf('running', host('web-1', 'excused'), host('web-2', 'done'));
  await change(before, rolloutOf(state, ...before.hosts));
  expect(await told()).toMatchObject([
    {
      eventId: 'rollout-ended.rollout-1',
      content: { state, hostsInAll: 2, done: 1, notDone: [{ hostname: 'web-1.example', phase: 'excused' }] },
    },
  ]);
});

it.each(['paused', 'aborting'] as const)('that a person has %s is not told', async (state) => {
  const { change, told } = await world();
  const running = rolloutOf('running', host('web-1', 'away'));
  expect(await change(running, rolloutOf(state, ...running.hosts))).toBe(false);
  expect(await told()).toEqual([]);
});
