// What a vendor published about the packages of the fleet, as if its feed had been read: it is judged by the real judge.

import type { App } from '@slipway/controller/app';
import { asInstant } from '@slipway/core/time';
import { NEW } from '@slipway/sim/scene';
import { anAdvisoryRecord, aStatement, aStoredFeed } from '@slipway/testkit/store-rows';

const FEED = 'debian';

export const publishAdvisories = async ({ ports }: App): Promise<void> => {
  const at = ports.clock.now();
  const later = asInstant(new Date(Date.parse(at) + 365 * 86_400_000).toISOString());
  await ports.store.write(async ({ knowledge }) => {
    await knowledge.addFeed(aStoredFeed({ name: FEED, goodAt: at, nextLookAt: later }));
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
};
