import type { Rollout } from '@slipway/core/rollout';
import type { Claim, StoreRollout } from '../../ports/index.ts';
import { copyOf } from './copies.ts';
import type { Transaction } from './transaction.ts';
import { versionedRows } from './versioned.ts';

export const rolloutsOn = (transaction: Transaction): StoreRollout => ({
  ...lifeOn(transaction),
  ...claimsOn(transaction),
  ...leasesOn(transaction),
  ...grantsOn(transaction),
  ...gateReadingsOn(transaction),
  ...takenByHandOn(transaction),
});

const lifeOn = (
  transaction: Transaction,
): Pick<
  StoreRollout,
  'addRollout' | 'rollout' | 'saveRollout' | 'rollouts' | 'rolloutsOf' | 'openRollouts' | 'openRolloutsWith'
> => {
  const its = versionedRows(
    transaction,
    ({ rollouts }) => rollouts,
    ({ rolloutId }) => rolloutId,
  );
  return {
    addRollout: its.add,
    rollout: its.find,
    saveRollout: its.save,
    rollouts: its.newestFirst,
    async rolloutsOf(planDigest) {
      return its.all().flatMap(({ value }) => (value.planDigest === planDigest ? [value] : []));
    },
    async openRollouts() {
      return its.all().filter(({ value: { state } }) => isOpen(state));
    },
    async openRolloutsWith(hostId) {
      return its
        .all()
        .filter(({ value: { state, hosts } }) => isOpen(state) && hosts.some((host) => host.hostId === hostId));
    },
  };
};

export const isOpen = (state: Rollout['state']): boolean =>
  state !== 'completed' && state !== 'aborted' && state !== 'failed';

const claimsOn = (transaction: Transaction): Pick<StoreRollout, 'claim' | 'claimHolds' | 'releaseClaim'> => ({
  async claim(name, owner, now, expiresAt) {
    const { claims } = transaction.changing;
    const held = claims.get(name);
    const stands = held !== undefined && !held.released && held.expiresAt > now;
    if (stands && held.owner !== owner) return null;
    const claim: Claim = { name, owner, epoch: (held?.epoch ?? 0) + (stands ? 0 : 1), expiresAt };
    claims.set(name, { ...claim, released: false });
    return claim;
  },
  async claimHolds(claim) {
    return isNewest(transaction, claim);
  },
  async releaseClaim(claim) {
    const { claims } = transaction.changing;
    if (isNewest(transaction, claim)) claims.set(claim.name, { ...claim, released: true });
  },
});

const isNewest = (transaction: Transaction, claim: Claim): boolean => {
  const held = transaction.reading.claims.get(claim.name);
  return held !== undefined && !held.released && held.owner === claim.owner && held.epoch === claim.epoch;
};

const leasesOn = (transaction: Transaction): Pick<StoreRollout, 'putLease' | 'leases' | 'freeLease'> => ({
  async putLease(lease) {
    const { leases } = transaction.changing;
    const held = leases.get(lease.hostId);
    if (held !== undefined && held.attemptId !== lease.attemptId) {
      throw new Error(`${lease.hostId} is away in attempt ${held.attemptId}, not ${lease.attemptId}`);
    }
    leases.set(lease.hostId, copyOf(lease));
  },
  async leases() {
    return transaction.reading.leases.byKey();
  },
  async freeLease(hostId, attemptId) {
    const { leases } = transaction.changing;
    if (leases.get(hostId)?.attemptId === attemptId) leases.delete(hostId);
  },
});

const grantsOn = (transaction: Transaction): Pick<StoreRollout, 'putGrant' | 'grantsOf'> => ({
  async putGrant(grant) {
    const { grants } = transaction.changing;
    const before = grants.get(grant.hostId) ?? [];
    const at = before.findIndex(({ attemptId }) => attemptId === grant.attemptId);
    const copy = copyOf(grant);
    grants.set(grant.hostId, at < 0 ? [...before, copy] : before.with(at, copy));
  },
  async grantsOf(hostId) {
    return transaction.reading.grants.get(hostId) ?? [];
  },
});

const gateReadingsOn = (transaction: Transaction): Pick<StoreRollout, 'putGateReading' | 'gateReadings'> => ({
  async putGateReading(rolloutId, reading) {
    const { gateReadings } = transaction.changing;
    const { wave, name } = reading;
    const others = (gateReadings.get(rolloutId) ?? []).filter((one) => one.wave !== wave || one.name !== name);
    const all = [...others, copyOf(reading)];
    gateReadings.set(
      rolloutId,
      all.sort((a, b) => a.wave - b.wave || (a.name < b.name ? -1 : 1)),
    );
  },
  async gateReadings(rolloutId) {
    return transaction.reading.gateReadings.get(rolloutId) ?? [];
  },
});

const takenByHandOn = (transaction: Transaction): Pick<StoreRollout, 'takenByHand' | 'setTakenByHand'> => ({
  async takenByHand() {
    return transaction.reading.takenByHand.byKey();
  },
  async setTakenByHand(hostId, taken) {
    const { takenByHand } = transaction.changing;
    if (taken) takenByHand.set(hostId, hostId);
    else takenByHand.delete(hostId);
  },
});
