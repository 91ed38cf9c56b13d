// A controller that was started from a backup hears of attempts that it never granted.

import { openMemoryStore } from '@slipway/controller/store/memory';
import type { LedgerFact } from '@slipway/core/execution';
import { type AttemptId, asAttemptId, asHostId } from '@slipway/core/ids';
import { type Reason, reason } from '@slipway/core/reasons';
import { addSeconds } from '@slipway/core/time';
import { digestOfText, sha256, THE_MORNING } from '@slipway/testkit/builders';
import { aGrant, aHostRecord, aLease, aLedger } from '@slipway/testkit/store-rows';
import { describe, expect, it } from 'vitest';
import type { App } from '../context.ts';
import { awayHosts, hostsInSight } from '../rollout/index.ts';
import { freeHost, receiveLedger } from './index.ts';

const HOST = asHostId('host-1');
const NOW = addSeconds(THE_MORNING, 100);
const ATTEMPT = asAttemptId('rollout-1-host-1-1');
const ADMINISTRATOR = { person: 'ada', roles: ['administrator'], teams: [] } as never;

const begun = (attemptId = ATTEMPT): LedgerFact => ({
  ...{ kind: 'attempt-begun', attemptId, hostPlanDigest: digestOfText('host plan'), generation: 1 },
});
const stepBegun = (attemptId = ATTEMPT): LedgerFact => ({ kind: 'step-begun', attemptId, step: 'drain' });
const ended = (outcome: 'done' | 'isolated' | 'gone-back', attemptId = ATTEMPT): LedgerFact => ({
  ...{ kind: 'attempt-ended', attemptId, outcome, reason: null },
});

const restored = async ({ grants = [] }: { readonly grants?: readonly string[] } = {}) => {
  const store = openMemoryStore();
  await store.write(async ({ fleet, rollouts }) => {
    await fleet.addHost(aHostRecord({ hostId: HOST, labels: { environment: 'prod', group: 'one' } }));
    for (const attemptId of grants) await rollouts.putGrant(aGrant(HOST, attemptId));
  });
  const ports = { store, sha256, clock: { now: () => NOW }, nudge: { notify: () => undefined } };
  const app = { ports, options: { idleCheckInSeconds: 60 } } as unknown as App;
  let told = 0;
  return {
    tells: async (facts: readonly LedgerFact[]): Promise<void> => {
      const entries = aLedger(facts);
      const answer = await receiveLedger(app, HOST, { protocol: 1, entries: entries.slice(told) });
      if (!answer.ok) throw new Error(answer.reason.code);
      told = entries.length;
    },
    says: async (attemptId: AttemptId): Promise<void> =>
      await store.write(async ({ fleet }) => {
        const host = await fleet.host(HOST);
        if (host?.value.contact == null) throw new Error('it was heard');
        const value = { ...host.value, contact: { ...host.value.contact, seenAt: NOW, attemptId } };
        await fleet.saveHost({ revision: host.revision, value });
      }),
    lease: async (wish: 'taken' | 'freed'): Promise<void> =>
      await store.write(async ({ rollouts }) => {
        const lease = aLease(HOST, ATTEMPT, { group: 'one' });
        await (wish === 'taken' ? rollouts.putLease(lease) : rollouts.freeLease(HOST, ATTEMPT));
      }),
    free: async () => await freeHost(app, ADMINISTRATOR, HOST),
    bar: async (barred: Reason): Promise<void> =>
      await store.write(async ({ fleet }) => {
        const host = await fleet.host(HOST);
        if (host !== null) await fleet.saveHost({ revision: host.revision, value: { ...host.value, barred } });
      }),
    seen: async () =>
      await store.read(async (view) => {
        const listening = { now: NOW, idleCheckInSeconds: 60 };
        const away = await awayHosts(view, await hostsInSight(view, listening), listening);
        const { items } = await view.fleet.hostEvents(HOST, { after: null, limit: 10 });
        const kinds = items.map(({ event }) => event.kind).filter((kind) => kind !== 'attempt-ended');
        const barred = (await view.fleet.host(HOST))?.value.barred?.code ?? null;
        return { barred, away: away.map(({ because, group }) => `${because} ${group}`), kinds };
      }),
  };
};

const AWAY = { barred: 'unknown-attempt', away: ['unknown-attempt one'] };
const SERVES = { barred: null, away: [] };

describe('an attempt that nobody here granted', () => {
  it('keeps its host away while it is under way, until it has ended back in its service', async () => {
    const { tells, seen } = await restored();
    await tells([begun(), stepBegun()]);
    expect(await seen()).toEqual({ ...AWAY, kinds: ['barred'] });
    await tells([begun(), stepBegun(), ended('gone-back')]);
    expect(await seen()).toEqual({ ...SERVES, kinds: expect.arrayContaining(['barred', 'freed']) });
  });

  it('keeps its host away where it left it out of its service, until a person has looked', async () => {
    const { tells, seen, free } = await restored();
    const story = [begun(), stepBegun(), ended('isolated')];
    await tells(story);
    expect(await seen()).toMatchObject(AWAY);
    expect((await free()).ok).toBe(true);
    expect(await seen()).toMatchObject(SERVES);
    await tells([...story, { kind: 'adopted', order: 2, generation: 1, taken: [] }]);
    expect(await seen()).toMatchObject(SERVES);
  });

  it('counts again where the host begins another one', async () => {
    const { tells, seen, free } = await restored();
    const story = [begun(), stepBegun(), ended('isolated')];
    await tells(story);
    await free();
    await tells([...story, begun(asAttemptId('rollout-2-host-1-1'))]);
    expect(await seen()).toMatchObject(AWAY);
  });

  it('stands against nobody where it has ended back in its service, or its grant is known', async () => {
    const done = await restored();
    await done.tells([begun(), stepBegun(), ended('done')]);
    expect(await done.seen()).toEqual({ ...SERVES, kinds: [] });
    const known = await restored({ grants: [ATTEMPT] });
    await known.tells([begun(), stepBegun(), ended('isolated')]);
    expect(await known.seen()).toEqual({ ...SERVES, kinds: [] });
  });

  it('without a lease keeps its host away for as long as the host says that it is at it', async () => {
    const { says, tells, lease, seen } = await restored({ grants: [ATTEMPT] });
    await says(ATTEMPT);
    expect(await seen()).toMatchObject({ barred: null, away: ['unknown-attempt one'] });
    await lease('taken');
    expect(await seen()).toMatchObject({ away: ['lease one'] });
    await lease('freed');
    expect(await seen()).toMatchObject({ away: ['unknown-attempt one'] });
    await tells([begun(), stepBegun(), ended('done')]);
    expect(await seen()).toMatchObject(SERVES);
  });

  it('is no reason in the place of one that a person must resolve', async () => {
    const { tells, seen, bar } = await restored();
    await bar(reason('host-restored'));
    await tells([begun(), stepBegun(), ended('isolated')]);
    expect((await seen()).barred).toBe('host-restored');
  });
});
