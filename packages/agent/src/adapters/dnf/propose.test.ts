import type { MadeRpm, RpmRecipe } from '@slipway/testkit/rpm-host';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type DnfOnHost, dnfOnHost, target } from '../../../test/made-dnf-host.ts';

let dnf: DnfOnHost;
beforeEach((context) => {
  dnf = dnfOnHost(context);
});
afterEach(() => dnf?.rpm.dispose());

const make = (name: string, version: string, more: Partial<RpmRecipe> = {}): MadeRpm =>
  dnf.rpm.make({ name, version, files: { [`/usr/share/${name}`]: version }, ...more });
const requiring = (...names: readonly string[]) => ({ tags: names.map((name) => `Requires: ${name}`) });

describe('a proposal', () => {
  it('goes by epoch before version, and draws in what a target newly needs as a dependency', async () => {
    dnf.rpm.install([make('app', '9.0-1')]);
    const packages = [make('app', '1:1.0-1', requiring('fresh')), make('fresh', '3-1')];
    expect(await dnf.propose(packages, [target('app', '1:1.0-1')])).toMatchObject({
      changes: [
        { kind: 'upgrade', name: 'app', from: '9.0-1', to: '1:1.0-1', automatic: false },
        { kind: 'install', name: 'fresh', from: null, to: '3-1', automatic: true },
      ],
      refused: [],
    });
  });

  it('moves the other architecture of a package along: dnf insists on one version of both', async () => {
    const of = (architecture: string, version: string) =>
      make('lib', version, { architecture, files: { [`/usr/${architecture}/lib`]: version } });
    dnf.rpm.install([of('x86_64', '1.0-1'), of('i686', '1.0-1')]);
    const packages = [of('x86_64', '1.1-1'), of('i686', '1.1-1')];
    const proposal = await dnf.propose(packages, [target('lib', '1.1-1', 'x86_64')]);
    expect(proposal.changes).toMatchObject([
      { kind: 'upgrade', architecture: 'i686', from: '1.0-1', to: '1.1-1' },
      { kind: 'upgrade', architecture: 'x86_64', from: '1.0-1', to: '1.1-1' },
    ]);
  });

  it('follows a package that becomes independent of the architecture', async () => {
    dnf.rpm.install([make('lib', '1.0-1', { architecture: 'x86_64' })]);
    const proposal = await dnf.propose([make('lib', '1.1-1')], [target('lib', '1.1-1')]);
    expect(proposal.changes).toMatchObject([{ kind: 'upgrade', architecture: 'noarch', from: '1.0-1', to: '1.1-1' }]);
  });

  it('says that a package goes which another replaces', async () => {
    dnf.rpm.install([make('app', '1.0-1'), make('old', '1-1')]);
    const newer = make('app', '1.1-1', { tags: ['Obsoletes: old'] });
    expect((await dnf.propose([newer], [target('app', '1.1-1')])).changes).toMatchObject([
      { kind: 'upgrade', name: 'app' },
      { kind: 'remove', name: 'old', from: '1-1', to: null },
    ]);
  });

  it('refuses by name what is locked or excluded, by whichever of the files, and goes on with the rest', async () => {
    const names = ['excluded', 'free', 'locked', 'spared'];
    dnf.rpm.install(names.map((name) => make(name, '1.0-1')));
    dnf.rpm.write('etc/dnf/dnf.conf', '[main]\nexcludepkgs=excl*\n');
    dnf.rpm.write('etc/dnf/plugins/versionlock.conf', '[main]\nenabled = 1\nlocklist = /etc/locked\n');
    dnf.rpm.write('etc/locked', 'locked-0:1.0-1.*\n!spared-0:1.1-1.*\n');
    const newer = names.map((name) => make(name, '1.1-1'));
    const proposal = await dnf.propose(
      newer,
      names.map((name) => target(name, '1.1-1')),
    );
    expect(proposal.changes.map(({ name }) => name)).toEqual(['free']);
    expect(proposal.refused).toEqual(
      ['excluded', 'locked', 'spared'].map((name) => ({ ...target(name, '1.1-1'), cause: 'held' })),
    );
    // Turned off by its owner.
    dnf.rpm.write('etc/dnf/plugins/versionlock.conf', '[main]\nenabled = 0\nlocklist = /etc/locked\n');
    expect((await dnf.propose(newer, [target('locked', '1.1-1')])).refused).toEqual([]);
  });

  it('C09: brings no kernel that is to be avoided, by whatever points at it, and the rest', async () => {
    dnf.rpm.install(['app', 'kernel-core', 'tool'].map((name) => make(name, '1.0-1')));
    const index = [
      make('app', '1.1-1'),
      make('kernel-core', '1.1-1'),
      make('tool', '1.1-1', requiring('kernel-core = 1.1')),
    ];
    const wanted = [target('app', '1.1-1'), target('tool', '1.1-1')];
    expect(await dnf.propose(index, wanted, { avoid: ['kernel-core'], mayRemove: [] })).toMatchObject({
      changes: [{ name: 'app', to: '1.1-1' }],
      refused: [{ name: 'tool', against: { kind: 'avoided', name: 'kernel-core' } }],
    });
  });

  it('never takes a protected package away', async () => {
    dnf.rpm.write('etc/dnf/protected.d/made.conf', 'rival\n');
    dnf.rpm.write('etc/dnf/dnf.conf', '[main]\nprotected_packages=rival\n');
    dnf.rpm.install([make('app', '1.0-1'), make('rival', '1.0-1')]);
    const newer = make('app', '1.1-1', { tags: ['Conflicts: rival'] });
    expect(await dnf.propose([newer], [target('app', '1.1-1')])).toMatchObject({
      changes: [],
      refused: [{ name: 'app', cause: 'dependency' }],
    });
  });
});

