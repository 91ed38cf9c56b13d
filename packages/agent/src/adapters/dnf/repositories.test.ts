import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { MadeRpm } from '@slipway/testkit/rpm-host';
import { makeSigner } from '@slipway/testkit/rpm-host';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type DnfOnHost, dnfOnHost, NOW } from '../../../test/made-dnf-host.ts';

// The real dnf over repositories that createrepo_c made and gpg signed.

let dnf: DnfOnHost;
beforeEach((context) => {
  dnf = dnfOnHost(context);
});
afterEach(() => dnf?.rpm.dispose());

const make = (name: string, version: string, tags: readonly string[] = []): MadeRpm =>
  dnf.rpm.make({ name, version, tags, files: { [`/usr/share/${name}`]: version } });

const ORIGIN = { origin: 'Made Linux 9', label: 'baseos', codename: '9' };

/** dnf looks for keys on the machine, wherever the root of the host is. */
const keyPath = (): string => join(dnf.rpm.folder, 'RPM-GPG-KEY-made');
const writeKey = (key: string): void => writeFileSync(keyPath(), key);

/** `baseos` of Made Linux, signed and checked. */
const baseos = (uri: string, more: readonly string[] = []): void =>
  dnf.rpm.write(
    'etc/yum.repos.d/made.repo',
    [
      '[baseos]',
      'name=Made',
      `baseurl=${uri}`,
      `gpgkey=file://${keyPath()}`,
      'gpgcheck=1',
      'repo_gpgcheck=0',
      ...more,
      '',
    ].join('\n'),
  );

const UPDATEINFO = (name: string, version: string, type = 'security') => {
  const [upstream, release] = version.split('-');
  return `<?xml version="1.0" encoding="UTF-8"?>
<updates><update from="made@example" status="final" type="${type}" version="1"><id>MLSA-2026:1</id><title>${name}</title>
<issued date="2026-11-01 00:00:00"/><updated date="2026-11-01 00:00:00"/><severity>Important</severity><summary>s</summary><description>d</description>
<references/><pkglist><collection short="made"><name>made</name><package name="${name}" version="${upstream}" release="${release}" epoch="0" arch="noarch" src="${name}-${version}.src.rpm"><filename>${name}-${version}.noarch.rpm</filename></package></collection></pkglist></update></updates>
`;
};

