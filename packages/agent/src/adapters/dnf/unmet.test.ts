import type { MadeRpm } from '@slipway/testkit/rpm-host';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type DnfOnHost, dnfOnHost } from '../../../test/made-dnf-host.ts';

describe('a host with unmet dependencies', () => {
  let dnf: DnfOnHost;
  beforeEach((context) => {
    dnf = dnfOnHost(context);
  });
  afterEach(() => dnf?.rpm.dispose());

  const make = (name: string, ...tags: readonly string[]): MadeRpm =>
    dnf.rpm.make({ name, version: '1.0-1', tags, files: { [`/usr/share/${name}`]: '' } });
  const force = (made: MadeRpm): void => {
    dnf.rpm.rpm('--install', '--nodeps', '--force-debian', made.path);
  };
  const relations = async (): Promise<readonly string[]> => {
    const read = await dnf.observer.readPackages();
    if (!read.ok) throw new Error(JSON.stringify(read.reason));
    const { database } = read.value;
    return database.state === 'unmet'
      ? database.unmet.items.map(({ name, relation }) => `${name} ${relation}`)
      : [database.state];
  };

  it('C06: is told of, with what is missing and what stands beside it, and is not repaired by a repair', async () => {
    force(make('app', 'Requires: lib >= 2', 'Requires: /usr/share/tool', 'Requires: rpmlib(CompressedFileNames) >= 3'));
    force(make('lib'));
    force(make('vendor', 'Conflicts: lib < 2', 'Conflicts: vendor-api', 'Provides: vendor-api'));
    const broken = ['app Requires: /usr/share/tool', 'app Requires: lib >= 2', 'vendor Conflicts: lib < 2'];
    expect(await relations()).toEqual(broken);
    expect(await dnf.executor.repair(null)).toEqual({ ok: true, value: undefined });
    expect(await relations()).toEqual(broken);
  });

  it('is none where files, features, other names and other packages give what is needed', async () => {
    dnf.rpm.install([
      make('app', 'Requires: /usr/share/tool', 'Requires: api >= 2', 'Requires: (lib or other)'),
      make('tool', 'Provides: api = 2.1'),
      make('lib'),
    ]);
    expect(await relations()).toEqual(['whole']);
  });

  it('is one where only a solver can tell', async () => {
    force(make('app', 'Requires: (lib and other)', 'Requires: (more if lib)'));
    force(make('lib'));
    expect(await relations()).toEqual(['app Requires: (lib and other)', 'app Requires: (more if lib)']);
  });

  it('is none for what a package wanted only while it was installed', async () => {
    dnf.rpm.rpm(
      ...['--install', '--nodeps', '--force-debian'],
      dnf.rpm.make({ name: 'app', version: '1.0-1', tags: ['Requires(pre): gone'], files: {} }).path,
    );
    expect(await relations()).toEqual(['whole']);
  });
});
