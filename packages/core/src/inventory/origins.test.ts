import { anInventory, aPackage, sha256, THE_MORNING } from '@slipway/testkit/builders';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { inventoryDigest } from './inventory-digest.ts';
import { isDistributionOrigin, originsOfPackages } from './origins.ts';
import { positionsIn, positionsOf } from './positions.ts';
import { thirdPartyPackages } from './third-party.ts';
import type { Inventory, PackageOrigins } from './types.ts';

const DEBIAN = { origin: 'Debian', label: 'Debian', codename: 'bookworm' };
const MAKER = { origin: 'Maker', label: 'Maker', codename: 'stable' };
const LATER = '2026-11-21T09:00:00.000Z' as typeof THE_MORNING;

const packages = ['app', 'bison', 'chrome', 'diff', 'extra'].map((name) => aPackage({ name, version: '1.0' }));
const known = (given: Partial<Extract<PackageOrigins, { kind: 'known' }>>): PackageOrigins => ({
  kind: 'known',
  asOf: THE_MORNING,
  origins: [],
  none: [],
  ...given,
});
const host = (origins: PackageOrigins): Inventory => anInventory({ packages, origins });
const kinds = (inventory: Inventory) => originsOfPackages(inventory).map(({ kind }) => kind);

const looked = host(
  known({
    origins: [
      { ...DEBIAN, uri: null, packages: [1, 1], others: [3, 1], newer: [] },
      { ...MAKER, uri: null, packages: [0, 1], others: [], newer: [{ at: 0, version: '1.1' }] },
    ],
    none: [2, 1],
  }),
);

describe('positions', () => {
  it('are lengths, passed over and meant in turn', () => {
    expect(positionsOf([0, 1, 2, 5])).toEqual([0, 3, 2, 1]);
    expect(positionsIn([0, 3, 2, 1], 6)).toEqual([0, 1, 2, 5]);
    expect(positionsIn([0, 3, 2, 1], 5)).toBeNull();
  });

  it('give back every list of places', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.nat(300)), (places) => {
        const sorted = places.toSorted((a, b) => a - b);
        expect(positionsIn(positionsOf(sorted), 301)).toEqual(sorted);
      }),
    );
  });
});

describe('the origin of a package', () => {
  it('is the distribution, another publisher, nobody, or not known', () => {
    expect(originsOfPackages(looked)).toEqual([
      { kind: 'foreign', origin: MAKER, uri: null, listed: 'exactly', newer: '1.1' },
      { kind: 'distribution', origin: DEBIAN, uri: null, listed: 'exactly', newer: null },
      { kind: 'none' },
      { kind: 'distribution', origin: DEBIAN, uri: null, listed: 'by-another', newer: null },
      { kind: 'unknown' },
    ]);
  });

  it('is unknown for all where nobody looked, and where the look was at another list', () => {
    const unknown = packages.map(() => 'unknown');
    expect(kinds(anInventory({ packages }))).toEqual(unknown);
    expect(kinds(host({ kind: 'unknown', detail: 'the repositories were never read' }))).toEqual(unknown);
    expect(kinds(host(known({ none: [4, 2] })))).toEqual(unknown);
    const twice = known({ origins: [{ ...MAKER, uri: null, packages: [1, 1], others: [], newer: [] }], none: [0, 2] });
    expect(kinds(host(twice))).toEqual(unknown);
  });

  it.each([
    ['Debian', 'bookworm', true],
    ['Debian', 'bookworm-security', true],
    ['Debian', 'bookworm/updates', true],
    ['Debian', 'trixie', false],
    ['Debian', 'bookwormish', false],
    ['Debian', '', false],
    ['Debian Backports', 'bookworm-backports', false],
    ['', 'bookworm', false],
  ])('%s %s on bookworm: the distribution’s own is %s', (origin, codename, own) => {
    expect(isDistributionOrigin({ origin, label: '', codename }, { distribution: 'debian', release: 'bookworm' })).toBe(
      own,
    );
  });

  it('of Ubuntu is the distribution’s under extended support, too', () => {
    const noble = { distribution: 'ubuntu', release: 'noble' };
    for (const origin of ['Ubuntu', 'UbuntuESM', 'UbuntuESMApps'])
      expect(isDistributionOrigin({ origin, label: '', codename: 'noble' }, noble)).toBe(true);
    expect(isDistributionOrigin({ origin: 'LP-PPA-maker', label: '', codename: 'noble' }, noble)).toBe(false);
  });
});

describe('third-party packages', () => {
  it('are told by origin, with what is newest there; what nobody looked for is counted and named', () => {
    expect(thirdPartyPackages(looked)).toEqual({
      kind: 'known',
      asOf: THE_MORNING,
      origins: [
        {
          origin: MAKER,
          uri: null,
          packages: [{ name: 'app', architecture: 'amd64', version: '1.0', newer: '1.1', listed: 'exactly' }],
        },
      ],
      none: [{ name: 'chrome', architecture: 'amd64', version: '1.0', newer: null, listed: 'nowhere' }],
      unknown: 1,
      unknownPackages: [{ name: 'extra', architecture: 'amd64', version: '1.0' }],
    });
  });

  it('of a host that does not look are unknown, never none', () => {
    expect(thirdPartyPackages(anInventory({ packages })).kind).toBe('unknown');
  });
});

describe('the name of an inventory', () => {
  const digest = (inventory: Inventory) => inventoryDigest(inventory, sha256);
  const nothing = { kind: 'known', items: [], total: 0 } as const;
  const unmanaged = {
    kind: 'known',
    programs: nothing,
    snaps: nothing,
    flatpaks: nothing,
    containers: nothing,
  } as const;

  it('changes with what was found, and not with the time of looking', () => {
    const one = anInventory({ ...looked, unmanaged: { ...unmanaged, asOf: THE_MORNING } });
    const same = anInventory({
      ...one,
      origins: { ...(one.origins as object), asOf: LATER } as PackageOrigins,
      unmanaged: { ...unmanaged, asOf: LATER },
    });
    expect(digest(same)).toBe(digest(one));
    const more = { ...unmanaged, asOf: THE_MORNING, snaps: { kind: 'known', items: [], total: null } } as const;
    const others = [looked, anInventory({ packages }), anInventory({ ...looked, unmanaged: more })].map(digest);
    expect(new Set([digest(one), ...others]).size).toBe(4);
  });
});
