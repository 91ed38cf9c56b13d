// What distributions publish beside OSV, through the frame: from the files as they lie to records that may be kept. What
// each format means is tested in its folder.

import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { KnowledgeRecord } from '@slipway/core/advisory';
import { asInstant } from '@slipway/core/time';
import { endWithout } from '@slipway/testkit/absence';
import { sharedFolder } from '@slipway/testkit/shared-data';
import { afterAll, expect, type TestContext, test } from 'vitest';
import { type FeedKind, type FeedSource, readFeed } from '../src/index.ts';

const NOW = asInstant('2026-11-21T12:00:00.000Z');
const BOOKWORM = { distribution: 'debian', release: 'bookworm' };
const ROCKY_8 = { distribution: 'rocky', release: '8' };

const root = mkdtempSync(join(tmpdir(), 'distribution-feeds-'));
afterAll(() => rmSync(root, { recursive: true }));

const read = async (kind: FeedKind, location: string, release: FeedSource['release'] = null) => {
  const source = { name: 'test', kind, location, release, sha256: null, keyring: null };
  const reading = await readFeed(source, { mark: null, now: NOW });
  if (reading.kind !== 'read') return reading;
  const records: KnowledgeRecord[] = [];
  for await (const record of reading.content.records) records.push(record);
  await reading.content.close();
  return { kind: 'read', counts: reading.content.counts, records, date: reading.mark.date } as const;
};

const countsOf = async (...asked: Parameters<typeof read>) => {
  const reading = await read(...asked);
  if (reading.kind !== 'read') throw new Error(JSON.stringify(reading));
  return reading.counts;
};

const shared = (context: TestContext, path: string): string => {
  const folder = sharedFolder();
  return folder === null ? endWithout(`there is no shared data for ${path}`, context) : join(folder, 'data', path);
};

test('the real lists of Debian’s tracker, from its folder', async (context) => {
  const reading = await read('debian-advisories', shared(context, 'debian/tracker'));
  // 5,406 + 3,534 + 208 headers, 20 of later years, 16 CVEs; one CVE is not looked at yet, one DSA has no version.
  expect(reading).toMatchObject({
    kind: 'read',
    counts: { records: 9184, problems: 1, passedOver: 1 },
    date: '2026-08-01T00:00:00.000Z',
  });
});

test('the tracker’s JSON, packed', async (context) => {
  const path = shared(context, 'debian/tracker/tracker-json.derived.json.gz');
  expect(await countsOf('debian-tracker', path)).toEqual({ records: 6002, problems: 0, passedOver: 0 });
});

test('support of packages and of releases, from one folder', async (context) => {
  const path = shared(context, 'debian/support');
  const packages = await countsOf('debian-support', path, BOOKWORM);
  // The list without a number and that of Debian 12 say the same.
  expect(packages).toMatchObject({ problems: 0, passedOver: 0 });
  expect(packages.records).toBeGreaterThan(50);
  expect(await countsOf('end-of-life', path)).toMatchObject({ problems: 0, passedOver: 0 });
});

test('Ubuntu’s tracker, from its archive', async (context) => {
  const path = shared(context, 'ubuntu/ubuntu-cve-tracker-active-2020-06-18.tar.zst');
  // 6,509 files, each with facts and a record, 138 packages with a severity of their own; two lines are the tracker's slips.
  expect(await countsOf('ubuntu-tracker', path)).toEqual({ records: 2 * 6509 + 138, problems: 2, passedOver: 0 });
}, 60_000);

const UPDATES = `<updates><update type="security"><id>RLSA-2026:1</id><title>quay</title><pkglist><collection><name>c</name>
<package name="quay" version="2.0" release="1.el8" arch="x86_64"/></collection></pkglist></update></updates>`;

/** A repository as createrepo_c lays it out; answers where its index is. */
const repository = (name: string, updates: Uint8Array, sha256: string): string => {
  const folder = join(root, name, 'repodata');
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'x-updateinfo.xml.gz'), updates);
  const index = join(folder, 'repomd.xml');
  writeFileSync(
    index,
    `<repomd><data type="updateinfo"><checksum type="sha256">${sha256}</checksum><location href="repodata/x-updateinfo.xml.gz"/></data></repomd>`,
  );
  return index;
};

test('a repository is read through its index, whose hash the list must have', async () => {
  const updates = gzipSync(UPDATES);
  const sha256 = createHash('sha256').update(updates).digest('hex');
  const reading = await read('updateinfo', repository('good', updates, sha256), ROCKY_8);
  expect(reading).toMatchObject({ kind: 'read', records: [{ record: { recordId: 'RLSA-2026:1' } }] });
  expect(await read('updateinfo', repository('other', gzipSync(`${UPDATES} `), sha256), ROCKY_8)).toMatchObject({
    kind: 'refused',
    reason: { code: 'feed-hash-differs' },
  });
});

test('a repository is read from its folder as well', async () => {
  repository('folder', gzipSync(UPDATES), '0'.repeat(64));
  expect(await countsOf('updateinfo', join(root, 'folder'), ROCKY_8)).toEqual({
    records: 1,
    problems: 0,
    passedOver: 0,
  });
});

test('the same list of two repositories of one release is one list', async () => {
  repository('both/BaseOS', gzipSync(UPDATES), '0'.repeat(64));
  repository('both/AppStream', gzipSync(UPDATES.replace('"quay"', '"quay-tools"')), '0'.repeat(64));
  const reading = await read('updateinfo', join(root, 'both'), ROCKY_8);
  expect(reading).toMatchObject({
    kind: 'read',
    records: [{ record: { statements: [{ subject: { name: 'quay-tools' } }, { subject: { name: 'quay' } }] } }],
  });
});

test.each([
  ['debian-tracker', 'data.json', '<!DOCTYPE html><html></html>', 'feed-is-html'],
  ['debian-tracker', 'data.json', '{"quay": {"CVE-2026-1000"', 'feed-truncated'],
  ['debian-advisories', 'DSA.list', 'nothing of the kind\n', 'feed-empty'],
  ['debian-advisories', 'DSA.list', '[01 Jan 2028] DSA-1-1 quay - x\n', 'feed-from-future'],
  [
    'debian-advisories',
    'DSA.list',
    '[01 Jan 2026] DSA-1-1 quay - x\n[02 Jan 2026] DSA-1-1 crane - x\n',
    'feed-record-twice',
  ],
  ['updateinfo', 'updateinfo.xml', '<updates></updates>', 'feed-empty'],
  ['ubuntu-tracker', 'CVE-2026-1', 'no candidate\n', 'feed-empty'],
  ['debian-support', 'security-support-limited', '<p>\n', 'feed-empty'],
  ['end-of-life', 'debian.csv', 'no table\n', 'feed-unreadable'],
] as const)('%s: %s with %j is refused', async (kind, name, content, code) => {
  const folder = mkdtempSync(join(root, 'bad-'));
  writeFileSync(join(folder, name), content);
  expect(await read(kind, join(folder, name), ROCKY_8)).toMatchObject({ kind: 'refused', reason: { code } });
});
