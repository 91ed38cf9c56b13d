import type { Store } from '@slipway/controller/ports';
import { asAttemptId, asRolloutId } from '@slipway/core/ids';
import { reason } from '@slipway/core/reasons';
import type { RolloutState } from '@slipway/core/rollout';
import { addMs } from '@slipway/core/time';
import { describe, expect, it } from 'vitest';
import { digestOfText, THE_MORNING } from '../../builders/index.ts';
import { aGateReading, aGrant, aLease, aRollout, hostIdOf } from '../../store-rows/index.ts';
import { byPages } from './pages.ts';

export const rolloutContract = (open: () => Store): void => {
  describe('rollouts', () => {
    life(open);
    leases(open);
    grants(open);
    gateReadings(open);
    takenByHand(open);
  });
};

const life = (open: () => Store): void => {
  it('drives every rollout that has not ended, oldest first', async () => {
    const store = open();
    const states: readonly RolloutState[] = [
      'failed',
      'running',
      'aborted',
      'paused',
      'stopped',
      'completed',
      'aborting',
    ];
    await store.write(async (change) => {
      for (const [at, state] of states.entries()) {
        await change.rollouts.addRollout(aRollout({ rolloutId: `rollout-${9 - at}`, state }));
      }
    });
    const openOnes = await store.read((view) => view.rollouts.openRollouts());
    expect(openOnes.map(({ value }) => value.state)).toEqual(['running', 'paused', 'stopped', 'aborting']);
    const pages = await byPages((request) => store.read((view) => view.rollouts.rollouts(request)), 4);
    expect(pages.map((page) => page.map(({ state }) => state))).toEqual([
      ['aborting', 'completed', 'stopped', 'paused'],
      ['aborted', 'running', 'failed'],
    ]);
  });

  it('finds the open ones that a host is one of, and no other that only names it', async () => {
    const store = open();
    const [usual] = aRollout({ rolloutId: 'any' }).hosts;
    if (usual === undefined) throw new Error('a rollout of tests has a host');
    const at = (hostId: string) => ({ ...usual, hostId: hostIdOf(hostId) });
    const named = { ...at('web1'), reason: reason('guest-under-way', { guest: 'db1' }) };
    const rollouts = [
      aRollout({ rolloutId: 'rollout-3', hosts: [at('web1'), at('db1')] }),
      aRollout({ rolloutId: 'rollout-2', hosts: [at('db1')], state: 'completed' }),
      aRollout({ rolloutId: 'rollout-1', hosts: [at('db10'), named] }),
      aRollout({ rolloutId: 'rollout-0', hosts: [at('db1')], state: 'paused' }),
    ];
    await store.write(async (change) => {
      for (const rollout of rollouts) await change.rollouts.addRollout(rollout);
    });
    const openWith = async (hostId: string) =>
      await store.read((view) => view.rollouts.openRolloutsWith(hostIdOf(hostId)));
    expect((await openWith('db1')).map(({ value }) => value.rolloutId)).toEqual(['rollout-3', 'rollout-0']);
    expect(await openWith('db10')).toEqual([{ revision: 1, value: rollouts[2] }]);
    expect(await openWith('db')).toEqual([]);
  });

  it('finds the rollouts of a plan, ended ones too', async () => {
    const store = open();
    const planDigest = digestOfText('another plan');
    const [first, second] = [
      aRollout({ rolloutId: 'rollout-2', planDigest, state: 'aborted' }),
      aRollout({ rolloutId: 'rollout-1', planDigest }),
    ];
    await store.write(async ({ rollouts }) => {
      for (const rollout of [first, aRollout({ rolloutId: 'rollout-3' }), second]) await rollouts.addRollout(rollout);
    });
    expect(await store.read(({ rollouts }) => rollouts.rolloutsOf(planDigest))).toEqual([first, second]);
    expect(await store.read(({ rollouts }) => rollouts.rolloutsOf(digestOfText('none')))).toEqual([]);
  });

  it('saves over the revision that was read, and refuses any other', async () => {
    const store = open();
    const rollout = aRollout({ rolloutId: 'rollout-1' });
    const ended = { ...rollout, state: 'completed' as const, endedAt: addMs(THE_MORNING, 1000) };
    await store.write((change) => change.rollouts.addRollout(rollout));
    const save = (revision: number, value = rollout) =>
      store.write((change) => change.rollouts.saveRollout({ revision, value }));
    expect(await Promise.all([save(1), save(1)])).toEqual([true, false]);
    expect(await save(2, ended)).toBe(true);
    const stored = await store.read((view) => view.rollouts.rollout(rollout.rolloutId));
    expect(stored).toEqual({ revision: 3, value: ended });
    expect(await store.read((view) => view.rollouts.openRollouts())).toEqual([]);
    expect(await store.read((view) => view.rollouts.rollout(asRolloutId('nobody')))).toBeNull();
    await expect(store.write((change) => change.rollouts.addRollout(rollout))).rejects.toThrow('exists already');
  });
};

