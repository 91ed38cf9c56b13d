// Against real repositories: built, signed and listed by the programs that vendors use, served on loopback.

import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { copyFileSync, readdirSync, readFileSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync, gzipSync, zstdCompressSync } from 'node:zlib';
import type { Repository } from '@slipway/core/inventory';
import { addSeconds, instantOfMs } from '@slipway/core/time';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openRpmSite, type Publishing, type RpmBuild, type RpmSite, VENDOR } from '../../../test/vendor/rpm-site.ts';
import { ALMA_9 } from '../../../test/vendor/rpm-words.ts';
import type { VendorEntry } from '../../ports/index.ts';
import { dnfVendorArchive } from './index.ts';

const STRANGER = 'Stranger';
const SECOND = 'Second Vendor';
const THING: RpmBuild = { name: 'thing', version: '2:1.0-1', head: ['Requires: lib >= 1', 'Provides: gadget = 3'] };

let site: RpmSite;
let trusted: readonly string[];

beforeAll(async () => {
  site = await openRpmSite();
  trusted = [site.makeKey(VENDOR), site.makeKey(SECOND)];
  site.makeKey(STRANGER);
});
afterAll(() => site.close());

const archiveOf = (keyrings = trusted, more: { readonly authorities?: readonly string[] } = {}) =>
  dnfVendorArchive({ keyrings, clock: { now: () => instantOfMs(Date.now()) }, workFolder: site.root, ...more });

const open = async (repository: Repository, archive = archiveOf()) => {
  const opened = await archive.openIndex({ repository, platform: ALMA_9, notBefore: null });
  return opened.ok ? { index: opened.value, code: 'opened', detail: '' } : { index: null, ...said(opened.reason) };
};
const said = ({ code, facts }: { readonly code: string; readonly facts: object }) => ({
  code,
  detail: JSON.stringify(facts),
});
const entryIn = async (repository: Repository, name = 'thing'): Promise<VendorEntry> => {
  const { index, detail } = await open(repository);
  const [entry] = index?.find(name) ?? [];
  if (entry === undefined) throw new Error(`no ${name}: ${detail}`);
  return entry;
};
/** What a cut would be told of this file, and what is left of the looking. */
const fetched = async (entry: VendorEntry, archive = archiveOf()) => {
  const file = await archive.fetch(entry);
  if (!file.ok) return said(file.reason);
  const hash = createHash('sha256');
  try {
    for await (const chunk of file.value.chunks) hash.update(chunk);
  } finally {
    await file.value.close();
  }
  return { code: `sha256:${hash.digest('hex')}` === entry.file.sha256 ? 'fetched' : 'differs', detail: '' };
};

let count = 0;
/** A repository of its own with these builds. */
const published = (
  how: Publishing & { readonly packagesBy?: string; readonly builds?: readonly RpmBuild[] } = {},
): Repository & { readonly name: string } => {
  const name = `made-${++count}`;
  for (const build of how.builds ?? [THING]) site.build(name, build, how.packagesBy);
  return { ...site.publish(name, how), name };
};
const repodata = (name: string, ending: string): string => {
  const folder = join(site.folder(name), 'repodata');
  const found = readdirSync(folder).find((file) => file.endsWith(ending));
  if (found === undefined) throw new Error(`no ${ending}`);
  return join(folder, found);
};
/** `primary.xml` changed, and `repomd.xml` made to fit: what somebody on the way can do where nothing is signed. */
const forged = (name: string, change: (primary: string) => string, packing: 'gz' | 'zst' = 'gz'): void => {
  const [path, index] = [repodata(name, 'primary.xml.gz'), repodata(name, 'repomd.xml')];
  const text = change(gunzipSync(readFileSync(path)).toString());
  const after = packing === 'gz' ? gzipSync(text) : zstdCompressSync(text);
  writeFileSync(path.replace(/gz$/, packing), after);
  const hash = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');
  const before = readFileSync(index, 'utf8');
  const [, data = ''] = /(<data type="primary">[\s\S]*?<\/data>)/.exec(before) ?? [];
  const fitted = data
    .replace('primary.xml.gz', `primary.xml.${packing}`)
    .replace(/<checksum type="sha256">\w+/, `<checksum type="sha256">${hash(after)}`)
    .replace(/<open-checksum type="sha256">\w+/, `<open-checksum type="sha256">${hash(Buffer.from(text))}`)
    .replace(/<size>\d+/, `<size>${after.byteLength}`)
    .replace(/<open-size>\d+/, `<open-size>${Buffer.byteLength(text)}`);
  writeFileSync(index, before.replace(data, fitted));
};

