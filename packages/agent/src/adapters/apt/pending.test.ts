import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmodSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { endWithout } from '@slipway/testkit/absence';
import type { DebHost, MadePackage } from '@slipway/testkit/deb-host';
import { makeSigner } from '@slipway/testkit/rpm-host';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type AptOnHost, aptOnHost, NOW } from '../../../test/made-apt-host.ts';

describe('pendingUpdates', () => {
  let apt: AptOnHost;
  let deb: DebHost;
  beforeEach((context) => {
    apt = aptOnHost(context);
    deb = apt.deb;
  });
  afterEach(() => deb?.dispose());

  /** The sources of the host: two flat repositories with Release files of their own. */
  const sources = (lines: readonly { folder: string; release: string; packages: readonly MadePackage[] }[]): void => {
    const list = join(deb.folder, 'sources.list');
    const written = lines.map(({ folder, release, packages }) => {
      const repository = deb.repository(folder, packages);
      writeFileSync(join(repository, 'Release'), releaseFile(release, readFileSync(join(repository, 'Packages'))));
      return `deb [trusted=yes] file:${repository} ./\n`;
    });
    writeFileSync(list, written.join(''));
    apt.set(
      `Dir::Etc::SourceList "${list}";`,
      'Dir::Etc::SourceParts "/dev/null";',
      'Dir::Etc::Preferences "/dev/null";',
      'Dir::Etc::PreferencesParts "/dev/null";',
      // The lists are fetched as root here; the folder of the test is closed to _apt.
      'APT::Sandbox::User "root";',
    );
  };

  it('is unknown until the repositories were read, and never "nothing"', async () => {
    sources([]);
    expect(await apt.observer().pendingUpdates()).toMatchObject({ kind: 'unknown' });
  });

  it('C40: tells when the key expires that signed what apt read last, however the source names it', async () => {
    const sign = (name: string, expires: string) =>
      makeSigner(join(deb.folder, name), `Made ${name} <${name}@made.example>`, expires);
    const [soon, later] = [sign('soon', '20400101T000000'), sign('later', '20410101T000000')];
    const keyring = join(deb.folder, 'both.asc');
    writeFileSync(keyring, `${later.publicKey}${soon.publicKey}`);
    const repository = deb.repository('signed', [deb.make({ name: 'app', version: '1.1' })]);
    const text = releaseFile('Origin: Made\nCodename: bookworm\n', readFileSync(join(repository, 'Packages')));
    writeFileSync(join(repository, 'Release'), text);
    const list = join(deb.folder, 'signed.sources');
    const source = (signedBy: string): void =>
      writeFileSync(list, `Types: deb\nURIs: file:${repository}\nSuites: ./\nSigned-By:${signedBy}\n`);
    apt.set(
      `Dir::Etc::SourceList "/dev/null";`,
      `Dir::Etc::SourceParts "${deb.folder}";`,
      'Dir::Etc::Preferences "/dev/null";',
      'Dir::Etc::PreferencesParts "/dev/null";',
      'APT::Sandbox::User "root";',
    );
    const seen = async (signer: typeof soon) => {
      signer.signInline(join(repository, 'Release'), join(repository, 'InRelease'));
      const refreshed = await apt.observer().refreshMetadata();
      const read = await apt.observer().readRepositories();
      return [refreshed.ok, read.ok ? read.value.map((one) => one.keyExpiresAt) : read.reason];
    };
    source(` ${keyring}`);
    expect(await seen(soon)).toEqual([true, ['2040-01-01T00:00:00.000Z']]);
    expect(await seen(later)).toEqual([true, ['2041-01-01T00:00:00.000Z']]);
    const inside = soon.publicKey
      .trimEnd()
      .split('\n')
      .map((line) => `\n ${line === '' ? '.' : line}`);
    source(inside.join(''));
    expect(await seen(soon)).toEqual([true, ['2040-01-01T00:00:00.000Z']]);
    // By one that the keyring does not have: apt stays with what it read before, and so does this.
    expect(await seen(later)).toEqual([false, ['2040-01-01T00:00:00.000Z']]);
  });

  it('tells updates, where they come from, and what stays behind and why', async () => {
    const names = ['app', 'held', 'torn', 'rude', 'rival'];
    deb.install(names.map((name) => deb.make({ name, version: '1.0' })));
    apt.hold('held');
    const app = deb.make({ name: 'app', version: '1.1', fields: { Depends: 'fresh', Recommends: 'nice' } });
    sources([
      {
        folder: 'main',
        release: 'Origin: Made\nLabel: Made\nSuite: stable\nCodename: bookworm\n',
        packages: [
          app,
          deb.make({ name: 'fresh', version: '3' }),
          deb.make({ name: 'nice', version: '1' }),
          deb.make({ name: 'held', version: '1.1' }),
          deb.make({ name: 'torn', version: '1.1', fields: { Depends: 'nowhere' } }),
          deb.make({ name: 'rude', version: '1.1', fields: { Conflicts: 'rival' } }),
        ],
      },
      {
        folder: 'security',
        release: 'Origin: Made\nLabel: Made-Security\nSuite: stable-security\nCodename: bookworm-security\n',
        packages: [app],
      },
    ]);
    const looking = apt.observer();
    expect(await looking.refreshMetadata()).toEqual({ ok: true, value: undefined });
    expect(await looking.pendingUpdates()).toEqual({
      kind: 'known',
      asOf: NOW,
      metadataAsOf: NOW,
      updates: [
        {
          name: 'app',
          architecture: 'all',
          from: '1.0',
          to: '1.1',
          origin: { origin: 'Made', label: 'Made-Security', codename: 'bookworm-security' },
          security: true,
        },
        {
          name: 'fresh',
          architecture: 'all',
          from: null,
          to: '3',
          origin: { origin: 'Made', label: 'Made', codename: 'bookworm' },
          security: false,
        },
      ],
      keptBack: [
        { name: 'held', architecture: 'all', cause: 'held' },
        { name: 'rude', architecture: 'all', cause: 'dependency' },
        { name: 'torn', architecture: 'all', cause: 'dependency' },
      ],
    });
    expect(await looking.readRepositories()).toMatchObject({
      ok: true,
      value: [
        { suite: './', origin: 'Made', label: 'Made', codename: 'bookworm', lastRefreshedAt: NOW, refresh: 'fresh' },
        { label: 'Made-Security', codename: 'bookworm-security', refresh: 'fresh' },
      ],
    });
  });

  it('tells what is handed out in phases and not to this host, as apt itself drew it from the machine-id', async () => {
    const names = ['first', 'phased'];
    deb.install(names.map((name) => deb.make({ name, version: '1.0' })));
    const phased = (name: string, percent: string) =>
      deb.make({ name, version: '1.1', fields: { 'Phased-Update-Percentage': percent } });
    sources([{ folder: 'main', release: 'Label: Made\n', packages: [phased('first', '100'), phased('phased', '0')] }]);
    apt.set('APT::Machine-ID "0123456789abcdef0123456789abcdef";');
    const looking = apt.observer();
    await looking.refreshMetadata();
    expect(await looking.pendingUpdates()).toMatchObject({
      updates: [{ name: 'first' }],
      keptBack: [{ name: 'phased', architecture: 'all', cause: 'phased', phasedPercent: 0 }],
    });
  });

  it('says which repository failed, keeps what was known of it, and reports the refresh as failed', async () => {
    deb.install([deb.make({ name: 'app', version: '1.0' })]);
    sources([
      { folder: 'one', release: 'Label: One\n', packages: [deb.make({ name: 'app', version: '1.1' })] },
      { folder: 'two', release: 'Label: Two\n', packages: [] },
    ]);
    const looking = apt.observer();
    await looking.refreshMetadata();
    execFileSync('/bin/rm', ['-r', join(deb.folder, 'two')]);
    expect(await looking.refreshMetadata()).toMatchObject({ ok: false, reason: { code: 'feed-failed' } });
    expect(await looking.readRepositories()).toMatchObject({
      value: [
        { label: 'One', refresh: 'fresh', lastRefreshedAt: NOW },
        { uri: `file:${deb.folder}/two/`, refresh: 'failed', lastRefreshedAt: NOW },
      ],
    });
  });

  it('works without any privilege', async (context) => {
    const free = statSync('/usr/bin/setpriv', { throwIfNoEntry: false });
    if (free === undefined) endWithout('setpriv (util-linux) is missing', context);
    deb.install([deb.make({ name: 'app', version: '1.0' })]);
    sources([{ folder: 'one', release: 'Label: One\n', packages: [deb.make({ name: 'app', version: '1.1' })] }]);
    chmodSync(deb.folder, 0o755);
    const directory = join(deb.folder, 'unprivileged');
    mkdirSync(directory, { mode: 0o755 });
    execFileSync('/bin/chown', ['65534:65534', directory]);
    const program = join(deb.folder, 'observe.mjs');
    writeFileSync(
      program,
      observeProgram({ directory, hookCommand: apt.hookCommand, host: { ...deb, settings: apt.settings() } }),
    );
    const output = execFileSync(
      '/usr/bin/setpriv',
      ['--reuid=65534', '--regid=65534', '--clear-groups', process.execPath, program],
      { encoding: 'utf8', env: {} },
    );
    expect(JSON.parse(output)).toMatchObject([{ ok: true }, { kind: 'known', updates: [{ name: 'app', to: '1.1' }] }]);
  });
});

const releaseFile = (head: string, packages: Buffer): string =>
  `${head}Date: Sat, 21 Nov 2026 08:00:00 UTC\nSHA256:\n ${createHash('sha256').update(packages).digest('hex')} ${packages.length} Packages\n`;

const observeProgram = (options: object): string => {
  const href = (path: string): string => pathToFileURL(join(import.meta.dirname, path)).href;
  return `
    import { createAptObserver } from '${href('index.ts')}';
    import { durableFiles } from '${href('../durable-files/index.ts')}';
    import { runCommand } from '${href('../run-command/index.ts')}';
    import { createHash } from 'node:crypto';
    const observer = createAptObserver({
      ...${JSON.stringify(options)},
      run: runCommand,
      files: durableFiles,
      clock: { now: () => '${NOW}' },
      sha256: (bytes) => 'sha256:' + createHash('sha256').update(bytes).digest('hex'),
    });
    console.log(JSON.stringify([await observer.refreshMetadata(), await observer.pendingUpdates()]));
  `;
};
