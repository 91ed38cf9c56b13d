import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { asInstant } from '@slipway/core/time';
import { endWithout } from '@slipway/testkit/absence';
import { sharedFolder } from '@slipway/testkit/shared-data';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readFeed } from './read-feed.ts';
import { recogniseKind } from './recognise.ts';

const fileOf = (name: string, text: string) => ({
  name,
  async *chunks() {
    yield Buffer.from(text);
  },
  bytes: () => expect.fail('its beginning is enough'),
  text: () => expect.fail('its beginning is enough'),
});
async function* filesOf(...texts: readonly (readonly [name: string, text: string])[]) {
  for (const [name, text] of texts) yield fileOf(name, text);
}

test.each([
  ['osv', 'a.json', '{"id": "DSA-1", "modified": "2026-01-01T00:00:00Z", "affected": []}'],
  ['cve-list', 'CVE.json', '{"dataType": "CVE_RECORD", "containers": {"cna": {"affected": []}}}'],
  ['csaf', 'rhsa.json', '{"document": {"category": "csaf_vex", "csaf_version": "2.0"}}'],
  ['kev', 'kev.json', '{"title": "x", "catalogVersion": "2026.11.20"}'],
  ['kev', 'kev.csv', 'cveID,vendorProject,product\n'],
  ['epss', 'epss.csv', '#model_version:v2026.01.01,score_date:2026-11-20T00:00:00+0000\ncve,epss,percentile\n'],
  ['debian-tracker', 'json', '{"aom": {"CVE-2026-1000": {}}}'],
  ['debian-advisories', 'DSA.list', '[08 Jul 2026] DSA-4673-1 dpkg - security update\n\t{CVE-2025-6297}\n'],
  ['debian-advisories', 'DTSA.list', '[August 26th, 2005] DTSA-1-1 kismet - various\n\t{CVE-2005-2626 }\n'],
  ['cve-list', 'page.json', '{"resultsPerPage": 1, "format": "NVD_CVE", "version": "2.0", "vulnerabilities": []}'],
  ['debian-advisories', 'list', 'CVE-2026-1000 (A flaw ...)\n\t- aom 1.0\n'],
  ['updateinfo', 'updateinfo.xml', '<?xml version="1.0"?>\n<!-- made -->\n<updates>\n'],
  ['maker-releases', 'releases.atom', '<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom">'],
  ['ubuntu-tracker', 'CVE-2020-1', 'PublicDate: 2020-01-01\nCandidate: CVE-2020-1\n'],
  ['end-of-life', 'debian.csv', 'version,codename,series,created,release,eol\n'],
  ['debian-support', 'security-support-ended.deb12', '# none\n'],
] as const)('%s is known by the beginning of %s, also behind other files', async (kind, name, text) => {
  expect(await recogniseKind(filesOf([name, text]))).toBe(kind);
  expect(await recogniseKind(filesOf(['LICENSE', 'Apache'], [name, text]))).toBe(kind);
});

test('nothing is guessed', async () => {
  expect(await recogniseKind(filesOf())).toBeNull();
  expect(await recogniseKind(filesOf(['osv.json', '{"hello": 1}'], ['empty', ''], ['text', 'affected']))).toBeNull();
});

/** Of whatever marks are looked for: an expression that divides them in more ways than one takes for ever. */
const PIECES = [
  '<!---->',
  '<!--',
  '-->',
  '<?xml ?>',
  ' ',
  '\n',
  '{"',
  '"id":',
  '"CVE-1":',
  '{',
  'CVE-2026-1',
  '[08 Jul 2026] ',
  'DSA-1',
];

test('a beginning of any kind is told, or not, at once', async () => {
  const started = performance.now();
  const texts = PIECES.flatMap((piece) =>
    [piece, `${piece}x`, `${piece} `, `<${piece}`].map((one) => one.repeat(9000)),
  );
  for (const text of texts) await recogniseKind(filesOf(['feed', text]));
  const pieces = fc.array(fc.constantFrom(...PIECES), { maxLength: 60 }).map((made) => made.join(''));
  await fc.assert(fc.asyncProperty(pieces, async (text) => void (await recogniseKind(filesOf(['feed', text])))));
  expect(performance.now() - started).toBeLessThan(4000);
});

test('240 bytes of comments are no web page, and told so at once', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'recognise-'));
  const location = join(folder, 'comments.xml');
  writeFileSync(location, '<!---->'.repeat(70));
  const source = { name: 'a', kind: null, location, release: null, sha256: null, keyring: null };
  const reading = await readFeed(source, { mark: null, now: asInstant('2026-11-21T12:00:00.000Z') });
  expect(reading).toMatchObject({ kind: 'refused', reason: { code: 'feed-kind-unknown' } });
  writeFileSync(location, `${'<!-- a -->'.repeat(30)}<!doctype html>`);
  const page = await readFeed(source, { mark: null, now: asInstant('2026-11-21T12:00:00.000Z') });
  expect(page).toMatchObject({ kind: 'refused', reason: { code: 'feed-is-html' } });
  rmSync(folder, { recursive: true });
});

test('every real feed is known without being told its kind', async (context) => {
  const shared = sharedFolder() ?? endWithout('the shared advisories are missing', context);
  const now = asInstant('2026-11-21T12:00:00.000Z');
  const expected = [
    ...['Debian-11.zip', 'Debian-12.zip', 'Debian-13.zip'].map((name) => ['osv', `debian/osv/${name}`] as const),
    ['osv', 'almalinux/osv-almalinux10-2026-08-21.tar.zst'] as const,
    ['debian-tracker', 'debian/tracker/tracker-json.derived.json.gz'] as const,
    ['debian-tracker', 'debian/tracker/tracker-json.sample.json'] as const,
    ['debian-advisories', 'debian/tracker/DSA.list'] as const,
    ['debian-advisories', 'debian/tracker/DLA.list'] as const,
    ['debian-advisories', 'debian/tracker/DTSA.list'] as const,
    ['cve-list', 'nvd/full-page.json.zst'] as const,
    ['debian-advisories', 'debian/tracker/CVE.selected.list'] as const,
    ['debian-support', 'debian/support/security-support-ended.deb9'] as const,
    ['end-of-life', 'debian/support/debian.csv'] as const,
    ['end-of-life', 'debian/support/ubuntu.csv'] as const,
    ['kev', 'kev/known_exploited_vulnerabilities.2025-08-25.json.zst'] as const,
    ['kev', 'kev/known_exploited_vulnerabilities.2025-11.csv.zst'] as const,
    ['epss', 'epss/epss_kev_nvd.2026-08-22.csv.zst'] as const,
    ['cve-list', 'vulnrichment'] as const,
    ['csaf', 'redhat/csaf'] as const,
    ['csaf', 'redhat/vex'] as const,
    ['osv', 'ubuntu/osv'] as const,
    ['osv', 'rocky/osv'] as const,
  ];
  for (const [kind, path] of expected) {
    const location = join(shared, 'data', path);
    expect([path, statSync(location).isDirectory() && readdirSync(location).length === 0]).toEqual([path, false]);
    const source = { name: path, kind: null, location, release: null, sha256: null, keyring: null };
    const reading = await readFeed(source, { mark: null, now });
    expect([path, reading.kind === 'read' ? reading.content.kind : reading]).toEqual([path, kind]);
    if (reading.kind === 'read') await reading.content.close();
  }
}, 60_000);