describe('a repository whose metadata are signed', () => {
  it('is of the publisher whose key has signed it, whatever the host says', async () => {
    const repository = published({ signedBy: SECOND, told: { origin: VENDOR } });
    const { index } = await open(repository);
    expect(index?.origin).toEqual({ origin: SECOND, label: 'things', codename: '9' });
    expect(Math.abs(Date.parse(index?.signedAt ?? '') - Date.now())).toBeLessThan(60_000);
  });

  it('is read with versions, sources, advisories and hashes, from whatever packing', async () => {
    const updateinfo = `<updates><update status="final" type="security"><id>ALSA-1</id><title>t</title><pkglist><collection>
      <package name="thing" epoch="2" version="1.0" release="1" arch="noarch"/></collection></pkglist></update></updates>`;
    for (const packing of ['gz', 'xz'] as const) {
      const repository = published({
        options: [`--general-compress-type=${packing}`],
        beside: { 'updateinfo.xml': updateinfo },
      });
      const entry = await entryIn(repository);
      expect(entry).toMatchObject({
        ...{ name: 'thing', architecture: 'noarch', version: '2:1.0-1', sourceName: 'thing', sourceVersion: '2:1.0-1' },
        ...{ proof: 'index', advisories: ['ALSA-1'] },
      });
      expect(await fetched(entry)).toEqual({ code: 'fetched', detail: '' });
    }
    // Debian's createrepo_c cannot pack it so; Fedora's has since 2023.
    const packed = published({ signedBy: null, packagesBy: VENDOR });
    forged(packed.name, (primary) => primary, 'zst');
    expect((await entryIn(packed)).version).toBe('2:1.0-1');
  });

  it('over https by an authority that is trusted, and not by another', async () => {
    const [key, cert] = [join(site.root, 'key.pem'), join(site.root, 'cert.pem')];
    execFileSync('openssl', [
      ...['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2'],
      ...['-keyout', key, '-out', cert, '-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost'],
    ]);
    const pem = readFileSync(cert, 'utf8');
    const secure = await openRpmSite({ key: readFileSync(key, 'utf8'), cert: pem });
    try {
      const keyring = secure.makeKey(VENDOR);
      secure.build('tls', THING);
      const repository = secure.publish('tls');
      expect((await open(repository, archiveOf([keyring], { authorities: [pem] }))).code).toBe('opened');
      expect((await open(repository, archiveOf([keyring]))).code).toBe('feed-unreachable');
    } finally {
      secure.close();
    }
  });

  it.each([
    ['of a key that is not trusted', { signedBy: STRANGER }, trustedOnly(), 'index-unsigned'],
    ['with no key trusted at all', {}, () => [], 'index-unsigned'],
  ])('is refused with a signature %s', async (_, how, keyrings, code) => {
    const { code: found } = await open(published(how), archiveOf(keyrings()));
    expect(found).toBe(code);
  });

  it('is refused where its signature is of other content, and is not read as unsigned for it', async () => {
    const repository = published({ packagesBy: VENDOR });
    writeFileSync(
      repodata(repository.name, 'repomd.xml'),
      `${readFileSync(repodata(repository.name, 'repomd.xml'), 'utf8')}\n`,
    );
    expect(await open(repository)).toMatchObject({ code: 'index-unsigned', detail: expect.stringContaining('bad') });
  });

  it('needs no signature of its packages, and takes none for its own', async () => {
    expect(await fetched(await entryIn(published({ packagesBy: STRANGER })))).toEqual({ code: 'fetched', detail: '' });
    expect((await open(published({ signedBy: STRANGER, packagesBy: VENDOR }))).code).toBe('index-unsigned');
  });

  it('a package that was swapped is not the one that the index names', async () => {
    const repository = published();
    const entry = await entryIn(repository);
    const path = join(site.folder(repository.name), 'Packages', 'thing-1.0-1.noarch.rpm');
    const bytes = readFileSync(path);
    bytes[bytes.length - 9] = (bytes[bytes.length - 9] ?? 0) ^ 1;
    writeFileSync(path, bytes);
    expect((await fetched(entry)).code).toBe('differs');
    // One that is longer is not fetched further than it may be.
    writeFileSync(path, Buffer.concat([bytes, Buffer.alloc(100)]));
    expect((await fetched(entry)).code).toBe('file-unavailable');
  });
});

function trustedOnly(): () => readonly string[] {
  return () => trusted;
}

