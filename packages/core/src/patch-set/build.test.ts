import {
  anInventory,
  aPackage,
  aRepository,
  BOOKWORM,
  digestOfText,
  sha256,
  THE_MORNING,
} from '@slipway/testkit/builders';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { InstalledPackage, Inventory, PendingUpdate, SystemFacts } from '../inventory/index.ts';
import { compareDeb } from '../version/index.ts';
import { buildPatchSet, completePatchSet, type PatchSetWish } from './build.ts';
import { patchSetDigest, targetKey, versionOnPlatformKey } from './keys.ts';
import { originatedKey, originKey, originsOf } from './origins.ts';
import type { OriginIndex, Platform, Scope } from './types.ts';

const SECURITY = { origin: 'Debian', label: 'Debian-Security', codename: 'bookworm-security' };
const STABLE = { origin: 'Debian', label: 'Debian', codename: 'bookworm' };

const anUpdate = (given: Partial<PendingUpdate> & Pick<PendingUpdate, 'name' | 'to'>): PendingUpdate => ({
  architecture: 'amd64',
  from: '1',
  origin: given.security === true ? SECURITY : STABLE,
  security: false,
  ...given,
});

/** A host that carries every package that it would update, and more where said. */
const aHostWith = (
  updates: readonly PendingUpdate[],
  packages: readonly InstalledPackage[] = [],
  system: Partial<SystemFacts> = {},
): Inventory => {
  const named = new Set(packages.map(({ name, architecture }) => `${name}/${architecture}`));
  const carried = updates
    .filter(({ from, name, architecture }) => from !== null && !named.has(`${name}/${architecture}`))
    .map(({ name, architecture, from }) => aPackage({ name, architecture, version: from ?? '' }));
  return anInventory({
    system,
    packages: [...packages, ...carried],
    updates: { kind: 'known', asOf: THE_MORNING, metadataAsOf: THE_MORNING, updates, keptBack: [] },
  });
};

const VENDOR = { origin: 'Vendor', label: 'Vendor', codename: 'stable' };
const build = (scope: Scope, ...inventories: readonly Inventory[]) => buildPatchSet({ scope, inventories });
const named = (wish: PatchSetWish) => wish.targets.map(({ name, version, role }) => `${name} ${version} ${role}`);

describe('the targets of a patch set', () => {
  it('are the highest version that any host sees', () => {
    const wish = build(
      'all',
      aHostWith([anUpdate({ name: 'openssl', to: '3.0.9-1' })]),
      aHostWith([anUpdate({ name: 'openssl', to: '3.0.17-1' })]),
      aHostWith([anUpdate({ name: 'openssl', to: '3.0.15-1' })]),
    );
    expect(named(wish)).toEqual(['openssl 3.0.17-1 target']);
  });

  it('are one per package, architecture and platform', () => {
    const trixie = { release: 'trixie' };
    const wish = build(
      'all',
      aHostWith([anUpdate({ name: 'libc6', to: '2' }), anUpdate({ name: 'libc6', to: '3', architecture: 'i386' })]),
      aHostWith([anUpdate({ name: 'libc6', to: '4' })], [], trixie),
    );
    expect(
      wish.targets.map(({ platform, architecture, version }) => [platform.release, architecture, version]),
    ).toEqual([
      ['bookworm', 'amd64', '2'],
      ['bookworm', 'i386', '3'],
      ['trixie', 'amd64', '4'],
    ]);
  });

  it('are ordered by rpm where the host is one of rpm', () => {
    const rpm = { distribution: 'almalinux', release: '9', packageFormat: 'rpm' } as const;
    // For dpkg 1.0^1 is above 1.0.1, for rpm below.
    const updates = ['1.0^1-1', '1.0.1-1'].map((to) => aHostWith([anUpdate({ name: 'x', to })], [], rpm));
    expect(named(build('all', ...updates))).toEqual(['x 1.0.1-1 target']);
    expect(compareDeb('1.0^1-1', '1.0.1-1')).toBe(1);
  });

  it('are marked as security where any host says so of that version', () => {
    const plain = anUpdate({ name: 'openssl', to: '2', origin: SECURITY });
    const marked = anUpdate({ name: 'openssl', to: '2', security: true });
    const older = anUpdate({ name: 'openssl', to: '1.5', security: true });
    expect(build('all', aHostWith([plain]), aHostWith([marked])).targets).toMatchObject([{ security: true }]);
    expect(build('all', aHostWith([plain]), aHostWith([older])).targets).toMatchObject([{ security: false }]);
  });

  it('are dependencies only where no host has the package', () => {
    const fresh = aHostWith([anUpdate({ name: 'a', to: '2' }), anUpdate({ name: 'libnew', to: '1', from: null })]);
    const owner = aHostWith([anUpdate({ name: 'libnew', to: '1', from: '0.5' })]);
    expect(named(build('all', fresh))).toEqual(['a 2 target', 'libnew 1 dependency']);
    expect(named(build('all', fresh, owner))).toEqual(['a 2 target', 'libnew 1 target']);
    expect(named(build('all', owner, fresh))).toEqual(['a 2 target', 'libnew 1 target']);
  });

  it('come from no host that could not look', () => {
    const blind = anInventory({ updates: { kind: 'unknown', asOf: THE_MORNING, detail: 'no network' } });
    expect(build('all', blind)).toEqual({ scope: 'all', targets: [], replaced: [], indexes: [] });
  });
});

