import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { DebHost } from '@slipway/testkit/deb-host';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type AptOnHost, aptOnHost, PATCH_SET, target } from '../../../test/made-apt-host.ts';

describe('propose', () => {
  let apt: AptOnHost;
  let deb: DebHost;
  beforeEach((context) => {
    apt = aptOnHost(context);
    deb = apt.deb;
  });
  afterEach(() => deb?.dispose());

  it('answers with exact versions, the dependencies they draw in, and the marks that will stand', async () => {
    deb.install([
      deb.make({ name: 'app', version: '1.0', fields: { Depends: 'lib' } }),
      deb.make({ name: 'lib', version: '1.0' }),
      deb.make({ name: 'other', version: '1.0' }),
    ]);
    apt.markAutomatic('lib');
    const index = [
      deb.make({ name: 'app', version: '1.1', fields: { Depends: 'lib (= 1.1), fresh' } }),
      deb.make({ name: 'lib', version: '1.1' }),
      deb.make({ name: 'lib', version: '1.0' }),
      deb.make({ name: 'other', version: '1.1' }),
      deb.make({ name: 'fresh', version: '3' }),
      deb.make({ name: 'absent', version: '9', fields: { Recommends: 'lib' } }),
    ];
    const proposal = await apt.propose(index, [target('app', '1.1'), target('absent', '9')]);
    expect(proposal).toMatchObject({
      patchSetDigest: PATCH_SET,
      changes: [
        { kind: 'upgrade', name: 'app', architecture: 'all', from: '1.0', to: '1.1', automatic: false },
        { kind: 'install', name: 'fresh', architecture: 'all', from: null, to: '3', automatic: true },
        { kind: 'upgrade', name: 'lib', architecture: 'all', from: '1.0', to: '1.1', automatic: true },
      ],
      refused: [],
    });
  });

  it('does nothing for a host that is at its targets or beyond', async () => {
    deb.install([deb.make({ name: 'app', version: '1.1' }), deb.make({ name: 'lib', version: '2.0' })]);
    const index = [deb.make({ name: 'app', version: '1.1' }), deb.make({ name: 'lib', version: '1.9' })];
    const proposal = await apt.propose(index, [target('app', '1.1'), target('lib', '1.9')]);
    expect(proposal).toMatchObject({ changes: [], refused: [] });
  });

  it('leaves out by name what is held, pinned, not offered or not to be satisfied, and goes on with the rest', async () => {
    const names = ['good', 'held', 'pinned', 'torn', 'zwei'];
    deb.install(names.map((name) => deb.make({ name, version: '1.0' })));
    apt.hold('held');
    const preferences = join(deb.folder, 'preferences');
    writeFileSync(preferences, 'Package: pinned\nPin: version 1.0\nPin-Priority: 1001\n');
    apt.set(`Dir::Etc::Preferences "${preferences}";`);
    const index = names.map((name) =>
      deb.make({ name, version: '1.1', fields: name === 'torn' ? { Depends: 'nowhere' } : {} }),
    );
    const proposal = await apt.propose(index, [...names.map((name) => target(name, '1.1')), target('good', '7')]);
    expect(proposal.changes.map(({ name }) => name)).toEqual(['good', 'zwei']);
    expect(proposal.refused).toEqual([
      { ...target('good', '7'), cause: 'unknown' },
      { ...target('held', '1.1'), cause: 'held' },
      { ...target('pinned', '1.1'), cause: 'held' },
      { ...target('torn', '1.1'), cause: 'dependency' },
    ]);
  });

  it('C09: brings no kernel that is to be avoided, by whatever points at it, and the rest', async () => {
    deb.install(['app', 'linux-image-amd64', 'tool'].map((name) => deb.make({ name, version: '1.0' })));
    const needing = (name: string) =>
      deb.make({ name, version: '1.1', fields: { Depends: 'linux-image-6.1.0-41-amd64' } });
    const index = [
      deb.make({ name: 'app', version: '1.1' }),
      needing('linux-image-amd64'),
      needing('tool'),
      deb.make({ name: 'linux-image-6.1.0-41-amd64', version: '1.1' }),
    ];
    const wanted = [target('app', '1.1'), target('tool', '1.1')];
    const avoid = ['linux-image-6.1.0-41-amd64', 'linux-image-amd64'];
    expect(await apt.propose(index, wanted, { avoid, mayRemove: [] })).toMatchObject({
      changes: [{ name: 'app', to: '1.1' }],
      refused: [{ name: 'tool', against: { kind: 'avoided', name: 'linux-image-6.1.0-41-amd64' } }],
    });
  });

  it('shows a removal as what it is: whether it may be is not decided here', async () => {
    deb.install([deb.make({ name: 'app', version: '1.0' }), deb.make({ name: 'rival', version: '1.0' })]);
    const proposal = await apt.propose(
      [deb.make({ name: 'app', version: '1.1', fields: { Conflicts: 'rival' } })],
      [target('app', '1.1')],
    );
    expect(proposal.changes).toMatchObject([
      { kind: 'upgrade', name: 'app' },
      { kind: 'remove', name: 'rival', from: '1.0', to: null },
    ]);
  });

  it('names the configuration files that the host has changed, of the packages that change', async () => {
    const files = { '/etc/app.conf': 'a\n', '/etc/kept.conf': 'b\n', '/etc/removed.conf': 'c\n' };
    deb.install([
      deb.make({ name: 'app', version: '1.0', files }),
      deb.make({ name: 'other', version: '1.0', files: { '/etc/other.conf': 'o\n' } }),
    ]);
    writeFileSync(join(deb.root, 'etc/app.conf'), 'changed by its owner\n');
    writeFileSync(join(deb.root, 'etc/other.conf'), 'changed too\n');
    execFileSync('/bin/rm', [join(deb.root, 'etc/removed.conf')]);
    const proposal = await apt.propose([deb.make({ name: 'app', version: '1.1', files })], [target('app', '1.1')]);
    expect(proposal.conffiles).toEqual([{ package: 'app', path: '/etc/app.conf' }]);
  });

  it('looks neither at the sources nor at the lists of the machine', async () => {
    deb.install([deb.make({ name: 'openssl', version: '0.1' })]);
    const proposal = await apt.propose([deb.make({ name: 'openssl', version: '0.2' })], [target('openssl', '0.2')]);
    expect(proposal.changes).toMatchObject([{ name: 'openssl', from: '0.1', to: '0.2' }]);
  });
});
