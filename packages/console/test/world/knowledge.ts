// What a vendor published about the packages of the fleet, as if its feed had been read: it is judged by the real judge.

import type { App } from '@slipway/controller/app';
import { reason } from '@slipway/core/reasons';
import { asInstant, type Instant } from '@slipway/core/time';
import { NEW } from '@slipway/sim/scene';
import { digestOfText } from '@slipway/testkit/builders';
import { anAdvisoryRecord, aStatement, aStoredFeed, OF_BOOKWORM, someFacts } from '@slipway/testkit/store-rows';

const FEED = 'debian';

export const publishAdvisories = async ({ ports }: App): Promise<void> => {
  const at = ports.clock.now();
  const later = asInstant(new Date(Date.parse(at) + 365 * 86_400_000).toISOString());
  await ports.store.write(async ({ knowledge }) => {
    // Of which releases it speaks: of hosts of another one it would be unknown what they need.
    const lastImport = {
      ...{ number: 1, at, records: 3, opened: 3, closed: 0, problems: 1, releases: [OF_BOOKWORM] },
      problemsNamed: [{ where: 'DSA-6004-1', reason: reason('record-unreadable', { detail: 'it has no date' }) }],
    };
    const mark = { etag: null, lastModified: null, digest: digestOfText(FEED), date: at };
    await knowledge.addFeed(aStoredFeed({ name: FEED, goodAt: at, nextLookAt: later, mark, lastImport }));
    const importId = await knowledge.beginImport(FEED, at);
    await knowledge.addPortion(importId, [
      anAdvisoryRecord({
        recordId: 'DSA-6001-1',
        vulnerabilities: ['CVE-2026-6001'],
        statements: [aStatement({ source: 'openssl', fixed: NEW })],
      }),
      anAdvisoryRecord({
        recordId: 'DSA-6002-1',
        vulnerabilities: ['CVE-2026-6002'],
        statements: [aStatement({ source: 'curl', fixed: NEW })],
      }),
      anAdvisoryRecord({
        recordId: 'DSA-6003-1',
        vulnerabilities: ['CVE-2026-6003'],
        statements: [aStatement({ source: 'nginx', fixed: null })],
      }),
    ]);
    await knowledge.finishImport(importId, { at, feedDate: at });
  });
  await ports.store.write(async ({ knowledge }) => {
    for (const [name, facts] of [
      ['kev', someFacts({ vulnerability: 'CVE-2026-6001', cvss: [], kev: listedAt(at) })],
      [
        'epss',
        someFacts({
          vulnerability: 'CVE-2026-6001',
          cvss: [],
          epss: { probabilityPpm: 913_000, percentilePpm: 990_000, asOf: at },
        }),
      ],
      ['cve-list', someFacts({ vulnerability: 'CVE-2026-6002', summary: 'A heap overflow in the parser of cookies' })],
    ] as const) {
      await knowledge.addFeed(aStoredFeed({ name, goodAt: at, nextLookAt: later }));
      const importId = await knowledge.beginImport(name, at);
      await knowledge.addPortion(importId, [facts]);
      await knowledge.finishImport(importId, { at, feedDate: at });
    }
  });
};

const listedAt = (addedAt: Instant) =>
  ({ addedAt, dueAt: null, ransomware: 'unknown', requiredAction: 'Apply the update of the vendor.' }) as const;
