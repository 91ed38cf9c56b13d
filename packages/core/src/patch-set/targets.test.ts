import {
  anInventory,
  aPackage,
  aPatchSet,
  aRepository,
  aTarget,
  BOOKWORM,
  digestOfText,
} from '@slipway/testkit/builders';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { InstalledPackage } from '../inventory/index.ts';
import { platformKey, platformOf, targetKey } from './keys.ts';
import { indexFor } from './origins.ts';
import { applicableTargets, isAtTarget, targetsFor } from './targets.ts';

const openssl = aTarget({ name: 'openssl', version: '3.0.17' });
const libnew = aTarget({ name: 'libnew', version: '1', role: 'dependency' });
const trixie = aTarget({ name: 'openssl', version: '3.5', platform: { ...BOOKWORM, release: 'trixie' } });
const all = aTarget({ name: 'tzdata', version: '2025b', architecture: 'all' });
const patchSet = aPatchSet({ targets: [openssl, libnew, trixie, all] });

const at = (version: string, given: Partial<InstalledPackage> = {}) =>
  anInventory({ packages: [aPackage({ name: 'openssl', version, ...given })] });
const kernels = (...versions: readonly string[]) =>
  anInventory({
    system: { distribution: 'almalinux', release: '9', architecture: 'x86_64', packageFormat: 'rpm' },
    packages: versions.map((version) => aPackage({ name: 'kernel', version, architecture: 'x86_64' })),
  });
const kernel = aTarget({
  name: 'kernel',
  version: '5.14.0-427',
  architecture: 'x86_64',
  platform: { distribution: 'almalinux', release: '9', architecture: 'x86_64' },
});

it('names platforms and targets', () => {
  expect(platformOf(at('1'))).toEqual(BOOKWORM);
  expect(platformKey(BOOKWORM)).toBe('debian/bookworm/amd64');
  expect(targetKey(openssl)).toBe('openssl/amd64/3.0.17');
});

it('targetsFor takes those of one platform', () => {
  expect(targetsFor(patchSet, anInventory())).toEqual([openssl, libnew, all]);
  expect(targetsFor(patchSet, anInventory({ system: { release: 'trixie' } }))).toEqual([trixie]);
  expect(targetsFor(patchSet, anInventory({ system: { architecture: 'arm64' } }))).toEqual([]);
});

describe('a target', () => {
  const SECURITY = openssl.origin;
  const VENDOR = { origin: 'Vendor', label: 'Vendor', codename: 'stable' };
  const vendors = aTarget({ name: 'openssl', version: '9', origin: VENDOR });
  const index = (origins: readonly (typeof VENDOR)[]) => ({
    platform: BOOKWORM,
    digest: digestOfText(JSON.stringify(origins)),
    sizeBytes: 1,
    origins,
  });
  const two = aPatchSet({
    targets: [openssl, vendors],
    indexes: [index([SECURITY]), index([SECURITY, VENDOR]), index([VENDOR])],
  });
  const having = (...origins: readonly (typeof VENDOR)[]) =>
    anInventory({ packages: [aPackage({ name: 'openssl', version: '1' })], repositories: origins.map(aRepository) });

  it('is for hosts that have its origin configured, and for no other', () => {
    expect(applicableTargets(two, having(SECURITY))).toEqual([openssl]);
    expect(applicableTargets(two, having(VENDOR))).toEqual([vendors]);
    expect(applicableTargets(two, having({ ...VENDOR, label: 'Other' }))).toEqual([]);
  });

  it('gives way to a higher one that the host may take as well', () => {
    expect(applicableTargets(two, having(SECURITY, VENDOR))).toEqual([vendors]);
  });

  it('of nobody is for nobody: every repository that was never read would match', () => {
    const nobody = { origin: '', label: '', codename: '' };
    const set = aPatchSet({ targets: [aTarget({ name: 'openssl', version: '9', origin: nobody })] });
    expect(applicableTargets(set, having(nobody))).toEqual([]);
  });

  it('is read from the index with the most origins, all of them the host own', () => {
    expect(indexFor(two, having(SECURITY))?.origins).toEqual([SECURITY]);
    expect(indexFor(two, having(VENDOR, SECURITY, { ...VENDOR, codename: 'testing' }))?.origins).toEqual([
      SECURITY,
      VENDOR,
    ]);
    expect(indexFor(two, having())).toBeNull();
  });

  it('of a patch set whose index does not say its origins is for hosts that have all of them', () => {
    const old = aPatchSet({ targets: [openssl, vendors] });
    expect(indexFor(old, having(SECURITY))).toBeNull();
    expect(applicableTargets(old, having(SECURITY))).toEqual([]);
    expect(applicableTargets(old, having(SECURITY, VENDOR))).toEqual([vendors]);
  });
});

