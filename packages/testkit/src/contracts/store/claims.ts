import type { Claim, Store } from '@slipway/controller/ports';
import { addSeconds, type Instant } from '@slipway/core/time';
import { describe, expect, it } from 'vitest';
import { THE_MORNING } from '../../builders/index.ts';

const CLAIM_SECONDS = 30;
/** Seconds after the start of the test. */
const at = (seconds: number): Instant => addSeconds(THE_MORNING, seconds);

export const claimContract = (open: () => Store): void => {
  describe('claims', () => {
    const take = (owner: string, seconds: number, name = 'rollout-1') =>
      open().write((change) => change.rollouts.claim(name, owner, at(seconds), at(seconds + CLAIM_SECONDS)));
    const holds = (claim: Claim) => open().read((view) => view.rollouts.claimHolds(claim));
    const release = (claim: Claim) => open().write((change) => change.rollouts.releaseClaim(claim));
    const taken = async (owner: string, seconds: number): Promise<Claim> => {
      const claim = await take(owner, seconds);
      if (claim === null) throw new Error(`${owner} was expected to get the claim`);
      return claim;
    };

    it('belongs to one owner until it expires', async () => {
      const claim = await taken('one', 0);
      expect(claim).toEqual({ name: 'rollout-1', owner: 'one', epoch: 1, expiresAt: at(CLAIM_SECONDS) });
      expect(await take('two', 29)).toBeNull();
      expect(await holds(claim)).toBe(true);
      expect(await take('two', 30)).toMatchObject({ owner: 'two', epoch: 2 });
      expect(await holds(claim)).toBe(false);
    });

    it('is taken by exactly one of many who ask at once', async () => {
      const owners = ['one', 'two', 'three', 'four'];
      const got = await Promise.all(owners.map((owner) => take(owner, 0)));
      expect(got.map((claim) => claim?.owner ?? null)).toEqual(['one', null, null, null]);
    });

    it('is prolonged by who holds it, under the same epoch', async () => {
      const claim = await taken('one', 0);
      expect(await take('one', 20)).toEqual({ ...claim, expiresAt: at(50) });
      expect(await take('two', 35)).toBeNull();
      expect(await holds(claim)).toBe(true);
    });

    it('is another one when its owner takes it again after it expired', async () => {
      const before = await taken('one', 0);
      const after = await taken('one', 31);
      expect(after.epoch).toBe(2);
      expect(await holds(before)).toBe(false);
      expect(await holds(after)).toBe(true);
    });

    it('fences an owner that was stopped and goes on: its write changes nothing', async () => {
      const store = open();
      const stale = await taken('one', 0);
      const guarded = (claim: Claim, value: string) =>
        store.write(async (change) => {
          if (!(await change.rollouts.claimHolds(claim))) return 'fenced';
          await change.access.setSetting('incarnation', value);
          return 'written';
        });
      expect(await guarded(stale, 'one')).toBe('written');
      // `one` is stopped here for longer than its claim lasts; `two` takes over; `one` is continued and knows nothing.
      const fresh = await taken('two', 31);
      expect(await guarded(fresh, 'two')).toBe('written');
      expect(await guarded(stale, 'one again')).toBe('fenced');
      expect(await take('one', 40)).toBeNull();
      await release(stale);
      expect(await holds(fresh)).toBe(true);
      expect(await store.read((view) => view.access.setting('incarnation'))).toBe('two');
    });

    it('may be acted on after its expiry as long as nobody else took it', async () => {
      expect(await holds(await taken('one', 0))).toBe(true);
    });

    it('is free once released, and its epoch keeps rising', async () => {
      const first = await taken('one', 0);
      await release(first);
      expect(await holds(first)).toBe(false);
      const second = await taken('two', 1);
      expect(second.epoch).toBe(2);
      await release(second);
      expect((await taken('one', 2)).epoch).toBe(3);
    });

    it('is one per name', async () => {
      expect(await take('one', 0, 'rollout-1')).not.toBeNull();
      expect(await take('two', 0, 'rollout-2')).toMatchObject({ owner: 'two', epoch: 1 });
      expect(await holds({ name: 'rollout-3', owner: 'one', epoch: 1, expiresAt: at(30) })).toBe(false);
    });
  });
};