const leases = (open: () => Store): void => {
  it('keeps one lease per host, over all rollouts, until its own attempt frees it', async () => {
    const store = open();
    const given = [aLease('b', 'attempt-2', { rolloutId: asRolloutId('rollout-2') }), aLease('a', 'attempt-1')];
    await store.write(async (change) => {
      for (const lease of given) await change.rollouts.putLease(lease);
    });
    const held = () => store.read((view) => view.rollouts.leases());
    const free = (host: string, attempt: string) =>
      store.write((change) => change.rollouts.freeLease(hostIdOf(host), asAttemptId(attempt)));
    expect(await held()).toEqual(given.toReversed());
    await free('a', 'attempt-2');
    await free('c', 'attempt-3');
    expect(await held()).toEqual(given.toReversed());
    await free('a', 'attempt-1');
    expect(await held()).toEqual([given[0]]);
  });

  it('moves the expiry of the same attempt, and never lets another take it over', async () => {
    const store = open();
    const lease = aLease('host-1', 'attempt-1');
    const longer = { ...lease, expiresAt: addMs(lease.expiresAt, 60_000) };
    const put = (one: typeof lease) => store.write((change) => change.rollouts.putLease(one));
    await put(lease);
    await put(longer);
    await expect(put(aLease('host-1', 'attempt-2'))).rejects.toThrow('attempt-1');
    expect(await store.read((view) => view.rollouts.leases())).toEqual([longer]);
  });

  it('lets no two writes put more of a cluster away than the writes themselves allow', async () => {
    const store = open();
    const take = (host: string) =>
      store.write(async (change) => {
        const away = (await change.rollouts.leases()).filter(({ clusters }) => clusters.includes('app'));
        if (away.length >= 2) return false;
        await change.rollouts.putLease(aLease(host, `attempt-${host}`));
        return true;
      });
    const taken = await Promise.all(['a', 'b', 'c', 'd', 'e'].map(take));
    expect(taken).toEqual([true, true, false, false, false]);
    expect(await store.read((view) => view.rollouts.leases())).toHaveLength(2);
  });
};

const grants = (open: () => Store): void => {
  it("keeps a host's grants in their order, one per attempt, each in its newest state", async () => {
    const store = open();
    const first = aGrant('host-1', 'attempt-1');
    const second = aGrant('host-1', 'attempt-2');
    const withdrawn = { ...first, state: 'withdrawn' as const };
    await store.write(async (change) => {
      await change.rollouts.putGrant(first);
      await change.rollouts.putGrant(second);
      await change.rollouts.putGrant(aGrant('host-2', 'attempt-3'));
      await change.rollouts.putGrant(withdrawn);
    });
    const of = (host: string) => store.read((view) => view.rollouts.grantsOf(hostIdOf(host)));
    expect(await of('host-1')).toEqual([withdrawn, second]);
    expect(await of('host-3')).toEqual([]);
  });
};

const gateReadings = (open: () => Store): void => {
  it('keeps the newest reading of each condition of each wave of each rollout', async () => {
    const store = open();
    const [one, two] = [asRolloutId('rollout-1'), asRolloutId('rollout-2')];
    const closed = aGateReading({ state: 'closed', found: '7, must be below 0.5', at: addMs(THE_MORNING, 30_000) });
    await store.write(async ({ rollouts }) => {
      await rollouts.putGateReading(one, aGateReading({ wave: 10 }));
      await rollouts.putGateReading(one, aGateReading({ wave: 9, name: 'load', toldAt: THE_MORNING }));
      await rollouts.putGateReading(one, aGateReading({ wave: 9 }));
      await rollouts.putGateReading(two, aGateReading());
      await rollouts.putGateReading(one, { ...closed, wave: 9 });
    });
    const of = (rolloutId: typeof one) => store.read(({ rollouts }) => rollouts.gateReadings(rolloutId));
    expect(await of(one)).toEqual([
      { ...closed, wave: 9 },
      aGateReading({ wave: 9, name: 'load', toldAt: THE_MORNING }),
      aGateReading({ wave: 10 }),
    ]);
    expect(await of(two)).toEqual([aGateReading()]);
    expect(await of(asRolloutId('nobody'))).toEqual([]);
  });
};

const takenByHand = (open: () => Store): void => {
  it('remembers who was taken out by hand until given back, however often it is said', async () => {
    const store = open();
    const set = (host: string, taken: boolean) =>
      store.write((change) => change.rollouts.setTakenByHand(hostIdOf(host), taken));
    for (const host of ['b', 'a', 'b']) await set(host, true);
    expect(await store.read((view) => view.rollouts.takenByHand())).toEqual(['a', 'b']);
    for (const host of ['b', 'c', 'b']) await set(host, false);
    expect(await store.read((view) => view.rollouts.takenByHand())).toEqual(['a']);
  });
};
