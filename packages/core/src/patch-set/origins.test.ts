// What one host takes from a repository of its own, and what that means for the others.

import { anInventory, aPackage, aRepository, BOOKWORM, THE_MORNING } from '@slipway/testkit/builders';
import { describe, expect, it } from 'vitest';
import type { Inventory, PendingUpdate } from '../inventory/index.ts';
import { buildPatchSet } from './build.ts';

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
      { platform: BOOKWORM, origins: [SECURITY] },
      { platform: BOOKWORM, origins: [SECURITY, VENDOR] },
    ]);
  });

  it('has an index for every kind of host of the fleet, cut from or not', () => {
    const wish = buildPatchSet({ scope: 'all', inventories: [odd], fleet: [plain, odd, withVendor(plain)] });
    expect(wish.indexes).toEqual([{ platform: BOOKWORM, origins: [VENDOR] }]);
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