describe('the scope security', () => {
  const openssl = aPackage({ name: 'openssl', version: '1' });
  const libssl = aPackage({ name: 'libssl3', version: '1', sourceName: 'openssl' });
  const vim = aPackage({ name: 'vim', version: '1' });

  it('takes what is marked, and leaves the rest', () => {
    const host = aHostWith([
      anUpdate({ name: 'openssl', to: '2', security: true }),
      anUpdate({ name: 'vim', to: '2' }),
    ]);
    expect(named(build('security', host))).toEqual(['openssl 2 target']);
  });

  it('takes what is built from the same source at the same version, marked or not', () => {
    const updates = [
      anUpdate({ name: 'openssl', to: '2', security: true }),
      anUpdate({ name: 'libssl3', to: '2' }),
      anUpdate({ name: 'vim', to: '2' }),
    ];
    expect(named(build('security', aHostWith(updates, [openssl, libssl, vim])))).toEqual([
      'libssl3 2 target',
      'openssl 2 target',
    ]);
  });

  it('does not take another version of the same source', () => {
    const updates = [anUpdate({ name: 'openssl', to: '2', security: true }), anUpdate({ name: 'libssl3', to: '3' })];
    expect(named(build('security', aHostWith(updates, [openssl, libssl])))).toEqual(['openssl 2 target']);
  });

  it('takes a sibling whose own version says nothing about its source', () => {
    const libgcc = aPackage({ name: 'libgcc-s1', version: '1:12.2', sourceName: 'gcc-12', sourceVersion: '12.2' });
    const gcc = aPackage({ name: 'gcc-12', version: '12.2' });
    const updates = [
      anUpdate({ name: 'gcc-12', to: '12.3', security: true }),
      anUpdate({ name: 'libgcc-s1', to: '1:12.3' }),
    ];
    expect(named(build('security', aHostWith(updates, [gcc, libgcc])))).toEqual([
      'gcc-12 12.3 target',
      'libgcc-s1 1:12.3 target',
    ]);
  });

  it('takes along whatever the host would newly install, and nothing from hosts without a security update', () => {
    const dependency = anUpdate({ name: 'libnew', to: '1', from: null });
    const secure = aHostWith([anUpdate({ name: 'openssl', to: '2', security: true }), dependency]);
    expect(named(build('security', secure))).toEqual(['libnew 1 dependency', 'openssl 2 target']);
    expect(named(build('security', aHostWith([anUpdate({ name: 'vim', to: '2' }), dependency])))).toEqual([]);
  });

  it('stays at the security version where another host sees a later one of another kind', () => {
    const secure = aHostWith([anUpdate({ name: 'openssl', to: '2', security: true })]);
    const eager = aHostWith([anUpdate({ name: 'openssl', to: '3' })]);
    expect(named(build('security', secure, eager))).toEqual(['openssl 2 target']);
  });
});

