// Every real OSV file of the shared data, read where it lies: nothing of it is lost, and damage to it ends well.

import { join } from 'node:path';
import type { AdvisoryRecord, KnowledgeRecord } from '@slipway/core/advisory';
import { asInstant } from '@slipway/core/time';
import { endWithout } from '@slipway/testkit/absence';
import { sharedFolder } from '@slipway/testkit/shared-data';
import fc from 'fast-check';
import { expect, type TestContext, test } from 'vitest';
import { Budget, openFeed } from '../src/archive/index.ts';
import { FEED_LIMITS, readFeed } from '../src/index.ts';
import { osv } from '../src/osv/index.ts';
import { damaged, endsWell } from './damage.ts';
import { sharedFiles } from './shared-files.ts';

const NOW = asInstant('2026-11-21T12:00:00.000Z');

const dataPath = (context: TestContext, path: string): string => {
  const shared = sharedFolder();
  return shared === null ? endWithout(`there is no shared data for ${path}`, context) : join(shared, 'data', path);
};

const read = async (context: TestContext, path: string) => {
  const location = dataPath(context, path);
  const reading = await readFeed(
    { name: path, kind: 'osv', location, release: null, sha256: null, keyring: null },
    { mark: null, now: NOW },
  );
  if (reading.kind !== 'read') throw new Error(JSON.stringify(reading));
  const records: KnowledgeRecord[] = [];
  for await (const record of reading.content.records) records.push(record);
  await reading.content.close();
  expect(reading.content.counts).toEqual({ records: records.length, problems: 0, passedOver: 0 });
  const advisories = records.flatMap((one) => (one.kind === 'advisory' ? one.record : []));
  return { reading, records, advisories };
};

/** The raw text of every JSON file in an archive. */
const rawOf = async (path: string): Promise<readonly string[]> => {
  const texts: string[] = [];
  const budget = new Budget('raw', FEED_LIMITS);
  for await (const file of openFeed({ path, name: 'raw', takes: osv.takes, budget })) {
    const text = await file.text();
    if (text.ok) texts.push(text.value);
  }
  return texts;
};

const countOf = (advisories: readonly AdvisoryRecord[], test: (one: AdvisoryRecord) => boolean): number =>
  advisories.filter(test).length;

interface RawRecord {
  readonly id: string;
  readonly affected: readonly {
    readonly package: { readonly ecosystem: string; readonly name: string };
    readonly ranges: readonly { readonly events: readonly { readonly fixed?: string }[] }[];
  }[];
}

test('AlmaLinux: 5,680 files, 71,329 entries, each of them a statement', async (context) => {
  const raw: RawRecord[] = [];
  for (const release of [8, 9, 10]) {
    const texts = await rawOf(dataPath(context, `almalinux/osv-almalinux${release}-2026-08-21.tar.zst`));
    raw.push(...texts.map((text) => JSON.parse(text) as RawRecord));
  }
  expect([raw.length, raw.flatMap(({ affected }) => affected).length]).toEqual([5680, 71_329]);
  const { advisories, reading } = await read(context, 'almalinux');
  expect(reading.mark.date.slice(0, 10)).toBe('2026-08-21');
  // 43 repeated files, equal and of more than one release: one record for each release of each id.
  expect([advisories.length, new Set(advisories.map(({ name }) => name)).size]).toEqual([5680, 5637]);
  const stated = new Set(
    advisories.flatMap(({ name, statements }) =>
      statements.flatMap(({ release, subject, says }) =>
        says.kind === 'affected-in'
          ? says.ranges.map(({ end }) =>
              [name, release.release, subject.name, end.kind === 'fixed' ? end.version : end.kind].join(' '),
            )
          : [],
      ),
    ),
  );
  const published = new Set(
    raw.flatMap(({ id, affected }) =>
      affected.flatMap((entry) =>
        entry.ranges.flatMap(({ events }) =>
          events.flatMap(({ fixed }) =>
            fixed === undefined
              ? []
              : [[id, entry.package.ecosystem.split(':')[1], entry.package.name, fixed].join(' ')],
          ),
        ),
      ),
    ),
  );
  expect(stated).toEqual(published);
  expect(advisories.every(({ recordId, name }) => recordId.startsWith(`${name}@almalinux-`))).toBe(true);
  // 708 of 723 modular files name a module; the others keep the mark in their versions.
  expect(countOf(advisories, ({ statements }) => statements.some(({ module }) => module !== null))).toBe(708);
  expect(countOf(advisories, ({ name }) => name.startsWith('ALSA-') === false)).toBeGreaterThan(1000);
}, 120_000);

