import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { originsOfPackages, type PackageOrigins, sortedPackages } from '@slipway/core/inventory';
import { anInventory } from '@slipway/testkit/builders';
import type { DebHost, MadePackage } from '@slipway/testkit/deb-host';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type AptOnHost, aptOnHost, NOW } from '../../../test/made-apt-host.ts';
import { readStanzas } from './deb822.ts';
import { visitStanzas } from './list-stanzas.ts';
import { phasedPercents } from './pending.ts';

const SYSTEM = { distribution: 'debian', release: 'bookworm' };
const DEBIAN = 'Origin: Debian\nLabel: Debian\nSuite: stable\nCodename: bookworm\n';
const SECURITY = 'Origin: Debian\nLabel: Debian-Security\nSuite: stable-security\nCodename: bookworm-security\n';
const MAKER = 'Origin: Maker\nLabel: Maker\nCodename: stable\n';

const releaseFile = (head: string, packages: Buffer): string =>
  `${head}Date: Sat, 21 Nov 2026 08:00:00 UTC\nSHA256:\n ${createHash('sha256').update(packages).digest('hex')} ${packages.length} Packages\n`;

describe('the origins of what is installed', () => {
  let apt: AptOnHost;
  let deb: DebHost;
  beforeEach((context) => {
    apt = aptOnHost(context);
    deb = apt.deb;
  });
  afterEach(() => deb?.dispose());

  const made = (name: string, version: string, source?: string): MadePackage =>
    deb.make({ name, version, ...(source === undefined ? {} : { fields: { Source: source } }) });

  /** The sources of the host: flat repositories; one without a head has no Release file at all. */
  const sources = (repositories: Readonly<Record<string, readonly [string, readonly MadePackage[]]>>): void => {
    const list = join(deb.folder, 'sources.list');
    const lines = Object.entries(repositories).map(([name, [head, packages]]) => {
      const folder = deb.repository(name, packages);
      if (head !== '')
        writeFileSync(join(folder, 'Release'), releaseFile(head, readFileSync(join(folder, 'Packages'))));
      return `deb [trusted=yes] file:${folder} ./\n`;
    });
    writeFileSync(list, lines.join(''));
    apt.set(
      `Dir::Etc::SourceList "${list}";`,
      'Dir::Etc::SourceParts "/dev/null";',
      'Dir::Etc::Preferences "/dev/null";',
      'Dir::Etc::PreferencesParts "/dev/null";',
      'APT::Sandbox::User "root";',
    );
  };

  const looked = async (): Promise<PackageOrigins> => {
    const observer = apt.observer();
    const read = await observer.readPackages();
    if (!read.ok) throw new Error(JSON.stringify(read.reason));
    return await observer.packageOrigins({ fingerprint: read.value.database.fingerprint, system: SYSTEM });
  };

  /** By package: kind, codename or address, how it is listed, what is newer. */
  const told = async (origins: PackageOrigins): Promise<Readonly<Record<string, string>>> => {
    const read = await apt.observer().readPackages();
    const packages = sortedPackages(read.ok ? read.value.packages : []);
    const answers = originsOfPackages(anInventory({ packages, origins, system: SYSTEM }));
    return Object.fromEntries(
      packages.map(({ name }, at) => {
        const answer = answers[at];
        if (answer === undefined || !('origin' in answer)) return [name, answer?.kind ?? ''];
        const { kind, origin, uri, listed, newer } = answer;
        return [name, [kind, uri ?? origin.codename, listed, newer ?? ''].join(' ').trim()];
      }),
    );
  };

  it('are told from the indexes: exactly, by another version or package, from nowhere', async () => {
    const shared = made('shared', '1.0');
    deb.install([
      ...[made('own', '1.0'), shared, made('old', '1.0'), made('kernel-1', '1.0', 'kernel')],
      ...[made('tool', '1.0'), made('agent', '1.0'), made('bare', '1.0'), made('by-file', '1.0')],
      ...[made('rebuilt', '1.0+local1'), made('dropped', '1.0', 'gone')],
    ]);
    sources({
      main: [DEBIAN, [made('own', '1.0'), shared, made('old', '1.1'), made('rebuilt', '1.0'), made('tool', '0.9')]],
      security: [SECURITY, [made('kernel-2', '1.2', 'kernel')]],
      maker: [MAKER, [shared, made('tool', '1.2'), made('tool', '1.1'), made('agent', '1.0')]],
      bare: ['', [made('bare', '1.0')]],
    });
    await apt.observer().refreshMetadata();
    expect(await told(await looked())).toEqual({
      own: 'distribution bookworm exactly',
      // Others carry the same version: the distribution's word counts.
      shared: 'distribution bookworm exactly',
      old: 'distribution bookworm by-another',
      'kernel-1': 'distribution bookworm-security by-another',
      // The distribution has only an older one, so it was never its.
      tool: 'foreign stable by-another 1.2',
      agent: 'foreign stable exactly',
      bare: `foreign file:${deb.folder}/bare/ exactly`,
      'by-file': 'none',
      rebuilt: 'none',
      dropped: 'none',
    });
  });

  it('are unknown until the repositories were read, and where one of them was not nothing is from nowhere', async () => {
    deb.install([made('own', '1.0'), made('elsewhere', '1.0')]);
    sources({ main: [DEBIAN, [made('own', '1.0')]], maker: [MAKER, [made('elsewhere', '1.0')]] });
    expect(await looked()).toMatchObject({ kind: 'unknown' });
    rmSync(join(deb.folder, 'maker'), { recursive: true });
    await apt.observer().refreshMetadata();
    expect(await told(await looked())).toEqual({ own: 'distribution bookworm exactly', elsewhere: 'unknown' });
  });

  it('are looked for again only when an index or a package has changed', async () => {
    deb.install([made('own', '1.0')]);
    sources({ main: [DEBIAN, [made('own', '1.0')]] });
    await apt.observer().refreshMetadata();
    const first = await looked();
    expect(first).toMatchObject({ kind: 'known', asOf: NOW });
    const kept = join(deb.folder, 'observer/origins.json');
    const marked = readFileSync(kept, 'utf8').replaceAll(NOW, '2026-11-21T07:00:00.000Z');
    writeFileSync(kept, marked);
    expect(await looked()).toMatchObject({ asOf: '2026-11-21T07:00:00.000Z' });
    deb.install([made('further', '1.0')]);
    expect(await looked()).toMatchObject({ kind: 'known', asOf: NOW });
    writeFileSync(kept, '{"key":');
    expect(await looked()).toMatchObject({ kind: 'known', asOf: NOW });
  });

  it('of a database that is another one by now are not told', async () => {
    deb.install([made('own', '1.0')]);
    sources({ main: [DEBIAN, [made('own', '1.0')]] });
    await apt.observer().refreshMetadata();
    const fingerprint = `sha256:${'0'.repeat(64)}` as Parameters<
      ReturnType<AptOnHost['observer']>['packageOrigins']
    >[0]['fingerprint'];
    expect(await apt.observer().packageOrigins({ fingerprint, system: SYSTEM })).toMatchObject({ kind: 'unknown' });
  });

  it('are read from indexes that apt kept compressed before, once they are fetched anew', async () => {
    deb.install([made('own', '1.0')]);
    sources({ main: [DEBIAN, [made('own', '1.0')]] });
    await apt.observer().refreshMetadata();
    const lists = join(deb.folder, 'observer/sources/lists');
    const [index = ''] = readdirSync(lists).filter((name) => name.endsWith('_Packages'));
    const content = readFileSync(join(lists, index));
    rmSync(join(lists, index));
    writeFileSync(join(lists, `${index}.gz`), gzipSync(content));
    expect(await looked()).toMatchObject({ kind: 'unknown' });
    await apt.observer().refreshMetadata();
    expect(await told(await looked())).toEqual({ own: 'distribution bookworm exactly' });
  });
});