describe('what stands against a target', () => {
  const against = async (packages: readonly MadeRpm[], more: Parameters<typeof dnf.propose>[2] = {}) =>
    (await dnf.propose(packages, [target('lib', '1.1-1')], more)).refused;

  it('is a package that needs the installed version', async () => {
    dnf.rpm.install([make('lib', '1.0-1'), make('vendor', '7-1', requiring('lib = 1.0'))]);
    dnf.rpm.write('etc/dnf/dnf.conf', '[main]\nprotected_packages=vendor\n');
    expect(await against([make('lib', '1.1-1')])).toEqual([
      {
        ...target('lib', '1.1-1'),
        cause: 'dependency',
        against: {
          ...{ kind: 'relation', name: 'vendor', architecture: 'noarch', version: '7-1' },
          relation: 'vendor Requires: lib = 1.0',
        },
      },
    ]);
  });

  it('is a package that would have to go and may not, with why', async () => {
    dnf.rpm.install([make('lib', '1.0-1'), make('rival', '1.0-1')]);
    const newer = make('lib', '1.1-1', { tags: ['Conflicts: rival < 2'] });
    expect(await against([newer], { mayRemove: [] })).toMatchObject([
      { against: { kind: 'removal', name: 'rival', version: '1.0-1', relation: 'lib Conflicts: rival < 2' } },
    ]);
    expect(await against([newer], { mayRemove: ['rival'] })).toEqual([]);
    expect(await against([newer])).toEqual([]);
  });

  it('is a package that is not to change', async () => {
    dnf.rpm.install([make('lib', '1.0-1'), make('app', '1.0-1', requiring('lib = 1.0'))]);
    const newer = [make('lib', '1.1-1'), make('app', '1.1-1', requiring('lib = 1.1'))];
    expect(await against(newer, { avoid: ['app'] })).toMatchObject([{ against: { kind: 'avoided', name: 'app' } }]);
    expect(await against(newer)).toEqual([]);
  });

  it('is what it needs and nobody has', async () => {
    dnf.rpm.install([make('lib', '1.0-1'), make('base', '1.0-1')]);
    expect(await against([make('lib', '1.1-1', requiring('base >= 2'))])).toMatchObject([
      { against: { kind: 'relation', name: 'base', version: '1.0-1', relation: 'lib Requires: base >= 2' } },
    ]);
  });

  it('is found among many that go together', async () => {
    const names = Array.from({ length: 12 }, (_, index) => `p${String(index).padStart(2, '0')}`);
    dnf.rpm.install(names.map((name) => make(name, '1.0-1')));
    const newer = names.map((name) => make(name, '1.1-1', name === 'p07' ? requiring('nowhere') : {}));
    const proposal = await dnf.propose(
      newer,
      names.map((name) => target(name, '1.1-1')),
    );
    expect(proposal.refused.map(({ name }) => name)).toEqual(['p07']);
    expect(proposal.changes).toHaveLength(11);
  });
});

describe('streams of modules', () => {
  const document = (stream: string, ...artifacts: readonly string[]): string =>
    `---
document: modulemd
version: 2
data:
  name: tool
  stream: "${stream}"
  version: ${stream}0
  context: c0ffee01
  arch: noarch
  summary: made
  description: made
  license:
    module: [MIT]
  dependencies:
  - requires:
      platform: [el9]
  profiles:
    common:
      rpms: [tool]
  artifacts:
    rpms:
${artifacts.map((artifact) => `    - ${artifact}\n`).join('')}...
`;
  const tool = (version: string, stream: string) =>
    make('tool', version, { module: `tool:${stream}:${stream}0:c0ffee01` });
  const modules = [
    document('18', 'tool-0:18.1-1.noarch', 'tool-0:18.2-1.noarch'),
    document('20', 'tool-0:20.1-1.noarch'),
  ];

  it('are respected: a host stays in its own, and says which that is', async () => {
    dnf.rpm.install([tool('18.1-1', '18')]);
    dnf.rpm.write('etc/dnf/modules.d/tool.module', '[tool]\nname=tool\nstream=18\nprofiles=\nstate=enabled\n');
    const read = await dnf.observer.readPackages();
    expect(read.ok && read.value.packages[0]?.module).toBe('tool:18');
    const packages = [tool('18.2-1', '18'), tool('20.1-1', '20')];
    expect(await dnf.propose(packages, [target('tool', '18.2-1')], { modules })).toMatchObject({
      changes: [{ name: 'tool', from: '18.1-1', to: '18.2-1' }],
      refused: [],
    });
    expect(await dnf.propose(packages, [target('tool', '20.1-1')], { modules })).toMatchObject({
      changes: [],
      refused: [
        {
          cause: 'dependency',
          against: { kind: 'relation', name: 'tool', relation: 'of a module stream that is not enabled' },
        },
      ],
    });
  });
});
