// The list of exceptions, and who is warned of which end, how often.

import { openMemoryStore } from '@slipway/controller/store/memory';
import type { Exception } from '@slipway/core/policy';
import { addSeconds, type Instant } from '@slipway/core/time';
import { aPolicy, THE_MORNING } from '@slipway/testkit/builders';
import { aHostRecord } from '@slipway/testkit/store-rows';
import { describe, expect, it } from 'vitest';
import type { App } from '../context.ts';
import { listExceptions, warnOfExceptions } from './index.ts';

const DAY = 86_400;
const days = (count: number): Instant => addSeconds(THE_MORNING, count * DAY);
const anException = (name: string, expiresAt: Instant, given: Partial<Exception> = {}): Exception => ({
  name,
  hosts: 'role = billing',
  leavesOut: { package: 'openssl' },
  owner: 'team-billing',
  why: 'the billing appliance breaks with it',
  compensatingControl: 'reachable from the bastion alone',
  approvedBy: 'ada',
  expiresAt,
  ...given,
});

const world = async (...exceptions: readonly Exception[]) => {
  const store = openMemoryStore();
  const now = { at: THE_MORNING };
  const nudged: string[] = [];
  const ports = { store, clock: { now: () => now.at }, nudge: { notify: (subject: string) => nudged.push(subject) } };
  const app = { ports } as unknown as App;
  const decide = async (...decided: readonly Exception[]) =>
    await store.write(async ({ plans }) => {
      const revision = (await plans.policy())?.revision ?? 0;
      await plans.savePolicy({ revision, value: { ...aPolicy(), exceptions: decided } }, 'ada', now.at);
    });
  await decide(...exceptions);
  await store.write(async ({ fleet }) => {
    for (const [hostId, role] of [
      ['a', 'billing'],
      ['b', 'billing'],
      ['c', 'shop'],
    ] as const) {
      await fleet.addHost(aHostRecord({ hostId, labels: { role } }));
    }
    await fleet.addHost(aHostRecord({ hostId: 'gone', labels: { role: 'billing' }, retiredAt: THE_MORNING }));
  });
  const told = async (at: Instant) => {
    now.at = at;
    const waitMs = await warnOfExceptions(app);
    const { items } = await store.read(({ outbox }) => outbox.events({ after: null, limit: 99 }));
    return { ids: items.map(({ eventId }) => eventId).toReversed(), waitMs, items };
  };
  return { app, now, decide, told, nudged };
};

describe('the list of exceptions', () => {
  it('has what ends first at the top, with the hosts that each selects and whether it acts still', async () => {
    const { app } = await world(
      anException('far', days(90), { hosts: 'role = shop' }),
      anException('near', days(3)),
      anException('over', THE_MORNING),
    );
    const listed = await listExceptions(app, { endingDays: null });
    if (!listed.ok) throw new Error(listed.reason.code);
    expect(listed.value.items.map(({ name, selected, state }) => [name, selected, state])).toEqual([
      ['over', 2, 'expired'],
      ['near', 2, 'acts'],
      ['far', 1, 'acts'],
    ]);
    const ending = await listExceptions(app, { endingDays: 3 });
    expect(ending.ok && ending.value.items.map(({ name }) => name)).toEqual(['over', 'near']);
  });
});

describe('people are warned before an exception ends', () => {
  const END = days(20);
  const id = (left: number, end = END) => `exception-ends.old-tls.${end}.${left}d`;

  it('two weeks, a week and a day before, and when it has: each once', async () => {
    const { nudged, told } = await world(anException('old-tls', END));
    expect((await told(days(5))).ids).toEqual([]);
    expect((await told(days(6))).ids).toEqual([id(14)]);
    expect((await told(days(7))).ids).toEqual([id(14)]);
    expect(nudged).toEqual(['notify']);
    for (const day of [13, 13.5, 19, 20, 21]) await told(days(day));
    const { ids, items } = await told(days(22));
    expect(ids).toEqual([id(14), id(7), id(1), id(0)]);
    expect(items[0]).toMatchObject({
      kind: 'exception-ends',
      content: { name: 'old-tls', leavesOut: 'package openssl', owner: 'team-billing', hostsInAll: 2, expiresAt: END },
    });
  });

  it('of what was missed only the latest, and of what ended long ago nothing', async () => {
    const { decide, told } = await world(anException('old-tls', END));
    expect((await told(days(14))).ids).toEqual([id(7)]);
    await decide(anException('ancient', days(1)));
    expect((await told(days(9))).ids).toEqual([id(7)]);
  });

  it('of a new end anew, and of none that was taken out', async () => {
    const { decide, told } = await world(anException('old-tls', END));
    await told(days(19.5));
    await decide(anException('old-tls', days(40)));
    expect((await told(days(26))).ids).toEqual([id(1), id(14, days(40))]);
    await decide();
    expect((await told(days(39.9))).ids).toHaveLength(2);
  });

  it('looks again by itself when the next is due', async () => {
    const { told } = await world(anException('old-tls', END));
    expect((await told(addSeconds(days(6), -30))).waitMs).toBe(30_000);
  });
});