test('Debian: every derived record of three releases, about sources', async (context) => {
  const { advisories } = await read(context, 'debian/osv');
  expect(advisories).toHaveLength(200);
  expect(
    advisories.every(({ statements }) =>
      statements.every(({ subject, format }) => subject.kind === 'source' && format === 'deb'),
    ),
  ).toBe(true);
  for (const [release, count] of [
    [11, 110],
    [12, 45],
    [13, 45],
  ] as const)
    expect((await read(context, `debian/osv/Debian-${release}.zip`)).advisories).toHaveLength(count);
});

test('Ubuntu: records of vulnerabilities and notices, Pro and not, with facts', async (context) => {
  const { advisories, records } = await read(context, 'ubuntu/osv');
  const regression = advisories.find(({ name }) => name === 'UBUNTU-CVE-2024-6387');
  expect(regression).toMatchObject({ kind: 'vulnerability', vulnerabilities: ['CVE-2024-6387'], severity: 'high' });
  expect(records).toContainEqual({
    kind: 'vulnerability-facts',
    facts: expect.objectContaining({
      vulnerability: 'CVE-2024-6387',
      cvss: [expect.objectContaining({ scoreTenths: 81 })],
    }),
  });
  // The notice over-attributes; the record of the vulnerability does not.
  const notice = advisories.find(({ name }) => name === 'USN-7604-1');
  expect(notice).toMatchObject({ kind: 'advisory', vulnerabilities: ['CVE-2025-32462', 'CVE-2025-32463'] });
  const sudo = advisories.find(({ name }) => name === 'UBUNTU-CVE-2025-32463');
  expect(sudo?.statements.some(({ release }) => release.release === 'jammy')).toBe(false);
  const esm = advisories.find(({ name }) => name === 'USN-7604-2');
  expect(new Set(esm?.statements.map(({ entitlement }) => entitlement))).toEqual(
    new Set(['ubuntu-pro', 'ubuntu-pro-legacy']),
  );
  for (const path of ['ubuntu/fixtures-vunnel/osv', 'ubuntu/fixtures-vunnel/osv-esm-cases']) {
    const found = (await read(context, path)).advisories;
    expect(found.length).toBeGreaterThan(2);
    for (const { statements } of found) expect(statements.length).toBeGreaterThan(0);
  }
});

test('Rocky Linux: binaries, with severity', async (context) => {
  const { advisories } = await read(context, 'rocky/osv');
  expect(advisories.map(({ name, severity }) => [name, severity])).toEqual([
    ['RLSA-2021:3891', 'high'],
    ['RLSA-2023:3220', 'high'],
    ['RLSA-2024:3671', expect.any(String)],
  ]);
  expect(advisories.flatMap(({ statements }) => statements)).toHaveLength(5);
});

test('real records with damage end well', async (context) => {
  const real = Object.entries({
    ...sharedFiles(context, 'ubuntu/osv'),
    ...sharedFiles(context, 'rocky/osv'),
    ...sharedFiles(context, 'ubuntu/fixtures-vunnel/osv-esm-cases'),
  });
  let survived = 0;
  const pieces = ['"fixed":', '{"introduced":"0"}', '"versions":["', ']}]}', '"id":', '[[[[', '\\u0000'];
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...real).chain(([, bytes]) => damaged(bytes, pieces)),
      async (content) => {
        survived += (await endsWell(osv, { name: 'x.json', content })).length;
      },
    ),
    { numRuns: 300 },
  );
  // Otherwise the damage would be so great that only JSON.parse was tested.
  expect(survived).toBeGreaterThan(0);
});
