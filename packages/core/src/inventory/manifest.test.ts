import { aPackage, sha256, THE_MORNING } from '@slipway/testkit/builders';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { packageLists } from '../../test/inventory/packages.ts';
import { differenceOf, fingerprintOf, manifestOf } from './manifest.ts';
import { packageKey, packageVersionKey, sortedPackages } from './package-order.ts';
import type { InstalledPackage } from './types.ts';

const kernel = (version: string): InstalledPackage => aPackage({ name: 'kernel', version, architecture: 'x86_64' });
const openssl = aPackage({ name: 'openssl', version: '3.0.15' });
const libssl = aPackage({ name: 'libssl3', version: '3.0.15', automatic: true });

const difference = (before: readonly InstalledPackage[], after: readonly InstalledPackage[]) =>
  differenceOf({ packages: before }, { packages: after });

describe('fingerprintOf', () => {
  it('does not depend on the order in which packages were read', () => {
    fc.assert(
      fc.property(packageLists, (packages) => {
        const turned = [...packages.slice(3), ...packages.slice(0, 3)].reverse();
        expect(fingerprintOf(turned, sha256)).toBe(fingerprintOf(packages, sha256));
      }),
    );
  });

  it.each<[string, Partial<InstalledPackage>]>([
    ['name', { name: 'openssh' }],
    ['architecture', { architecture: 'i386' }],
    ['version', { version: '3.0.16' }],
    ['state', { state: 'half-configured' }],
    ['mark', { automatic: true }],
    ['hold', { held: true }],
  ])('changes with the %s of one package', (_what, change) => {
    const before = fingerprintOf([libssl, openssl], sha256);
    expect(fingerprintOf([libssl, { ...openssl, ...change }], sha256)).not.toBe(before);
  });

  it('changes with a package more or less', () => {
    const prints = [[], [openssl], [openssl, libssl], [kernel('1')], [kernel('1'), kernel('2')]];
    expect(new Set(prints.map((packages) => fingerprintOf(packages, sha256))).size).toBe(prints.length);
  });

  it('is the same for ever: agents of any version compare it', () => {
    expect(fingerprintOf([openssl, libssl], sha256)).toBe(
      // SHA-256 of [["libssl3","amd64","3.0.15","installed",true,false],["openssl","amd64","3.0.15","installed",false,false]]
      sha256(
        Uint8Array.from(
          '[["libssl3","amd64","3.0.15","installed",true,false],["openssl","amd64","3.0.15","installed",false,false]]',
          (character) => character.charCodeAt(0),
        ),
      ),
    );
  });
});

it('manifestOf takes every package in its order, under its fingerprint', () => {
  expect(manifestOf({ packages: [openssl, libssl], takenAt: THE_MORNING, sha256 })).toEqual({
    schema: 'slipway.manifest/1',
    takenAt: THE_MORNING,
    fingerprint: fingerprintOf([libssl, openssl], sha256),
    packages: [libssl, openssl],
  });
});

describe('differenceOf', () => {
  const newer = { ...openssl, version: '3.0.17' };

  it('tells an upgrade, an arrival and a departure apart', () => {
    const zlib = aPackage({ name: 'zlib1g', version: '1' });
    expect(difference([openssl, libssl], [newer, zlib])).toEqual({
      added: [zlib],
      removed: [libssl],
      changed: [{ before: openssl, after: newer }],
    });
  });

  it('sees a mark, a hold or a state that changed at the same version', () => {
    for (const change of [{ automatic: true }, { held: true }, { state: 'unpacked' }] as const) {
      const after = { ...openssl, ...change };
      expect(difference([openssl], [after])).toEqual({ added: [], removed: [], changed: [{ before: openssl, after }] });
    }
  });

  it('does not mix architectures up', () => {
    const foreign = { ...openssl, architecture: 'i386' };
    expect(difference([openssl, foreign], [newer, foreign])).toEqual({
      added: [],
      removed: [],
      changed: [{ before: openssl, after: newer }],
    });
  });

  it.each<[string, readonly string[], readonly string[], readonly string[], readonly string[]]>([
    ['a kernel beside the old one', ['5.14-1'], ['5.14-1', '5.14-2'], ['5.14-2'], []],
    ['the oldest one makes room', ['5.14-1', '5.14-2'], ['5.14-2', '5.14-3'], ['5.14-3'], ['5.14-1']],
    ['old kernels are cleaned up', ['5.14-1', '5.14-2'], ['5.14-2'], [], ['5.14-1']],
    ['all at once', ['5.14-1', '5.14-2'], ['5.14-3'], ['5.14-3'], ['5.14-1', '5.14-2']],
  ])('of kernels side by side: %s', (_name, before, after, added, removed) => {
    expect(difference(before.map(kernel), after.map(kernel))).toEqual({
      added: added.map(kernel),
      removed: removed.map(kernel),
      changed: [],
    });
  });

  it('accounts for every package exactly once, and is nothing for equal lists', () => {
    fc.assert(
      fc.property(packageLists, packageLists, (before, after) => {
        const { added, removed, changed } = difference(before, after);
        const changedFrom = new Map(changed.map((pair) => [packageVersionKey(pair.before), pair.after]));
        const gone = new Set(removed.map(packageVersionKey));
        const rebuilt = before
          .filter((found) => !gone.has(packageVersionKey(found)))
          .map((found) => changedFrom.get(packageVersionKey(found)) ?? found);
        expect(sortedPackages([...rebuilt, ...added])).toEqual(sortedPackages(after));
        expect(changed.every((pair) => packageKey(pair.before) === packageKey(pair.after))).toBe(true);
        expect(difference(before, [...before].reverse())).toEqual({ added: [], removed: [], changed: [] });
      }),
    );
  });

  it('read backwards is the difference of the way back', () => {
    fc.assert(
      fc.property(packageLists, packageLists, (before, after) => {
        const there = difference(before, after);
        const back = difference(after, before);
        expect(back.added).toEqual(there.removed);
        expect(back.removed).toEqual(there.added);
        expect(back.changed.length).toBe(there.changed.length);
      }),
    );
  });
});