describe('the scope kernel', () => {
  it('takes images, headers and what points at them, with the new packages that they need', () => {
    const host = aHostWith([
      anUpdate({ name: 'linux-image-amd64', to: '6.1.148-1', security: true }),
      anUpdate({ name: 'linux-headers-amd64', to: '6.1.148-1' }),
      anUpdate({ name: 'linux-image-6.1.0-40-amd64', to: '6.1.148-1', from: null }),
      anUpdate({ name: 'openssl', to: '2', security: true }),
      anUpdate({ name: 'linux-libc-dev', to: '6.1.148-1' }),
    ]);
    expect(named(build('kernel', host))).toEqual([
      'linux-headers-amd64 6.1.148-1 target',
      'linux-image-6.1.0-40-amd64 6.1.148-1 dependency',
      'linux-image-amd64 6.1.148-1 target',
    ]);
  });

  it.each([
    ['linux-image-6.1.0-40-cloud-amd64', true],
    ['linux-generic', true],
    ['linux-modules-extra-6.8.0-1-generic', true],
    ['linux-headers-6.1.0-40-common', true],
    ['kernel', true],
    ['kernel-core', true],
    ['kernel-modules-extra', true],
    ['kernel-rt', true],
    ['kernel-default', true],
    ['linux-libc-dev', false],
    ['linux-base', false],
    ['linux-perf', false],
    ['kernel-srpm-macros', false],
    ['kernel-tools', false],
    ['libkernel', false],
    ['util-linux', false],
  ])('%s: %s', (name, isKernel) => {
    expect(build('kernel', aHostWith([anUpdate({ name, to: '2' })])).targets.length).toBe(isKernel ? 1 : 0);
  });
});

describe('the replaced versions', () => {
  it('are all lower versions of targets that any host carries, whether it sees the update or not', () => {
    const openssl = (version: string) => aPackage({ name: 'openssl', version });
    const wish = build(
      'all',
      aHostWith([anUpdate({ name: 'openssl', to: '10', from: '2' })]),
      aHostWith([], [openssl('9'), aPackage({ name: 'vim', version: '1' })]),
      aHostWith([], [openssl('10')]),
      aHostWith([], [openssl('11')]),
      aHostWith([], [openssl('2')]),
      aHostWith([], [openssl('2')], { release: 'trixie' }),
    );
    expect(wish.replaced).toEqual([
      { platform: BOOKWORM, name: 'openssl', architecture: 'amd64', version: '2' },
      { platform: BOOKWORM, name: 'openssl', architecture: 'amd64', version: '9' },
    ]);
  });
});

describe('any wish', () => {
  const updates = fc.array(
    fc.record({
      name: fc.constantFrom('openssl', 'libssl3', 'linux-image-amd64', 'vim'),
      to: fc.constantFrom('2', '2-0', '10', '1:1'),
      architecture: fc.constantFrom('amd64', 'i386'),
      from: fc.constantFrom('1', '1.5', null),
      security: fc.boolean(),
      origin: fc.constantFrom(SECURITY, STABLE, VENDOR),
    }),
    { maxLength: 5 },
  );
  const repositories = fc.subarray([aRepository(SECURITY), aRepository(STABLE), aRepository(VENDOR)]);
  const hosts = fc
    .tuple(updates, fc.constantFrom('bookworm', 'trixie'), repositories)
    .map(([list, release, configured]) => ({
      ...aHostWith([...new Map(list.map((one) => [`${one.name}/${one.architecture}`, one])).values()], [], { release }),
      repositories: configured,
    }));
  const fleets = fc.array(hosts, { maxLength: 6 });
  const scopes = fc.constantFrom<Scope>('all', 'security', 'kernel');

  it('does not depend on the order in which hosts were read', () => {
    fc.assert(
      fc.property(fleets, scopes, fc.nat(5), (fleet, scope, turn) => {
        const turned = [...fleet.slice(turn), ...fleet.slice(0, turn)].reverse();
        expect(buildPatchSet({ scope, inventories: turned })).toEqual(buildPatchSet({ scope, inventories: fleet }));
      }),
    );
  });

  it('has for every host an index with the origins that it has, and with no other', () => {
    fc.assert(
      fc.property(fleets, scopes, (fleet, scope) => {
        const { targets, indexes } = buildPatchSet({ scope, inventories: fleet });
        for (const host of fleet) {
          const here = targets.filter(({ platform }) => platform.release === host.system.release);
          const own = originsOf(host);
          const gains = here.some(({ origin }) => own.has(originKey(origin)));
          const fitting = indexes.filter(
            ({ platform, origins }) =>
              platform.release === host.system.release &&
              origins.length === own.size &&
              origins.every((origin) => own.has(originKey(origin))),
          );
          expect(fitting).toHaveLength(gains ? 1 : 0);
        }
      }),
    );
  });

  it('holds nothing that no host sees, nothing twice, and nothing above what is seen', () => {
    fc.assert(
      fc.property(fleets, scopes, (fleet, scope) => {
        const { targets, replaced } = buildPatchSet({ scope, inventories: fleet });
        const seen = new Set(
          fleet.flatMap(({ updates: pending, system }) =>
            pending.kind === 'known'
              ? pending.updates.map((one) => `${system.release}/${one.name}/${one.architecture}/${one.to}`)
              : [],
          ),
        );
        expect(targets.every((one) => seen.has(`${one.platform.release}/${targetKey(one)}`))).toBe(true);
        const keys = targets.map(({ platform, name, architecture }) => `${platform.release}/${name}/${architecture}`);
        const ofOrigins = targets.map(({ origin }, at) => `${keys[at]} ${originKey(origin)}`);
        expect(new Set(ofOrigins).size).toBe(targets.length);
        for (const old of replaced) {
          const key = `${old.platform.release}/${old.name}/${old.architecture}`;
          const above = targets.filter((one, at) => keys[at] === key && compareDeb(old.version, one.version) < 0);
          expect(above.length).toBeGreaterThan(0);
        }
      }),
    );
  });
});