describe('a host and a target', () => {
  it.each<[string, ReturnType<typeof at>, boolean, boolean]>([
    ['at a lower version', at('3.0.15'), false, true],
    ['at the version', at('3.0.17'), true, false],
    ['at a version that dpkg calls equal', at('3.0.17-0'), true, false],
    ['at a newer version', at('3.0.18'), true, false],
    ['at the version, but not whole', at('3.0.17', { state: 'half-configured' }), false, false],
    ['at a lower version of another architecture', at('3.0.15', { architecture: 'i386' }), false, false],
    ['at a lower version, held', at('3.0.15', { held: true }), false, true],
    ['without the package', anInventory({ packages: [] }), false, false],
  ])('%s', (_name, inventory, isThere, isApplicable) => {
    expect(isAtTarget(inventory, openssl)).toBe(isThere);
    expect(applicableTargets(patchSet, inventory)).toEqual(isApplicable ? [openssl] : []);
  });

  it('are of one platform', () => {
    expect(isAtTarget(at('3.5'), trixie)).toBe(false);
    const onTrixie = anInventory({
      system: { release: 'trixie' },
      packages: [aPackage({ name: 'openssl', version: '3.4' })],
    });
    expect(applicableTargets(patchSet, onTrixie)).toEqual([trixie]);
  });

  it('do not meet over a dependency, which a host takes only where a target asks for it', () => {
    const inventory = anInventory({ packages: [aPackage({ name: 'libnew', version: '0.5' })] });
    expect(applicableTargets(patchSet, inventory)).toEqual([]);
    expect(isAtTarget(inventory, libnew)).toBe(false);
  });

  it.each<[readonly string[], boolean]>([
    [['5.14.0-362'], true],
    [['5.14.0-70', '5.14.0-362'], true],
    [['5.14.0-362', '5.14.0-427'], false],
    [['5.14.0-427', '5.14.0-503'], false],
  ])('with kernels %j side by side: %s', (versions, isApplicable) => {
    const inventory = kernels(...versions);
    expect(applicableTargets(aPatchSet({ targets: [kernel] }), inventory)).toEqual(isApplicable ? [kernel] : []);
    expect(isAtTarget(inventory, kernel)).toBe(!isApplicable);
  });

  it('are never applicable and reached at once', () => {
    const versions = fc.constantFrom('3.0.1', '3.0.17', '3.0.17-0', '4');
    const packages = fc.array(
      fc.tuple(fc.constantFrom('openssl', 'tzdata', 'libnew'), versions, fc.constantFrom('amd64', 'all')),
      { maxLength: 5 },
    );
    fc.assert(
      fc.property(packages, (list) => {
        const inventory = anInventory({
          packages: list.map(([name, version, architecture]) => aPackage({ name, version, architecture })),
        });
        const applicable = applicableTargets(patchSet, inventory);
        expect(applicable.filter((target) => isAtTarget(inventory, target))).toEqual([]);
        const rest = targetsFor(patchSet, inventory).filter(
          (target) => target.role === 'target' && !applicable.includes(target),
        );
        const carried = new Set(list.map(([name, , architecture]) => `${name}/${architecture}`));
        expect(
          rest.every(
            (target) => isAtTarget(inventory, target) || !carried.has(`${target.name}/${target.architecture}`),
          ),
        ).toBe(true);
      }),
    );
  });
});
