import { mkdir, readdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { backupDatabase } from '@slipway/controller/store/sqlite';
import { verifyAuditChain } from '@slipway/core/audit';
import { digestOfText, sha256 } from '@slipway/testkit/builders';
import { aHostRecord, anAuditFact, aStoredInventory, hostIdOf } from '@slipway/testkit/store-rows';
import { describe, expect, it } from 'vitest';
import { aDirectory, allAuditEvents, openStore, startWriter } from './support.ts';

/** Enough that the copy takes several steps between which the other process writes: about 8,000 pages. */
const PADDING_EVENTS = 4000;
const PADDING = 'x'.repeat(8000);

describe('a backup', () => {
  it('is one moment, whole, while another process writes without a pause', async () => {
    const directory = await aDirectory();
    const filling = await openStore(directory);
    await filling.write(async (change) => {
      for (let at = 0; at < PADDING_EVENTS; at++) {
        await change.access.addAuditEvent(anAuditFact({ facts: { padding: PADDING } }));
      }
    });
    await filling.close();
    const writer = startWriter('write', directory);
    await writer.hasSaid(5);
    const promisedBefore = Number(writer.lines().at(-1));
    const linesBefore = writer.lines().length;

    const restored = await aDirectory();
    const destination = join(restored, 'slipway.db');
    const made = await backupDatabase({ dataDirectory: directory, destination });
    expect(made.ok && made.value.sizeBytes).toBeGreaterThan(PADDING_EVENTS * PADDING.length);
    const linesAfter = writer.lines().length;
    await writer.hasSaid(linesAfter + 5);
    await writer.kill();

    expect(await readdir(restored)).toEqual(['slipway.db']);
    const copy = await openStore(restored);
    const events = await allAuditEvents(copy);
    expect(verifyAuditChain(events, sha256).ok).toBe(true);
    expect(events.length).toBeGreaterThanOrEqual(promisedBefore);
    expect(linesAfter).toBeGreaterThan(linesBefore);
    const both = await copy.read(async (view) => [
      await view.access.setting('incarnation'),
      await view.access.setting('restored-at'),
    ]);
    expect(both).toEqual([String(events.length), String(events.length)]);
  });

  it('can be opened as a data directory and holds what the store held', async () => {
    const directory = await aDirectory();
    const store = await openStore(directory);
    const host = aHostRecord({ hostId: 'host-1' });
    const stored = aStoredInventory();
    await store.write(async (change) => {
      await change.fleet.addHost(host);
      await change.fleet.putInventory(host.hostId, stored);
    });
    const restored = join(await aDirectory(), 'restored');
    await mkdir(restored);
    expect((await backupDatabase({ dataDirectory: directory, destination: join(restored, 'slipway.db') })).ok).toBe(
      true,
    );
    await store.write((change) => change.fleet.addHost(aHostRecord({ hostId: 'after' })));
    const copy = await openStore(restored);
    expect(await copy.read((view) => view.fleet.inventory(host.hostId))).toEqual(stored);
    expect(await copy.read((view) => view.fleet.host(hostIdOf('after')))).toBeNull();
    await copy.write((change) => change.access.setSetting('restored-at', digestOfText('writable')));
  });

  it('never overwrites, and makes nothing of what is not there', async () => {
    const directory = await aDirectory();
    const destination = join(directory, 'backup.db');
    const missing = await backupDatabase({ dataDirectory: join(directory, 'nowhere'), destination });
    expect(missing).toMatchObject({ ok: false, reason: { code: 'backup-refused' } });
    await openStore(directory);
    await writeFile(destination, 'older backup');
    const refused = await backupDatabase({ dataDirectory: directory, destination });
    expect(refused).toMatchObject({ ok: false, reason: { code: 'backup-refused', facts: { path: destination } } });
    expect(await readFile(destination, 'utf8')).toBe('older backup');
    expect((await readdir(directory)).filter((name) => name.includes('partial'))).toEqual([]);
  });

  it('tells a damaged database by its copy and leaves no backup behind', async () => {
    const directory = await aDirectory();
    const store = await openStore(directory);
    await store.write(async (change) => {
      for (let at = 0; at < 200; at++) await change.access.addAuditEvent(anAuditFact({ facts: { padding: PADDING } }));
    });
    await store.close();
    const database = join(directory, 'slipway.db');
    const bytes = await readFile(database);
    bytes.fill(0xff, bytes.length / 2, bytes.length / 2 + 20_000);
    await writeFile(`${database}.damaged`, bytes);
    await rename(`${database}.damaged`, database);
    const refused = await backupDatabase({ dataDirectory: directory, destination: join(directory, 'backup.db') });
    expect(refused).toMatchObject({ ok: false, reason: { code: 'store-damaged' } });
    expect((await readdir(directory)).filter((name) => name.startsWith('backup'))).toEqual([]);
  });
});