describe('completePatchSet', () => {
  const wish = build(
    'security',
    aHostWith([
      anUpdate({ name: 'openssl', to: '2', security: true }),
      anUpdate({ name: 'curl', to: '8', security: true }),
    ]),
  );
  const index = (platform: Platform): OriginIndex => ({
    platform,
    digest: digestOfText(platform.release),
    sizeBytes: 1,
    origins: [SECURITY],
  });
  const file = (text: string) => ({ sha256: digestOfText(text), sizeBytes: text.length });
  const resolved = (name: string) => ({
    file: file(name),
    sourceName: name,
    sourceVersion: '2',
    advisories: ['DSA-2', 'DSA-1', 'DSA-2'],
  });
  const targets = new Map(wish.targets.map((one) => [originatedKey(one), resolved(one.name)]));
  const [oldCurl] = wish.replaced;
  const kept = [
    { file: file("the vendor's old curl"), origin: VENDOR },
    { file: file('old curl'), origin: SECURITY },
  ];
  const replaced = new Map([[oldCurl === undefined ? '' : versionOnPlatformKey(oldCurl), kept]]);
  const complete = completePatchSet({ wish, targets, replaced, indexes: [index(BOOKWORM)] });

  it('puts wish, files and indexes together, in order', () => {
    const curl = { platform: BOOKWORM, name: 'curl', architecture: 'amd64', version: '1' };
    expect(complete).toEqual({
      ok: true,
      value: {
        schema: 'slipway.patch-set/1',
        scope: 'security',
        targets: [
          {
            platform: BOOKWORM,
            name: 'curl',
            architecture: 'amd64',
            version: '8',
            sourceName: 'curl',
            sourceVersion: '2',
            origin: SECURITY,
            file: file('curl'),
            security: true,
            role: 'target',
            advisories: ['DSA-1', 'DSA-2'],
          },
          {
            platform: BOOKWORM,
            name: 'openssl',
            architecture: 'amd64',
            version: '2',
            sourceName: 'openssl',
            sourceVersion: '2',
            origin: SECURITY,
            file: file('openssl'),
            security: true,
            role: 'target',
            advisories: ['DSA-1', 'DSA-2'],
          },
        ],
        replaced: [
          { ...curl, file: file('old curl'), origin: SECURITY },
          { ...curl, file: file("the vendor's old curl"), origin: VENDOR },
          { platform: BOOKWORM, name: 'openssl', architecture: 'amd64', version: '1', file: null },
        ],
        indexes: [index(BOOKWORM)],
      },
    });
  });

  it('has the same digest however the parts were ordered', () => {
    const other = completePatchSet({
      wish: { ...wish, targets: [...wish.targets].reverse(), replaced: [...wish.replaced].reverse() },
      targets: new Map([...targets].reverse()),
      replaced,
      indexes: [index(BOOKWORM)],
    });
    expect(complete.ok && other.ok && patchSetDigest(other.value, sha256)).toBe(
      complete.ok && patchSetDigest(complete.value, sha256),
    );
  });

  it('refuses a target whose file nobody has', () => {
    const some = new Map([...targets].slice(0, 1));
    expect(completePatchSet({ wish, targets: some, replaced, indexes: [index(BOOKWORM)] })).toMatchObject({
      ok: false,
      reason: { code: 'file-unavailable', facts: { package: 'openssl', version: '2' } },
    });
  });

  it.each<[string, readonly OriginIndex[]]>([
    ['without the index of a platform', []],
    ['with an index too many', [index(BOOKWORM), index({ ...BOOKWORM, release: 'trixie' })]],
    ['with an index twice', [index(BOOKWORM), index(BOOKWORM)]],
  ])('%s is a bug', (_name, indexes) => {
    expect(() => completePatchSet({ wish, targets, replaced, indexes })).toThrow('indexes');
  });
});
