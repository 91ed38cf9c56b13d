import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describeRepositories, type EditedSources, KEY_ENDS } from '@slipway/testkit/contracts';
import { makeSigner, type RpmSigner } from '@slipway/testkit/rpm-host';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type AptOnHost, aptOnHost, NOW } from '../../../test/made-apt-host.ts';

// The real apt over repositories that gpg signed: what the simulated host is held to as well (packages/sim/src/host/sources.test.ts).

let apt: AptOnHost;
beforeEach((context) => {
  apt = aptOnHost(context);
});
afterEach(() => apt?.deb.dispose());

const at = (name: string): string => join(apt.deb.folder, name);

const signerOf = (name: string): RpmSigner => makeSigner(at(name), `Made ${name} <${name}@made.example>`, KEY_ENDS);

/** Flat, with a Release file in itself. */
const publish = (name: string, signer: RpmSigner): string => {
  const repository = apt.deb.repository(name, []);
  const packages = readFileSync(join(repository, 'Packages'));
  const hex = createHash('sha256').update(packages).digest('hex');
  const text = `Origin: Made\nCodename: ${name}\nDate: Sat, 21 Nov 2026 08:00:00 UTC\nSHA256:\n ${hex} ${packages.length} Packages\n`;
  writeFileSync(join(repository, 'Release'), text);
  signer.signInline(join(repository, 'Release'), join(repository, 'InRelease'));
  return repository;
};

const sources = (text: string): void => writeFileSync(at('sources.list'), text);

const onThisHost = () => {
  const [own, other] = [signerOf('own'), signerOf('other')];
  const ring = at('archive.asc');
  const line = `deb [signed-by=${ring}] file:${publish('main', own)} ./\n`;
  const beside = `deb [signed-by=${ring}] file:${publish('beside', own)} ./\n`;
  const lines: Readonly<Partial<Record<EditedSources, string>>> = {
    'another-beside': `${line}${beside}`,
    none: '',
    unchecked: line.replace('[', '[trusted=yes '),
    unreadable: 'deb nothing\n',
  };
  const rings: Readonly<Partial<Record<EditedSources, string>>> = {
    'other-key': other.publicKey,
    'another-key-beside': `${own.publicKey}${other.publicKey}`,
  };
  const edit = async (edited: EditedSources): Promise<void> => {
    sources(lines[edited] ?? line);
    writeFileSync(ring, rings[edited] ?? own.publicKey);
  };
  apt.set(
    `Dir::Etc::SourceList "${at('sources.list')}";`,
    'Dir::Etc::SourceParts "/dev/null";',
    'Dir::Etc::Preferences "/dev/null";',
    'Dir::Etc::PreferencesParts "/dev/null";',
    // The lists are fetched as root here; the folder of the test is closed to _apt.
    'APT::Sandbox::User "root";',
  );
  return { edit, line, ring, own, other };
};

describeRepositories('apt on this machine', async () => {
  const { edit } = onThisHost();
  await edit('as-planned');
  return { observer: apt.observer(), executor: apt.executor(), now: NOW, edit, dispose: async () => undefined };
});

describe('what apt takes without a signature', () => {
  const checks = async () => {
    const read = await apt.executor().readRepositories([]);
    return read.ok ? read.value.map(({ trust }) => trust?.checks) : read.reason;
  };

  it.each([
    ['trusted=yes', []],
    ['trusted=whatever', []],
    ['trusted=no', ['metadata']],
    ['allow-insecure=yes', []],
    ['allow-weak=yes', []],
    ['allow-downgrade-to-insecure=yes', []],
    ['allow-insecure=no', ['metadata']],
    ['lang=none', ['metadata']],
  ])('[%s]', async (option, expected) => {
    const { edit, line } = onThisHost();
    await edit('as-planned');
    sources(line.replace('[', `[${option} `));
    expect(await checks()).toEqual([expected]);
  });

  it.each([
    ['Acquire::AllowInsecureRepositories "true";', []],
    ['APT::Get::AllowUnauthenticated "1";', []],
    ['APT::Get::AllowUnauthenticated "no";', ['metadata']],
  ])('by its own configuration: %s', async (setting, expected) => {
    const { edit } = onThisHost();
    await edit('as-planned');
    apt.set(setting);
    expect(await checks()).toEqual([expected]);
  });

  it('in the newer form', async () => {
    const { edit, ring } = onThisHost();
    await edit('as-planned');
    const [, uri = ''] = /(file:\S+)/.exec(readFileSync(at('sources.list'), 'utf8')) ?? [];
    sources('');
    writeFileSync(at('made.sources'), `Types: deb\nURIs: ${uri}\nSuites: ./\nSigned-By: ${ring}\nTrusted: yes\n`);
    apt.set(`Dir::Etc::SourceParts "${apt.deb.folder}";`);
    expect(await checks()).toEqual([[]]);
  });
});

describe('whose keys count', () => {
  it('are those that a source names by fingerprint, of apt’s own, and else all of them', async () => {
    const { own, other, line } = onThisHost();
    const folder = join(apt.deb.root, 'etc/apt/trusted.gpg.d');
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'a.asc'), own.publicKey);
    writeFileSync(join(folder, 'b.asc'), other.publicKey);
    const keys = async (text: string) => {
      sources(text);
      const read = await apt.executor().readRepositories([]);
      return read.ok ? read.value.flatMap(({ trust }) => trust?.keys ?? []) : read.reason;
    };
    expect(await keys(line.replace(/\[.*\] /, ''))).toEqual([own.fingerprint, other.fingerprint].sort());
    expect(await keys(line.replace(/signed-by=[^\]]+/, `signed-by=${other.fingerprint}`))).toEqual([other.fingerprint]);
  });
});
