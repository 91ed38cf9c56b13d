// What a cut by names takes, and what chosen updates bring along by what their packages say.

import { anInventory, aPackage, aRepository, THE_MORNING } from '@slipway/testkit/builders';
import { describe, expect, it } from 'vitest';
import { parseRelations } from '../deb822/index.ts';
import type { InstalledPackage, PendingUpdate } from '../inventory/index.ts';
import { type AnsweredVersion, buildPatchSet, type Choice, namedInVain, type RelationsOf } from './index.ts';

const MAIN = { origin: 'Debian', label: 'Debian', codename: 'bookworm' };
const update = (name: string, to: string, given: Partial<PendingUpdate> = {}): PendingUpdate => ({
  ...{ name, to, architecture: 'amd64', from: '1', origin: MAIN, security: false },
  ...given,
});
const hostWith = (updates: readonly PendingUpdate[], packages: readonly InstalledPackage[] = []) =>
  anInventory({
    packages: [
      ...packages,
      ...updates.flatMap(({ name, from }) =>
        from === null || packages.some((one) => one.name === name) ? [] : aPackage({ name, version: from }),
      ),
    ],
    repositories: [aRepository(MAIN)],
    updates: { kind: 'known', asOf: THE_MORNING, metadataAsOf: THE_MORNING, updates, keptBack: [] },
  });
const taken = (choice: Choice, ...hosts: readonly ReturnType<typeof hostWith>[]) =>
  buildPatchSet({ ...choice, inventories: hosts }).targets.map(({ name, version }) => `${name} ${version}`);

/** By name, as a package's own fields say it. */
const relations =
  (fields: Readonly<Record<string, { readonly needs?: string; readonly breaks?: string }>>): RelationsOf =>
  (_platform, { name }) => {
    const its = fields[name];
    if (its === undefined) return null;
    return { needs: parseRelations(its.needs ?? ''), excludes: parseRelations(its.breaks ?? '').flat() };
  };
const SECURITY = { scope: 'security' } as const;
const nginx = update('nginx', '2', { security: true });
const named = (packages: readonly string[], advisories: readonly string[] = []) =>
  ({ scope: 'named', named: { packages, advisories } }) as const;

describe('what is chosen brings along', () => {
  it('pending updates that it needs, over any number of steps, and none that are there already', () => {
    const host = hostWith([nginx, update('libpcre', '2'), update('libc', '3'), update('vim', '2'), update('old', '2')]);
    const relationsOf = relations({
      nginx: { needs: 'libpcre (>= 2), old, other | vim (>= 1)' },
      libpcre: { needs: 'libc (>> 1), libc (<< 4)' },
      vim: { needs: 'nowhere' },
    });
    expect(taken({ ...SECURITY, relationsOf }, host)).toEqual(['libc 3', 'libpcre 2', 'nginx 2']);
    expect(taken(SECURITY, host)).toEqual(['nginx 2']);
  });

  it('those whose installed version it breaks, and whose pending one it does not', () => {
    const host = hostWith([nginx, update('module', '2'), update('other', '2')]);
    const relationsOf = relations({ nginx: { breaks: 'module (<< 2), other (<< 3)' } });
    expect(taken({ ...SECURITY, relationsOf }, host)).toEqual(['module 2', 'nginx 2']);
  });

  it('nothing in a circle, and nothing that no host has pending', () => {
    const host = hostWith([nginx, update('module', '2')]);
    const relationsOf = relations({ nginx: { needs: 'module (= 2)' }, module: { needs: 'nginx (= 2), lib (= 9)' } });
    expect(taken({ ...SECURITY, relationsOf }, host)).toEqual(['module 2', 'nginx 2']);
  });
});

describe('a cut by names', () => {
  const openssl = aPackage({ name: 'openssl', version: '1' });
  const libssl = aPackage({ name: 'libssl3', version: '1', sourceName: 'openssl' });
  const host = hostWith(
    [update('openssl', '2'), update('libssl3', '2'), nginx, update('fresh', '1', { from: null })],
    [openssl, libssl],
  );

  it('takes a package by its name with what is built with it, or all of a source', () => {
    expect(taken(named(['libssl3']), host)).toEqual(['fresh 1', 'libssl3 2', 'openssl 2']);
    expect(taken(named(['openssl']), host)).toEqual(['fresh 1', 'libssl3 2', 'openssl 2']);
    expect(taken(named(['openssl', 'nginx']), host)).toHaveLength(4);
  });

  const answered: AnsweredVersion = {
    advisory: 'DSA-1',
    platform: { distribution: 'debian', release: 'bookworm' },
    ...{ name: 'openssl', architecture: 'amd64', version: '1', fixedVersion: '2', compares: 'source' },
  };

  it('takes what answers an advisory', () => {
    expect(taken({ ...named([], ['DSA-1']), answered: [answered] }, host)).toEqual([
      'fresh 1',
      'libssl3 2',
      'openssl 2',
    ]);
    expect(taken({ ...named([], ['DSA-2']), answered: [answered] }, host)).toEqual([]);
  });

  it('says what was named in vain: nothing pending, not fixed by what is, or never heard of', () => {
    const vain = (choice: Choice) => namedInVain([host, hostWith([])], choice);
    expect(vain(named(['openssl', 'nginx']))).toEqual([]);
    expect(vain({ ...named(['vim', 'nginx'], ['DSA-1', 'DSA-9']), answered: [answered] })).toEqual(['vim', 'DSA-9']);
    const later = { ...answered, fixedVersion: '3' };
    expect(vain({ ...named([], ['DSA-1']), answered: [later] })).toEqual(['DSA-1']);
    expect(vain({ scope: 'security' })).toEqual([]);
  });

  it('says in the wish what was named', () => {
    expect(buildPatchSet({ ...named(['nginx']), inventories: [host] })).toMatchObject(named(['nginx']));
    expect(buildPatchSet({ scope: 'all', inventories: [host] })).not.toHaveProperty('named');
  });
});