describe('metadata that are not what they should be', () => {
  it.each([
    ['changed', (path: string) => writeFileSync(path, gzipSync('<metadata/>')), 'feed-unreadable', 'hash'],
    ['cut off', (path: string) => truncateSync(path, statSync(path).size - 20), 'feed-unreadable', 'hash'],
    ['longer', (path: string) => writeFileSync(path, Buffer.alloc(100_000)), 'feed-too-large', 'bytes'],
  ])('a primary.xml that is %s is refused', async (_, spoil, code, detail) => {
    const repository = published();
    spoil(repodata(repository.name, 'primary.xml.gz'));
    expect(await open(repository)).toMatchObject({ code, detail: expect.stringContaining(detail) });
  });

  const within = (text: string) => (primary: string) => primary.replace('<description>', `<description>${text}`);
  it.each([
    ['that ends in the middle', (primary: string) => primary.slice(0, -30), 'feed-truncated'],
    [
      'with entities that multiply',
      (primary: string) =>
        primary
          .replace('<metadata', '<!DOCTYPE m [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]><metadata')
          .replace('a thing', '&b;'),
      'feed-unreadable',
    ],
    ['without end', within('x'.repeat(9 * 1024 * 1024)), 'feed-unreadable'],
    [
      'of a thousand times its packed size',
      (primary: string) => primary.replace('<package ', `${`<x>${' '.repeat(1_000_000)}</x>`.repeat(60)}<package `),
      'feed-too-large',
    ],
    ['that nests', within('<a>'.repeat(50)), 'feed-unreadable'],
    ['of another root', () => '<html></html>', 'feed-unreadable'],
  ])('a primary.xml %s is refused, though its hashes are right', async (_, change, code) => {
    const repository = published({ signedBy: null, packagesBy: VENDOR });
    forged(repository.name, change);
    expect((await open(repository)).code).toBe(code);
  });

  it('is refused where what it unpacks to is not what repomd.xml states', async () => {
    const repository = published({ signedBy: null, packagesBy: VENDOR });
    const index = repodata(repository.name, 'repomd.xml');
    writeFileSync(index, readFileSync(index, 'utf8').replaceAll(/(<open-checksum type="sha256">)\w{6}/g, '$1abcdef'));
    expect(await open(repository)).toMatchObject({
      code: 'feed-unreadable',
      detail: expect.stringContaining('unpacks'),
    });
  });

  it('is refused where one build is listed as two files', async () => {
    const repository = published({ signedBy: null, packagesBy: VENDOR });
    forged(repository.name, (primary) => {
      const [, one = ''] = /(<package type="rpm">[\s\S]*<\/package>)/.exec(primary) ?? [];
      return primary.replace(one, `${one}${one.replace(/[0-9a-f]{64}/, 'a'.repeat(64))}`);
    });
    expect(await open(repository)).toMatchObject({
      code: 'feed-unreadable',
      detail: expect.stringContaining('two different'),
    });
  });

  it('lists nothing that could lie beside the repository, or has no SHA-256', async () => {
    for (const change of [
      (primary: string) => primary.replace(/href="[^"]+"/, 'href="../../etc/passwd"'),
      (primary: string) => primary.replace(/href="[^"]+"/, 'href="http://127.0.0.1:1/x.rpm"'),
      (primary: string) => primary.replace('<checksum type="sha256"', '<checksum type="sha"'),
      (primary: string) => primary.replace('<name>thing<', '<name>-thing<'),
      (primary: string) => primary.replace(/<location href/, '<location xml:base="file:///" href'),
      // The first location that a pattern finds is not the one that a parser does.
      (primary: string) => primary.replace('<summary>', '<summary><![CDATA[<location href="x.rpm"/>]]>'),
    ]) {
      const repository = published({ signedBy: null, packagesBy: VENDOR });
      forged(repository.name, change);
      const { index } = await open(repository);
      expect([...(index?.find('thing') ?? []), ...(index?.find('-thing') ?? [])]).toEqual([]);
    }
  });

  it('from the future is refused: whatever came later would look replayed', async () => {
    const repository = published({ signedBy: null, packagesBy: VENDOR });
    const index = repodata(repository.name, 'repomd.xml');
    const ahead = Math.floor(Date.now() / 1000) + 3 * 86_400;
    writeFileSync(index, readFileSync(index, 'utf8').replaceAll(/<timestamp>\d+/g, `<timestamp>${ahead}`));
    expect((await open(repository)).code).toBe('feed-from-future');
  });

  it('that were seen newer before are refused: replay', async () => {
    const repository = published();
    const { index } = await open(repository);
    const notBefore = addSeconds(index?.signedAt ?? instantOfMs(0), 1);
    const again = await archiveOf().openIndex({ repository, platform: ALMA_9, notBefore });
    expect(again.ok ? 'opened' : again.reason.code).toBe('index-older');
  });
});

