// What the contract suite cannot see: how much a new inventory writes, and that questions over the fleet are answered
// from an index.

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { aPackage, digestOfText, THE_MORNING } from '@slipway/testkit/builders';
import { aHostRecord, aStoredInventory } from '@slipway/testkit/store-rows';
import type { Database as Connection } from 'better-sqlite3';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { Store, StoreView } from '../../ports/index.ts';
import { openReader, openWriter, settleWriter } from './connection.ts';
import { migrate } from './migrations/index.ts';
import { storeOn } from './store.ts';

const PACKAGES = 600;
const host = aHostRecord({ hostId: 'host-1' });

/** A store whose connections the test can see. */
const opened = async (): Promise<{
  readonly store: Store;
  readonly writer: Connection;
  readonly reader: Connection;
}> => {
  const directory = await mkdtemp(join(tmpdir(), 'slipway-store-'));
  onTestFinished(() => rm(directory, { recursive: true, force: true }));
  const path = join(directory, 'slipway.db');
  const writer = openWriter(path);
  settleWriter(writer);
  migrate(writer);
  const reader = openReader(path);
  const store = storeOn({ writer, reader, path });
  onTestFinished(() => store.close());
  return { store, writer, reader };
};

/** Of 600 packages the first `changed` have another version and the next `marked` another mark. */
const inventory = ({ changed, marked }: { readonly changed: number; readonly marked: number }) =>
  aStoredInventory({
    packages: Array.from({ length: PACKAGES }, (_, at) =>
      aPackage({
        name: `package-${at}`,
        version: at < changed ? '2' : '1',
        held: at >= changed && at < changed + marked,
      }),
    ),
  });

describe('a new inventory', () => {
  it('writes only what differs from the one before', async () => {
    const { store, writer } = await opened();
    await store.write((change) => change.fleet.addHost(host));
    const rowsWritten = async (given: Parameters<typeof inventory>[0]): Promise<number> => {
      const before = writer.prepare<[], number>('select total_changes()').pluck().get() ?? 0;
      await store.write((change) => change.fleet.putInventory(host.hostId, inventory(given)));
      return (writer.prepare<[], number>('select total_changes()').pluck().get() ?? 0) - before;
    };
    // That the host has reported, once; one row for the inventory itself, each time; a version, who has it, and how many.
    expect(await rowsWritten({ changed: 0, marked: 0 })).toBe(1 + 1 + 3 * PACKAGES);
    expect(await rowsWritten({ changed: 0, marked: 0 })).toBe(1);
    // Away, with its count and its line of history; the same for what comes, and a version that nobody had yet.
    expect(await rowsWritten({ changed: 5, marked: 0 })).toBe(1 + 5 * (3 + 3 + 1));
    expect(await rowsWritten({ changed: 5, marked: 3 })).toBe(1 + 3);
    // The versions of the beginning are known: away and back, and three others lose their mark.
    expect(await rowsWritten({ changed: 0, marked: 3 })).toBe(1 + 5 * (3 + 3) + 3);
  });
});