describe('repositories', () => {
  it('C40: are told with when the last of their keys expires, and never says nothing where none does', async () => {
    const uri = dnf.rpm.repository('baseos', [make('app', '1.0-1')]);
    baseos(uri);
    const expiry = async () => {
      const read = await dnf.observer.readRepositories();
      return read.ok ? read.value[0]?.keyExpiresAt : read.reason;
    };
    writeKey('no key\n');
    expect(await expiry()).toBeUndefined();
    const soon = makeSigner(join(dnf.rpm.folder, 'soon'), 'Made Linux 9 <a@made.example>', '20400101T000000');
    writeKey(soon.publicKey);
    expect(await expiry()).toBe('2040-01-01T00:00:00.000Z');
    const later = makeSigner(join(dnf.rpm.folder, 'later'), 'Made Linux 9 <b@made.example>', '20410101T000000');
    writeKey(`${soon.publicKey}${later.publicKey}`);
    expect(await expiry()).toBe('2041-01-01T00:00:00.000Z');
    writeKey(makeSigner(dnf.rpm.folder).publicKey);
    expect(await expiry()).toBeNull();
    baseos(uri, ['gpgcheck=0']);
    expect(await expiry()).toBeUndefined();
  });

  it('are told with whose key signs them, and as never read before they were', async () => {
    const signer = makeSigner(dnf.rpm.folder);
    writeKey(signer.publicKey);
    const uri = dnf.rpm.repository('baseos', [make('app', '1.0-1')], { signer });
    baseos(uri);
    dnf.rpm.install([make('app', '1.0-1')]);
    const repository = {
      uri,
      suite: 'baseos',
      components: [],
      ...ORIGIN,
      signedBy: signer.fingerprint,
      keyExpiresAt: null,
      trust: { address: uri, checks: ['packages'], keys: [signer.fingerprint] },
    };
    expect(await dnf.observer.readRepositories()).toEqual({
      ok: true,
      value: [{ ...repository, lastRefreshedAt: null, refresh: 'never' }],
    });
    expect(await dnf.observer.pendingUpdates()).toMatchObject({ kind: 'unknown' });
    expect(await dnf.observer.refreshMetadata()).toEqual({ ok: true, value: undefined });
    expect(await dnf.observer.readRepositories()).toEqual({
      ok: true,
      value: [{ ...repository, lastRefreshedAt: NOW, refresh: 'fresh' }],
    });
    expect(await dnf.observer.pendingUpdates()).toEqual({
      kind: 'known',
      asOf: NOW,
      metadataAsOf: NOW,
      updates: [],
      keptBack: [],
    });
  });

  it('that check no signature are signed by nobody, and without a key nobody publishes them', async () => {
    const signer = makeSigner(dnf.rpm.folder);
    writeKey(signer.publicKey);
    const uri = dnf.rpm.repository('baseos', []);
    baseos(uri);
    dnf.rpm.write(
      'etc/yum.repos.d/made.repo',
      `[baseos]\nname=Made\nbaseurl=${uri}\ngpgkey=file://${keyPath()}\ngpgcheck=0\n`,
    );
    expect(await dnf.observer.readRepositories()).toMatchObject({ value: [{ ...ORIGIN, signedBy: null }] });
    dnf.rpm.write('etc/yum.repos.d/made.repo', `[baseos]\nname=Made\nbaseurl=${uri}\ngpgcheck=1\n`);
    expect(await dnf.observer.readRepositories()).toMatchObject({
      value: [{ origin: '', label: '', codename: '', signedBy: null }],
    });
  });

  it('that cannot be read fail by name, keep what was known of them, and leave nothing in dnf’s own folders', async () => {
    const uri = dnf.rpm.repository('baseos', [make('app', '1.1-1')]);
    baseos(uri);
    dnf.rpm.install([make('app', '1.0-1')]);
    await dnf.observer.refreshMetadata();
    dnf.rpm.write(
      'etc/yum.repos.d/other.repo',
      `[other]\nname=Other\nbaseurl=file://${dnf.rpm.folder}/gone\ngpgcheck=0\n`,
    );
    expect(await dnf.observer.refreshMetadata()).toMatchObject({
      ok: false,
      reason: { code: 'feed-failed', facts: { source: 'other' } },
    });
    expect(await dnf.observer.readRepositories()).toMatchObject({
      value: [
        { suite: 'baseos', refresh: 'fresh', lastRefreshedAt: NOW },
        { suite: 'other', refresh: 'failed', lastRefreshedAt: null },
      ],
    });
    // What one of them would add nobody knows.
    expect(await dnf.observer.pendingUpdates()).toMatchObject({ kind: 'unknown' });
    expect(dnf.rpm.rpm('--query', '--all').trim()).toBe('app-1.0-1.noarch');
    for (const path of ['var/cache', 'var/lib/dnf', 'var/log']) expect(dnf.rpm.has(path)).toBe(false);
  });

  it('whose signed metadata were changed are not taken', async () => {
    const signer = makeSigner(dnf.rpm.folder);
    writeKey(signer.publicKey);
    const uri = dnf.rpm.repository('baseos', [make('app', '1.1-1')], { signer });
    baseos(uri, ['repo_gpgcheck=1']);
    expect(await dnf.observer.refreshMetadata()).toEqual({ ok: true, value: undefined });
    writeFileSync(join(dnf.rpm.folder, 'baseos/repodata/repomd.xml.asc'), 'no signature\n');
    expect(await dnf.observer.refreshMetadata()).toMatchObject({ ok: false, reason: { code: 'feed-failed' } });
  });
});