describe('a repository whose packages alone are signed', () => {
  const unsigned = (how: Parameters<typeof published>[0] = {}) =>
    published({ signedBy: null, packagesBy: VENDOR, ...how });

  it('is of the publisher that the host names, whose key each package must have', async () => {
    const repository = unsigned();
    const entry = await entryIn(repository);
    expect(entry.proof).toBe('file');
    expect(await fetched(entry)).toEqual({ code: 'fetched', detail: '' });
    expect((await open({ ...repository, origin: STRANGER })).code).toBe('index-unsigned');
    expect((await open({ ...repository, origin: '' })).code).toBe('index-unsigned');
  });

  it.each([
    ['by nobody', undefined],
    ['by a key that is not trusted', STRANGER],
    ["by another publisher's trusted key", SECOND],
  ])('refuses a package that is signed %s', async (_, packagesBy) => {
    const name = `made-${++count}`;
    site.build(name, THING, packagesBy);
    const entry = await entryIn(site.publish(name, { signedBy: null }));
    expect((await fetched(entry)).code).toBe('package-unsigned');
  });

  it('refuses an older signed package that is passed off as a newer one', async () => {
    const repository = unsigned({ builds: [THING, { ...THING, version: '2:1.1-1' }] });
    forged(repository.name, (primary) => primary.replace('ver="1.0" rel="1"/>', 'ver="1.2" rel="1"/>'));
    const { index } = await open(repository);
    const passedOff = index?.find('thing').find(({ version }) => version === '2:1.2-1');
    if (passedOff === undefined) throw new Error('not listed');
    expect(await fetched(passedOff)).toMatchObject({
      code: 'package-differs',
      detail: expect.stringContaining('1.0-1'),
    });
  });

  it.each([
    ['obsoletes another', '<rpm:obsoletes><rpm:entry name="sudo"/></rpm:obsoletes>'],
    ['requires another', '<rpm:requires><rpm:entry name="backdoor"/></rpm:requires>'],
    ['provides another', '<rpm:provides><rpm:entry name="glibc" flags="EQ" epoch="0" ver="9" rel="1"/></rpm:provides>'],
    ['supplements another', '<rpm:supplements><rpm:entry name="sudo"/></rpm:supplements>'],
    ['has a file of another', '<file>/usr/bin/sudo</file>'],
  ])('refuses a package of which the metadata claim that it %s', async (_, claim) => {
    const repository = unsigned();
    const kind = /^<(rpm:\w+)>/.exec(claim)?.[1] ?? 'none';
    forged(repository.name, (primary) =>
      primary.replace(new RegExp(`<${kind}>[\\s\\S]*?</${kind}>`), '').replace('</format>', `${claim}</format>`),
    );
    expect((await fetched(await entryIn(repository))).code).toBe('package-differs');
  });

  it('looks again into a file that is kept already: it may have come under another word', async () => {
    const repository = unsigned();
    const bytes = readFileSync(join(site.folder(repository.name), 'Packages', 'thing-1.0-1.noarch.rpm'));
    const chunks = async function* chunks() {
      yield bytes.subarray(0, 100);
      yield bytes.subarray(100);
    };
    expect(await archiveOf().prove(await entryIn(repository), chunks)).toEqual({ ok: true, value: undefined });
    forged(repository.name, (primary) => primary.replace('</format>', '<file>/usr/bin/sudo</file></format>'));
    const proven = await archiveOf().prove(await entryIn(repository), chunks);
    expect(proven.ok ? 'proven' : proven.reason.code).toBe('package-differs');
  });

  it('leaves nothing behind of what was looked into', async () => {
    const repository = unsigned();
    await fetched(await entryIn(repository));
    await fetched({ ...(await entryIn(repository)), uri: `${repository.uri}/none.rpm` });
    expect(readdirSync(site.root).filter((name) => name.startsWith('slipway-'))).toEqual([]);
  });
});

it('a repository that a host names beside the network is not opened', async () => {
  for (const uri of ['file:///srv/mirror', 'ftp://mirror.invalid/', '/srv/mirror', ''])
    expect((await open({ ...published(), uri })).code).toBe('scheme-refused');
});

it('a repository that is not there is a failure, never an empty one', async () => {
  const repository = published();
  expect((await open({ ...repository, uri: `${repository.uri}-gone` })).code).toBe('feed-unreachable');
  copyFileSync(repodata(repository.name, 'repomd.xml.asc'), join(site.root, 'kept.asc'));
  writeFileSync(repodata(repository.name, 'primary.xml.gz'), '');
  expect((await open(repository)).code).toBe('feed-unreadable');
});