describe('the stanzas of an index', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'stanzas-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const stanzasIn = async (content: string): Promise<readonly string[]> => {
    const path = join(folder, 'x_Packages');
    writeFileSync(path, content);
    const found: string[] = [];
    await visitStanzas(path, (stanza) => found.push(stanza.trim()));
    return found;
  };

  it('are each visited once, wherever the pieces end that the file is read in', async () => {
    const stanza = fc.stringMatching(/^Package: [a-z]{1,8}\nVersion: [0-9.]{1,5}$/);
    await fc.assert(
      fc.asyncProperty(fc.array(stanza, { minLength: 1 }), fc.constantFrom('', '\n', '\n\n'), async (written, end) => {
        expect(await stanzasIn(`${written.join('\n\n')}${end}`)).toEqual(written);
      }),
    );
    const many = Array.from({ length: 40_000 }, (_, at) => `Package: p${at}\nVersion: 1`);
    expect(await stanzasIn(many.join('\n\n'))).toEqual(many);
  });

  it('are none of a file that is missing, or is no index at all', async () => {
    await expect(visitStanzas(join(folder, 'gone_Packages'), () => undefined)).rejects.toThrow('ENOENT');
    await expect(visitStanzas(join(folder, 'x_Packages.lz4'), () => undefined)).rejects.toThrow('not kept as text');
    await expect(stanzasIn('x'.repeat(2 * 1024 * 1024))).rejects.toThrow('no package index');
  });
});

describe('a phased update', () => {
  it('has its share from its stanza, where that is less than all', () => {
    const stanza = (name: string, percent: string | null) =>
      `Package: ${name}\nArchitecture: amd64\n${percent === null ? '' : `Phased-Update-Percentage: ${percent}\n`}\n`;
    const text = [stanza('a', '10'), stanza('b', '100'), stanza('c', null), stanza('d', '0'), stanza('e', 'all')];
    expect(phasedPercents(readStanzas(text.join('')))).toEqual(
      new Map([
        ['a/amd64', 10],
        ['d/amd64', 0],
      ]),
    );
  });
});
