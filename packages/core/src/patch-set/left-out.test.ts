import { anInventory, aPackage, aRepository, THE_MORNING } from '@slipway/testkit/builders';
import { describe, expect, it } from 'vitest';
import { parseRelations } from '../deb822/index.ts';
import type { Inventory } from '../inventory/index.ts';
import { explain, reason } from '../reasons/index.ts';
import { buildPatchSet, type Choice, LEFT_OUT_MAX, leaveOut, leftOutOf, leftOutOn, type OutOf } from './index.ts';

const MAIN = { origin: 'Debian', label: 'Debian', codename: 'bookworm' };

/** Each has version 1 of the packages, and sees these pending, as `name version`. */
const host = (...pending: readonly string[]): Inventory => {
  const updates = pending.map((text) => {
    const [name = '', to = ''] = text.split(' ');
    return { name, architecture: 'amd64', from: '1', to, origin: MAIN, security: true };
  });
  return anInventory({
    packages: [...new Set(updates.map(({ name }) => name))].map((name) => aPackage({ name, version: '1' })),
    repositories: [aRepository(MAIN)],
    updates: { kind: 'known', asOf: THE_MORNING, metadataAsOf: THE_MORNING, keptBack: [], updates },
  });
};

const needing = (fields: Readonly<Record<string, string>>): Choice => ({
  scope: 'all',
  relationsOf: (_, { name, to }) => ({
    needs: parseRelations(fields[`${name} ${to}`] ?? ''),
    excludes: parseRelations(fields[`${name} ${to} breaks`] ?? '').flat(),
  }),
});

const without =
  (...versions: readonly string[]): OutOf =>
  (_, { name, to }) =>
    versions.includes(`${name} ${to}`)
      ? reason('update-unlisted', { package: name, version: to, origin: 'Debian' })
      : null;

const cut = (choice: Choice, inventories: readonly Inventory[], outOf: OutOf) => {
  const remainder = leaveOut(choice, inventories, outOf);
  const wish = buildPatchSet({ ...choice, inventories: remainder.inventories });
  const leftOut = leftOutOf(remainder, wish);
  return {
    targets: wish.targets.map(({ name, version }) => `${name} ${version}`),
    leftOut: leftOut?.updates.map(({ name, version, hosts, reason: why }) => `${name} ${version} ${hosts} ${why.code}`),
    leftOutWhole: leftOut,
  };
};

describe('what a cut leaves out', () => {
  it('is the version that cannot be taken, and nothing besides', () => {
    const fleet = [host('curl 2', 'nginx 2'), host('nginx 2')];
    expect(cut({ scope: 'all' }, fleet, without('curl 2'))).toMatchObject({
      targets: ['nginx 2'],
      leftOut: ['curl 2 1 update-unlisted'],
    });
    expect(cut({ scope: 'all' }, fleet, () => null).leftOut).toBeUndefined();
  });

  it('does not take a version from hosts that see a sound one, whatever one host says', () => {
    expect(cut({ scope: 'all' }, [host('curl 2'), host('curl 99')], without('curl 99'))).toMatchObject({
      targets: ['curl 2'],
      leftOut: ['curl 99 1 update-unlisted'],
    });
  });

  it('does not name a version whose hosts get a higher one all the same', () => {
    expect(cut({ scope: 'all' }, [host('curl 1.5'), host('curl 2')], without('curl 1.5'))).toMatchObject({
      targets: ['curl 2'],
      leftOut: undefined,
    });
  });

  it('takes what needs it along, over any number of steps, and says what for', () => {
    const choice = needing({ 'app 2': 'lib (>= 2)', 'shop 2': 'app (>= 2)', 'other 2': 'lib' });
    const made = cut(choice, [host('lib 2', 'app 2', 'shop 2', 'other 2')], without('lib 2'));
    expect(made).toMatchObject({
      targets: ['other 2'],
      leftOut: ['app 2 1 needs-left-out', 'lib 2 1 update-unlisted', 'shop 2 1 needs-left-out'],
    });
    expect(explain(made.leftOutWhole?.updates[0]?.reason ?? reason('host-stopped'))).toBe(
      'app 2 needs lib 2, which the cut leaves out.',
    );
  });

  it('takes along what breaks the version that stays', () => {
    const choice = needing({ 'app 2 breaks': 'lib (<< 2)' });
    expect(cut(choice, [host('lib 2', 'app 2')], without('lib 2')).leftOut).toEqual([
      'app 2 1 needs-left-out',
      'lib 2 1 update-unlisted',
    ]);
  });

  it('keeps what another alternative or another version of it serves', () => {
    const choice = needing({ 'app 2': 'lib (>= 2) | libalt (>= 2)', 'shop 2': 'dep (>= 2)' });
    const fleet = [host('lib 2', 'libalt 2', 'app 2'), host('dep 99', 'shop 2'), host('dep 2')];
    expect(cut(choice, fleet, without('lib 2', 'dep 99'))).toMatchObject({
      targets: ['app 2', 'dep 2', 'libalt 2', 'shop 2'],
      leftOut: ['dep 99 1 update-unlisted', 'lib 2 1 update-unlisted'],
    });
  });

  it('lets a host that lies keep nothing from another one that needs the sound version', () => {
    const choice = needing({ 'app 2': 'lib (>= 2)' });
    const fleet = [host('lib 2', 'app 2'), host('lib 99', 'app 2')];
    expect(cut(choice, fleet, without('lib 99')).targets).toEqual(['app 2', 'lib 2']);
  });

  it('is only what the scope had chosen', () => {
    const inventory = host('curl 2', 'nginx 2');
    const { updates } = inventory;
    if (updates.kind !== 'known') throw new Error('the host tells its updates');
    const plain = updates.updates.map((one) => ({ ...one, security: one.name === 'nginx' }));
    const mixed = { ...inventory, updates: { ...updates, updates: plain } };
    expect(cut({ scope: 'security' }, [mixed], without('curl 2', 'nginx 2'))).toMatchObject({
      targets: [],
      leftOut: ['nginx 2 1 update-unlisted'],
    });
  });

  it('lists what most hosts see first, and no more than its limit: one host cannot push that out', () => {
    const invented = Array.from({ length: LEFT_OUT_MAX + 5 }, (_, number) => `aaa${number} 9`);
    const made = cut({ scope: 'all' }, [host('zlib 2'), host('zlib 2'), host(...invented)], (_, { name, to }) =>
      reason('update-unlisted', { package: name, version: to, origin: 'Debian' }),
    );
    expect(made.leftOutWhole?.count).toBe(LEFT_OUT_MAX + 6);
    expect(made.leftOut).toHaveLength(LEFT_OUT_MAX);
    expect(made.leftOut?.[0]).toBe('zlib 2 2 update-unlisted');
  });

  it('is told of each host by what it sees pending itself', () => {
    const { leftOutWhole } = cut({ scope: 'all' }, [host('curl 2'), host('nginx 2')], without('curl 2'));
    if (leftOutWhole == null) throw new Error('nothing was left out');
    expect(leftOutOn(leftOutWhole, host('curl 2')).map(({ name }) => name)).toEqual(['curl']);
    expect(leftOutOn(leftOutWhole, host('curl 3', 'nginx 2'))).toEqual([]);
  });
});