describe('questions over the fleet', () => {
  const FIRST = { after: null, limit: 10 };
  const next = (...key: readonly (string | number)[]) => ({ after: JSON.stringify(key), limit: 10 });
  const questions: Readonly<Record<string, (view: StoreView) => Promise<unknown>>> = {
    'packageVersions of one': (view) => view.fleet.packageVersions('openssl', FIRST),
    'packageVersions, next page': (view) => view.fleet.packageVersions(null, next('a', 'b', 'c')),
    versionsOf: (view) => view.knowledge.versionsOf('openssl', null),
    versions: (view) => view.knowledge.versions([1]),
    packagesOn: (view) => view.knowledge.packagesOn(host.hostId, null),
    'packagesOn, then': (view) => view.knowledge.packagesOn(host.hostId, THE_MORNING),
    carriers: (view) => view.knowledge.carriers([1], next(1, 1), null),
    'carriers, then': (view) => view.knowledge.carriers([1], FIRST, THE_MORNING),
    carrierHosts: (view) => view.knowledge.carrierHosts([1, 2], next(1), null),
    'carrierHosts, then': (view) => view.knowledge.carrierHosts([1, 2], FIRST, THE_MORNING),
    countCarrierHosts: (view) => view.knowledge.countCarrierHosts([1, 2], null),
    statementsFor: (view) => view.knowledge.statementsFor([{ kind: 'source', name: 'openssl' }], null),
    facts: (view) => view.knowledge.facts(['CVE-2026-1'], null),
    advisories: (view) => view.knowledge.advisories(next('a', 1), null),
    advisory: (view) => view.knowledge.advisory('DSA-1', null),
    pendingPackages: (view) => view.knowledge.pendingPackages(10),
    verdictsOf: (view) => view.knowledge.verdictsOf([1], null),
    'verdictsOf, then': (view) => view.knowledge.verdictsOf([1], THE_MORNING),
    packagesWith: (view) => view.knowledge.packagesWith('CVE-2026-1', null),
    exposedUpdates: (view) => view.knowledge.exposedUpdates(next('a', 'b', 'c', 'd'), null),
    starts: (view) => view.knowledge.starts('fix-known', ['a']),
    dueDeliveries: (view) => view.outbox.dueDeliveries('ops', THE_MORNING, 10),
    hostByCertificate: (view) => view.fleet.hostByCertificate('serial'),
    inventory: (view) => view.fleet.inventory(host.hostId),
    hosts: (view) => view.fleet.hosts(next('host-1')),
    'unheard, silent': (view) => view.fleet.unheard({ kind: 'silent', since: THE_MORNING }, 10),
    hostEvents: (view) => view.fleet.hostEvents(host.hostId, next(1)),
    ledger: (view) => view.fleet.ledger(host.hostId, 1),
    ledgerHead: (view) => view.fleet.ledgerHead(host.hostId),
    currentHostPlan: (view) => view.plans.currentHostPlan(host.hostId),
    unansweredProposals: (view) => view.patchSets.unansweredProposals(host.hostId),
    openPlanRequests: (view) => view.plans.openPlanRequests(),
    openRollouts: (view) => view.rollouts.openRollouts(),
    approvalsOf: (view) => view.approvals.approvalsOf(digestOfText('plan')),
    grantsOf: (view) => view.rollouts.grantsOf(host.hostId),
    'auditEvents, next page': (view) => view.access.auditEvents(next(1)),
  };

  it.each(Object.entries(questions))('%s goes through an index', async (_, ask) => {
    const { store, reader } = await opened();
    const texts: string[] = [];
    const prepare = reader.prepare.bind(reader);
    reader.prepare = ((text: string) => {
      texts.push(text);
      return prepare(text);
    }) as typeof reader.prepare;
    await store.write(async (change) => {
      await change.fleet.addHost(host);
      await change.fleet.putInventory(host.hostId, aStoredInventory());
    });
    await store.read(ask);
    const asked = texts.map((text) => text.trim()).filter((text) => /^(select|with)\b/.test(text));
    expect(asked.length).toBeGreaterThan(0);
    for (const text of asked) expect(planOf(prepare, text).filter(isOfATable)).toEqual([]);
  });
});

/** SQLite's own word on how it would answer; parameters do not change it. */
const planOf = (prepare: Connection['prepare'], text: string): readonly string[] =>
  prepare<unknown[], { readonly detail: string }>(`explain query plan ${text}`)
    .all(...Array.from({ length: text.split('?').length - 1 }, () => 'x'))
    .map(({ detail }) => detail);

/** What was asked about, what the same question found before, and an index of nothing but what is looked for, are read whole. */
const READ_WHOLE =
  /^SCAN (json_each|asked|later|carried|verdict$|\(subquery-\d+\)|package_version USING INDEX package_version_pending)/;
const isOfATable = (step: string): boolean => /\bSCAN\b/.test(step) && !READ_WHOLE.test(step);
