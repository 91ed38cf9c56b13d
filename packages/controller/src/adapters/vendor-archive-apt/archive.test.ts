import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Repository } from '@slipway/core/inventory';
import { asInstant, type Instant } from '@slipway/core/time';
import { openVendorSite, type VendorSite } from '@slipway/testkit/vendor-site';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { aptVendorArchive } from './index.ts';

const PACKAGES = `Package: openssl
Source: openssl (3.0.17-1)
Version: 3.0.17-1
Architecture: amd64
Depends: libc6
Filename: pool/o/openssl_3.0.17-1_amd64.deb
Size: 4
SHA256: ${'a'.repeat(64)}
Description: a tool
 with a second line

Package: tzdata
Version: 2025b-0
Architecture: all
Filename: pool/t/tzdata.deb
Size: 4
SHA256: ${'b'.repeat(64)}

Package: broken
Version: 1
`;

const platform = { distribution: 'debian', release: 'bookworm', architecture: 'amd64' };
const clock = { now: (): Instant => asInstant('2026-06-01T00:00:00.000Z') };

let site: VendorSite;
let keyring: string;
let otherKeyring: string;

const publish = (name: string, release: Readonly<Record<string, string>>): Repository =>
  site.publish(name, PACKAGES, release);

beforeAll(async () => {
  site = await openVendorSite();
  keyring = site.makeKey('vendor');
  otherKeyring = site.makeKey('stranger');
});
afterAll(() => site.close());

const open = async (
  repository: Repository,
  options: { readonly keyrings?: readonly string[]; readonly notBefore?: Instant } = {},
) =>
  await aptVendorArchive({ keyrings: options.keyrings ?? [keyring], clock }).openIndex({
    repository,
    platform,
    notBefore: options.notBefore ?? null,
  });

describe('a signed apt repository', () => {
  test('is read through its signed index, with names, sources and hashes', async () => {
    const opened = await open(publish('good', {}));
    if (!opened.ok) throw new Error(opened.reason.code);
    expect(opened.value.origin).toEqual({ origin: 'Vendor', label: 'Vendor-Security', codename: 'stable' });
    expect(opened.value.signedAt).toBe('2026-05-31T10:00:00.000Z');
    const [openssl] = opened.value.find('openssl');
    expect(openssl).toMatchObject({
      version: '3.0.17-1',
      sourceName: 'openssl',
      sourceVersion: '3.0.17-1',
      architecture: 'amd64',
    });
    expect(opened.value.find('broken')).toEqual([]);
  });

  test("gives hosts the vendor's own stanzas with files named by digest", async () => {
    const opened = await open(publish('stanzas', {}));
    if (!opened.ok) throw new Error(opened.reason.code);
    const archive = aptVendorArchive({ keyrings: [keyring], clock });
    const text = Buffer.from(
      archive.writeIndex([...opened.value.find('tzdata'), ...opened.value.find('openssl')]),
    ).toString();
    expect(text).toContain(`Filename: ${'a'.repeat(64)}.deb\n`);
    expect(text).toContain('Depends: libc6\n');
    expect(text).not.toContain('pool/');
    expect(text.indexOf('Package: openssl')).toBeLessThan(text.indexOf('Package: tzdata'));
  });

  test.each([
    ['a key that is not trusted', {}, 'index-unsigned', { stranger: true }],
    ['a date in the past of its Valid-Until', { 'Valid-Until': 'Sun, 31 May 2026 12:00:00 UTC' }, 'index-expired', {}],
    ['a date that is none', { Date: 'soon' }, 'feed-failed', {}],
  ] as const)('%s is refused', async (name, release, code, how) => {
    const repository = publish(name.replaceAll(' ', '-'), release);
    const opened = await open(repository, 'stranger' in how ? { keyrings: [otherKeyring] } : {});
    expect(opened.ok ? 'accepted' : opened.reason.code).toBe(code);
  });

  test('an index older than the one already seen is refused: replay', async () => {
    const opened = await open(publish('replay', {}), { notBefore: asInstant('2026-05-31T10:00:01.000Z') });
    expect(opened.ok ? 'accepted' : opened.reason.code).toBe('index-older');
  });

  test.each(['dists/stable/InRelease', 'dists/stable/main/binary-amd64/Packages.gz'])(
    'one changed byte in %s is refused',
    async (file) => {
      const repository = publish(`tampered-${file.length}`, {});
      const path = join(site.root, `tampered-${file.length}`, file);
      const bytes = readFileSync(path);
      const at = file.endsWith('InRelease') ? bytes.indexOf('Vendor-Security') : bytes.byteLength - 12;
      bytes[at] = (bytes[at] ?? 0) ^ 1;
      writeFileSync(path, bytes);
      const opened = await open(repository);
      expect(opened.ok ? 'accepted' : opened.reason.code).toBe(
        file.endsWith('InRelease') ? 'index-unsigned' : 'feed-failed',
      );
    },
  );

  test.each(['file', 'copy', 'cdrom', 'ftp'])(
    'a repository that a host names by %s: is refused, and nothing is opened for it',
    async (scheme) => {
      const { uri, ...repository } = publish('beside', {});
      expect((await open({ ...repository, uri })).ok).toBe(true);
      const opened = await open({
        ...repository,
        uri: pathToFileURL(join(site.root, 'beside')).href.replace(/^file/, scheme),
      });
      expect(opened.ok ? 'accepted' : opened.reason.code).toBe('scheme-refused');
    },
  );

  test('a repository that is not there is a failure, never an empty index', async () => {
    const gone = { ...publish('gone', {}), suite: 'nowhere' };
    const opened = await open(gone);
    expect(opened.ok ? 'accepted' : opened.reason.code).toBe('feed-failed');
  });
});
