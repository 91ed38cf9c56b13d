// A cut for rpm hosts: versions side by side, streams of modules, and what packages need by rpm's order of versions.

import { anInventory, aPackage, aRepository, aTarget, THE_MORNING } from '@slipway/testkit/builders';
import { describe, expect, it } from 'vitest';
import { aPatchSetOf } from '../../test/rpm-patch-set.ts';
import { parseRelations } from '../deb822/index.ts';
import type { InstalledPackage, PendingUpdate } from '../inventory/index.ts';
import { applicableTargets, buildPatchSet, type Choice, isAtTarget } from './index.ts';

const BASEOS = { origin: 'AlmaLinux', label: 'baseos', codename: '9' };
const ALMA = { distribution: 'almalinux', release: '9', architecture: 'x86_64', packageFormat: 'rpm' } as const;

const rpm = (name: string, version: string, given: Partial<InstalledPackage> = {}): InstalledPackage =>
  aPackage({ architecture: 'x86_64', name, version, ...given });
const update = (name: string, from: string, to: string, given: Partial<PendingUpdate> = {}): PendingUpdate => ({
  ...{ name, from, to, architecture: 'x86_64', origin: BASEOS, security: false },
  ...given,
});
const hostWith = (packages: readonly InstalledPackage[], updates: readonly PendingUpdate[] = []) =>
  anInventory({
    system: ALMA,
    packages,
    repositories: [aRepository({ ...BASEOS, suite: 'baseos', components: [] })],
    updates: { kind: 'known', asOf: THE_MORNING, metadataAsOf: THE_MORNING, updates, keptBack: [] },
  });
const cut = (choice: Choice, ...inventories: readonly ReturnType<typeof hostWith>[]) => {
  const { targets, replaced } = buildPatchSet({ ...choice, inventories });
  return {
    targets: targets.map(({ name, version, module = '' }) => `${name} ${version} ${module}`.trim()),
    replaced: replaced.map(({ name, version }) => `${name} ${version}`),
  };
};

const OLD = '5.14.0-427.13.1.el9_4';
const RUNNING = '5.14.0-427.42.1.el9_4';
const NEW = '5.14.0-503.11.1.el9_5';
const kernels = hostWith(
  [rpm('kernel-core', OLD), rpm('kernel-core', RUNNING), rpm('gzip', '5.1.8-6.el9')],
  [update('kernel-core', RUNNING, NEW), update('gzip', '5.1.8-6.el9', '5.1.8-9.el9')],
);

describe('kernels side by side', () => {
  it('are one target, and replace nothing: what is there stays', () => {
    expect(cut({ scope: 'all' }, kernels)).toEqual({
      targets: ['gzip 5.1.8-9.el9', `kernel-core ${NEW}`],
      replaced: ['gzip 5.1.8-6.el9'],
    });
    expect(cut({ scope: 'kernel' }, kernels).targets).toEqual([`kernel-core ${NEW}`]);
  });

  it('reach a target by the highest of them, whichever comes first', () => {
    const target = aTarget({
      name: 'kernel-core',
      version: NEW,
      architecture: 'x86_64',
      platform: ALMA,
      origin: BASEOS,
    });
    const patchSet = aPatchSetOf(target);
    expect(applicableTargets(patchSet, kernels)).toEqual([target]);
    for (const packages of [
      [rpm('kernel-core', NEW), rpm('kernel-core', OLD)],
      [rpm('kernel-core', OLD), rpm('kernel-core', NEW)],
    ]) {
      expect(applicableTargets(patchSet, hostWith(packages))).toEqual([]);
      expect(isAtTarget(hostWith(packages), target)).toBe(true);
    }
  });
});

describe('streams of a module', () => {
  const streamsOf: Choice['streamsOf'] = (_platform, { name, to }) =>
    name !== 'nodejs' ? [] : to.startsWith('1:18') ? ['nodejs:18'] : ['nodejs:20'];
  const of18 = hostWith(
    [rpm('nodejs', '1:18.19-1', { module: 'nodejs:18' })],
    [update('nodejs', '1:18.19-1', '1:18.20-1')],
  );
  const of20 = hostWith(
    [rpm('nodejs', '1:20.11-1', { module: 'nodejs:20' })],
    [update('nodejs', '1:20.11-1', '1:20.12-1')],
  );

  it('are targets of their own: the highest version of one says nothing about the other', () => {
    expect(cut({ scope: 'all', streamsOf }, of18, of20)).toEqual({
      targets: ['nodejs 1:18.20-1 nodejs:18', 'nodejs 1:20.12-1 nodejs:20'],
      replaced: ['nodejs 1:18.19-1', 'nodejs 1:20.11-1'],
    });
  });

  it('are each for the hosts that have the package of that stream, and for no other', () => {
    const target = (version: string, module: string) =>
      aTarget({ name: 'nodejs', version, module, architecture: 'x86_64', platform: ALMA, origin: BASEOS });
    const [eighteen, twenty] = [target('1:18.20-1', 'nodejs:18'), target('1:20.12-1', 'nodejs:20')];
    const patchSet = aPatchSetOf(eighteen, twenty);
    expect(applicableTargets(patchSet, of18)).toEqual([eighteen]);
    expect(applicableTargets(patchSet, of20)).toEqual([twenty]);
    expect(applicableTargets(patchSet, hostWith([rpm('nodejs', '1:16.20-1')]))).toEqual([]);
    expect(isAtTarget(of20, eighteen)).toBe(false);
  });

  it('that share a build give each host the build of its own stream', () => {
    const both: Choice['streamsOf'] = () => ['ruby:3.1', 'ruby:3.3'];
    const shared = (module: string) =>
      hostWith([rpm('rubygem-pg', '1.2-1', { module })], [update('rubygem-pg', '1.2-1', '1.3-1')]);
    expect(cut({ scope: 'all', streamsOf: both }, shared('ruby:3.3'), shared('ruby:3.1')).targets).toEqual([
      'rubygem-pg 1.3-1 ruby:3.1',
      'rubygem-pg 1.3-1 ruby:3.3',
    ]);
  });
});

describe('what a chosen rpm needs', () => {
  const security = update('nginx', '1:1.20-1', '1:1.20-2', { security: true });
  const taken = (needs: string, libVersion: string) =>
    cut(
      {
        scope: 'security',
        relationsOf: (_platform, { name }) =>
          name === 'nginx' ? { needs: parseRelations(needs), excludes: [] } : null,
      },
      hostWith([rpm('nginx', '1:1.20-1'), rpm('lib', libVersion)], [security, update('lib', libVersion, '3.0-7.el9')]),
    ).targets;

  it.each([
    ['lib (= 3.0)', '3.0-1.el9', false],
    ['lib (>= 3.0)', '3.0-1.el9', false],
    ['lib (>= 3.0-2.el9)', '3.0-1.el9', true],
    // dpkg reads a tilde and a caret otherwise; here rpm's order counts.
    ['lib (>= 3.0^git1)', '3.0-1.el9', false],
    ['lib (>= 3.0-0)', '3.0~rc1-1.el9', true],
  ])('%s with %s installed brings the pending one along: %s', (needs, installed, comes) => {
    expect(taken(needs, installed)).toEqual([...(comes ? ['lib 3.0-7.el9'] : []), 'nginx 1:1.20-2']);
  });
});
