// Pages of hosts are read along spans of host numbers: whatever lies between carriers, nobody is left out or comes twice.

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { THE_MORNING } from '@slipway/testkit/builders';
import { aHostRecord } from '@slipway/testkit/store-rows';
import { expect, it, onTestFinished } from 'vitest';
import type { Store } from '../../ports/index.ts';
import { writeDocument } from '../../sql/index.ts';
import { openReader, openWriter, settleWriter } from './connection.ts';
import { migrate } from './migrations/index.ts';
import { storeOn } from './store.ts';

/** At both ends of the spans of a first page, which are 1,000, 8,000 and 64,000 numbers long, and beyond them. */
const NUMBERS = [1, 2, 999, 1000, 1001, 1002, 9000, 9001, 9002, 73_000, 73_001, 600_000];
const RETIRED = new Set([2, 9001]);

/** Two package versions that every second host carries both of. */
const sparseFleet = async (): Promise<Store> => {
  const directory = await mkdtemp(join(tmpdir(), 'slipway-store-'));
  onTestFinished(() => rm(directory, { recursive: true, force: true }));
  const path = join(directory, 'slipway.db');
  const writer = openWriter(path);
  settleWriter(writer);
  migrate(writer);
  const version = writer.prepare(`insert into package_version
    (id, name, architecture, version, source_name, source_version, distribution, release, format, origin, extra, hosts)
    values (?, 'openssl', 'amd64', ?, 'openssl', ?, 'debian', 'bookworm', 'deb', 'unknown', '{}', 0)`);
  for (const id of [1, 2, 3]) version.run(id, `${id}`, `${id}`);
  const host = writer.prepare(`insert into host (number, host_id, certificate_serial, retired_at, revision, document)
    values (?, ?, ?, ?, 1, ?)`);
  const carried = writer.prepare(`insert into host_package values (?, ?, null, 0, 0)`);
  for (const [at, number] of NUMBERS.entries()) {
    const record = aHostRecord({
      hostId: `host-${number}`,
      labels: { environment: number > 9000 ? 'prod' : 'test' },
      retiredAt: RETIRED.has(number) ? THE_MORNING : null,
    });
    const { hostId, certificateSerial, retiredAt } = record;
    host.run(number, hostId, certificateSerial, retiredAt === null ? null : 1, writeDocument(record));
    carried.run(number, 1 + (at % 3));
    if (at % 2 === 0) carried.run(number, 1 + ((at + 1) % 3));
  }
  const store = storeOn({ writer, reader: openReader(path), path });
  onTestFinished(() => store.close());
  return store;
};

it.each([1, 2, 3, 7, 100])('hosts that carry one of some versions come once and in order, %d a page', async (limit) => {
  const store = await sparseFleet();
  const pages = async (packageIds: readonly number[], labels: Readonly<Record<string, string>> = {}) => {
    const found: string[] = [];
    for (let after: string | null = null, more = true; more; ) {
      const page = await store.read(({ knowledge }) =>
        knowledge.carrierHosts(packageIds, { after, limit }, null, labels),
      );
      expect(page.items.length).toBe(page.next === null ? page.items.length : limit);
      found.push(...page.items);
      after = page.next;
      more = after !== null;
    }
    expect(await store.read(({ knowledge }) => knowledge.countCarrierHosts([...packageIds, 4], null, labels))).toBe(
      found.length,
    );
    return found;
  };
  const standing = NUMBERS.filter((number) => !RETIRED.has(number));
  expect(await pages([1, 2, 3])).toEqual(standing.map((number) => `host-${number}`));
  const carrying = (id: number) =>
    NUMBERS.filter((_, at) => 1 + (at % 3) === id || (at % 2 === 0 && 1 + ((at + 1) % 3) === id));
  expect(await pages([2])).toEqual(
    standing.filter((number) => carrying(2).includes(number)).map((number) => `host-${number}`),
  );
  expect(await pages([1, 2, 3], { environment: 'prod' })).toEqual(
    standing.filter((number) => number > 9000).map((number) => `host-${number}`),
  );
  expect(await pages([])).toEqual([]);
});
