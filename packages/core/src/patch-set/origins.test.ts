// What one host takes from a repository of its own, and what that means for the others.

import { anInventory, aPackage, aRepository, BOOKWORM, THE_MORNING } from '@slipway/testkit/builders';
import { describe, expect, it } from 'vitest';
import type { Inventory, PendingUpdate } from '../inventory/index.ts';
import { buildPatchSet } from './build.ts';
import { narrowedWishes } from './index-wishes.ts';

const SECURITY = { origin: 'Debian', label: 'Debian-Security', codename: 'bookworm-security' };
const VENDOR = { origin: 'Vendor', label: 'Vendor', codename: 'stable' };

/** A host of Debian that carries openssl and sees this update of it. */
const aHostWith = (given: Pick<PendingUpdate, 'to' | 'origin'>): Inventory => {
  const update = { name: 'openssl', architecture: 'amd64', from: '1', security: false, ...given };
  return anInventory({
    packages: [aPackage({ name: 'openssl', version: '1' })],
    updates: { kind: 'known', asOf: THE_MORNING, metadataAsOf: THE_MORNING, updates: [update], keptBack: [] },
  });
};
/** Beside what every host has. */
const withVendor = (inventory: Inventory): Inventory => ({
  ...inventory,
  repositories: [...inventory.repositories, aRepository(VENDOR)],
});

/** Which the builder's host has configured beside the security archive. */
const MAIN = { origin: 'Debian', label: 'Debian', codename: 'bookworm' };

const build = (...inventories: readonly Inventory[]) => buildPatchSet({ scope: 'all', inventories });

describe('what one host takes from a repository of its own', () => {
  const plain = aHostWith({ to: '2', origin: SECURITY });
  const odd = withVendor(aHostWith({ to: '99', origin: VENDOR }));

  it('does not hide what the others would take', () => {
    const { targets } = build(plain, odd);
    expect(targets.map(({ version, origin }) => [version, origin])).toEqual([
      ['2', SECURITY],
      ['99', VENDOR],
    ]);
  });

  it('stands in no index of the others', () => {
    expect(build(plain, odd).indexes).toEqual([
      { platform: BOOKWORM, origins: [MAIN, SECURITY] },
      { platform: BOOKWORM, origins: [MAIN, SECURITY, VENDOR] },
    ]);
  });

  it('leaves of the indexes what something comes from, each once', () => {
    const { indexes } = build(plain, odd);
    const from = (...origins: readonly (typeof MAIN)[]) => origins.map((origin) => ({ platform: BOOKWORM, origin }));
    expect(narrowedWishes(indexes, from(SECURITY, MAIN, VENDOR))).toEqual(indexes);
    expect(narrowedWishes(indexes, from(SECURITY))).toEqual([{ platform: BOOKWORM, origins: [SECURITY] }]);
    expect(narrowedWishes(indexes, from(VENDOR))).toEqual([{ platform: BOOKWORM, origins: [VENDOR] }]);
    expect(narrowedWishes(indexes, [])).toEqual([]);
  });

  it('has an index for every kind of host of the fleet, cut from or not', () => {
    const wish = buildPatchSet({ scope: 'all', inventories: [odd], fleet: [plain, odd, withVendor(plain)] });
    // The plain one has nothing to gain from what the odd one's repository has.
    expect(wish.indexes).toEqual([{ platform: BOOKWORM, origins: [MAIN, SECURITY, VENDOR] }]);
    const both = buildPatchSet({ scope: 'all', inventories: [odd, plain], fleet: [odd, plain] });
    expect(both.indexes).toHaveLength(2);
  });

  it('is nothing where the host does not have the origin that it names', () => {
    expect(build(aHostWith({ to: '99', origin: VENDOR })).targets).toEqual([]);
    const nobody = { origin: '', label: '', codename: '' };
    const unread = aHostWith({ to: '99', origin: nobody });
    const withUnread = { ...unread, repositories: [aRepository({ ...nobody, refresh: 'never' })] };
    expect(build(withUnread).targets).toEqual([]);
  });
});
