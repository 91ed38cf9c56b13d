import { aPackage } from '@slipway/testkit/builders';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { packageLists } from '../../test/inventory/packages.ts';
import { applyPackageDelta, packageDeltaOf } from './delta.ts';
import { sortedPackages } from './package-order.ts';

describe('a package delta', () => {
  it('leads from the one list to the other', () => {
    fc.assert(
      fc.property(packageLists, packageLists, (before, after) => {
        expect(applyPackageDelta(before, packageDeltaOf(before, after))).toEqual(sortedPackages(after));
      }),
    );
  });

  it('is empty where nothing changed, in whatever order the packages were read', () => {
    fc.assert(
      fc.property(packageLists, (packages) => {
        expect(packageDeltaOf(packages, [...packages].reverse())).toEqual({ set: [], removed: [] });
      }),
    );
  });

  it('survives JSON', () => {
    fc.assert(
      fc.property(packageLists, packageLists, (before, after) => {
        const delta = packageDeltaOf(before, after);
        expect(JSON.parse(JSON.stringify(delta))).toEqual(delta);
      }),
    );
  });

  it('of an upgrade names the old version as removed and the new one as set', () => {
    const openssl = aPackage({ name: 'openssl', version: '3.0.15' });
    const other = aPackage({ name: 'zlib1g', version: '1' });
    const newer = { ...openssl, version: '3.0.17' };
    expect(packageDeltaOf([openssl, other], [newer, other])).toEqual({
      set: [newer],
      removed: [{ name: 'openssl', architecture: 'amd64', version: '3.0.15' }],
    });
  });

  it('carries a source that was corrected, which no fingerprint shows', () => {
    const openssl = aPackage({ name: 'openssl', version: '3.0.15' });
    const corrected = { ...openssl, sourceName: 'openssl-source' };
    expect(packageDeltaOf([openssl], [corrected])).toEqual({ set: [corrected], removed: [] });
  });
});