describe('what is pending', () => {
  const pending = async () => {
    await dnf.observer.refreshMetadata();
    return await dnf.observer.pendingUpdates();
  };

  it('names versions with their epochs, origins, what is newly needed, and which advisories are about security', async () => {
    writeKey(makeSigner(dnf.rpm.folder).publicKey);
    dnf.rpm.install([make('app', '1.0-1'), make('lib', '1:2.0-1'), make('plain', '1.0-1')]);
    const newer = [make('app', '1.2-1', ['Requires: fresh']), make('lib', '1:2.1-1'), make('plain', '1.1-1')];
    baseos(
      dnf.rpm.repository('baseos', [...newer, make('fresh', '3-1'), make('unasked', '1-1')], {
        // Of a version between the installed one and the newest.
        updateinfo: UPDATEINFO('app', '1.1-1'),
      }),
    );
    const of = (name: string) => ({ name, architecture: 'noarch', origin: ORIGIN });
    expect(await pending()).toEqual({
      kind: 'known',
      asOf: NOW,
      metadataAsOf: NOW,
      updates: [
        { ...of('app'), from: '1.0-1', to: '1.2-1', security: true },
        { ...of('fresh'), from: null, to: '3-1', security: false },
        { ...of('lib'), from: '1:2.0-1', to: '1:2.1-1', security: false },
        { ...of('plain'), from: '1.0-1', to: '1.1-1', security: false },
      ],
      keptBack: [],
    });
  });

  it.each([
    ['of another kind', UPDATEINFO('app', '1.1-1', 'bugfix')],
    ['of a version that is there already', UPDATEINFO('app', '1.0-1')],
    ['of a version that nobody offers yet', UPDATEINFO('app', '1.2-1')],
    ['of another package', UPDATEINFO('lib', '1.1-1')],
  ])('is no security update by an advisory %s', async (_which, updateinfo) => {
    dnf.rpm.install([make('app', '1.0-1')]);
    baseos(dnf.rpm.repository('baseos', [make('app', '1.1-1')], { updateinfo }));
    expect(await pending()).toMatchObject({ updates: [{ name: 'app', security: false }] });
  });

  it('leaves behind what is excluded, what is locked and what cannot be satisfied, each with its cause', async () => {
    const names = ['excluded', 'locked', 'stuck', 'free'];
    dnf.rpm.install(names.map((name) => make(name, '1.0-1')));
    const newer = names.map((name) => make(name, '1.1-1', name === 'stuck' ? ['Requires: nowhere'] : []));
    baseos(dnf.rpm.repository('baseos', newer));
    // RHEL's own; one broken update must not be the end of all.
    dnf.rpm.write('etc/dnf/dnf.conf', '[main]\nbest=True\nexcludepkgs=excluded\n');
    dnf.rpm.write(
      'etc/dnf/plugins/versionlock.conf',
      '[main]\nenabled=1\nlocklist=/etc/dnf/plugins/versionlock.list\n',
    );
    dnf.rpm.write('etc/dnf/plugins/versionlock.list', '# Added lock\nlocked-0:1.0-1.*\n');
    expect(await pending()).toMatchObject({
      updates: [{ name: 'free', to: '1.1-1' }],
      keptBack: [
        { name: 'excluded', architecture: 'noarch', cause: 'held' },
        { name: 'locked', architecture: 'noarch', cause: 'held' },
        { name: 'stuck', architecture: 'noarch', cause: 'dependency' },
      ],
    });
    const read = await dnf.observer.readPackages();
    expect(read.ok && read.value.packages.filter(({ held }) => held).map(({ name }) => name)).toEqual([
      'excluded',
      'locked',
    ]);
  });

  it('goes up from the highest of several kernels, and none of them is thought to go', async () => {
    const kernel = (version: string) =>
      dnf.rpm.make({
        ...{ name: 'kernel-core', version, tags: ['Provides: installonlypkg(kernel)'] },
        files: { [`/lib/modules/${version}/vmlinuz`]: version },
      });
    dnf.rpm.install([kernel('5.14.0-70'), kernel('5.14.0-427')]);
    baseos(dnf.rpm.repository('baseos', [kernel('5.14.0-503')]));
    expect(await pending()).toMatchObject({
      updates: [{ name: 'kernel-core', from: '5.14.0-427', to: '5.14.0-503' }],
      keptBack: [],
    });
  });
});

describe('where packages come from', () => {
  it('is told by the repositories that list them, by dnf’s history, by other versions, and as nowhere', async () => {
    writeKey(makeSigner(dnf.rpm.folder).publicKey);
    dnf.rpm.install([make('listed', '1.0-1'), make('passed', '1.0-1'), make('local', '1.0-1')]);
    baseos(dnf.rpm.repository('baseos', [make('listed', '1.0-1'), make('passed', '1.1-1')]));
    const third = dnf.rpm.repository('third', [make('local', '0.9-1'), make('tool', '2.0-1')]);
    dnf.rpm.install([make('tool', '1.0-1')]);
    dnf.rpm.write('etc/yum.repos.d/third.repo', `[third]\nname=Third\nbaseurl=${third}\ngpgcheck=0\n`);
    const read = await dnf.observer.readPackages();
    if (!read.ok) throw new Error(read.reason.code);
    const of = { fingerprint: read.value.database.fingerprint, system: { distribution: 'made', release: '9' } };
    expect(await dnf.observer.packageOrigins(of)).toMatchObject({ kind: 'unknown' });
    await dnf.observer.refreshMetadata();
    const origins = await dnf.observer.packageOrigins(of);
    // In the order of names: listed, local, passed, tool.
    expect(origins).toEqual({
      kind: 'known',
      asOf: NOW,
      origins: [
        { ...ORIGIN, uri: null, packages: [0, 1], others: [2, 1], newer: [{ at: 2, version: '1.1-1' }] },
        {
          ...{ origin: '', label: '', codename: '', uri: third },
          ...{ packages: [], others: [3, 1], newer: [{ at: 3, version: '2.0-1' }] },
        },
      ],
      none: [1, 1],
    });
    // From its file, as nothing has changed.
    expect(await dnf.observer.packageOrigins(of)).toEqual(origins);
    dnf.rpm.install([make('more', '1.0-1')]);
    expect(await dnf.observer.packageOrigins(of)).toMatchObject({ kind: 'unknown' });
  });
});
