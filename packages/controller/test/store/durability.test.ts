import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { verifyAuditChain } from '@slipway/core/audit';
import { sha256 } from '@slipway/testkit/builders';
import { anEnrolmentToken } from '@slipway/testkit/store-rows';
import SqliteDatabase from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { aDirectory, allAuditEvents, openStore, startWriter } from './support.ts';

const ROUNDS = 6;

describe('a store whose process is killed', () => {
  it('has everything that was promised, nothing by halves, and goes on', async () => {
    const directory = await aDirectory();
    let promised = 0;
    for (let round = 0; round < ROUNDS; round++) {
      const writer = startWriter('write', directory);
      await writer.hasSaid(1);
      // Somewhere in a write, each time elsewhere: a write takes a few milliseconds.
      await sleep(7 * round + Math.random() * 20);
      await writer.kill();
      promised = Number(writer.lines().at(-1));

      const store = await openStore(directory);
      const events = await allAuditEvents(store);
      const chain = verifyAuditChain(events, sha256);
      expect(chain.ok).toBe(true);
      // The write that was under way may have taken effect without a chance to say so.
      expect([promised, promised + 1]).toContain(events.length);
      const both = await store.read(async (view) => [
        await view.access.setting('incarnation'),
        await view.access.setting('restored-at'),
      ]);
      expect(both).toEqual([String(events.length), String(events.length)]);
      await store.close();
      expect(integrityOf(directory)).toBe('ok');
    }
    expect(promised).toBeGreaterThan(ROUNDS);
  });
});

describe('several processes on one data directory', () => {
  it('use an enrolment token exactly as often as it says', async () => {
    const directory = await aDirectory();
    const store = await openStore(directory);
    const token = anEnrolmentToken({ tokenId: 'enrol-1', usesLeft: 2 });
    await store.write((change) => change.access.addEnrolmentToken(token));
    const processes = Array.from({ length: 4 }, () => startWriter('enrol', directory, token.secretDigest));
    expect(await Promise.all(processes.map((one) => one.ended()))).toEqual([0, 0, 0, 0]);
    const said = processes.flatMap((one) => one.lines()).sort();
    expect(said).toEqual(['refused', 'refused', 'used', 'used']);
  });

  it('make an empty one into a store together', async () => {
    const directory = await aDirectory();
    const { secretDigest } = anEnrolmentToken({ tokenId: 'nobody' });
    const processes = Array.from({ length: 4 }, () => startWriter('enrol', directory, secretDigest));
    expect(await Promise.all(processes.map((one) => one.ended()))).toEqual([0, 0, 0, 0]);
    expect(integrityOf(directory)).toBe('ok');
  });

  it('read while another one is in the middle of a write', async () => {
    const directory = await aDirectory();
    const store = await openStore(directory);
    await store.write((change) => change.access.setSetting('switch', 'before'));
    const other = new SqliteDatabase(join(directory, 'slipway.db'));
    try {
      other.exec("begin immediate; update setting set value = 'half'");
      expect(await store.read((view) => view.access.setting('switch'))).toBe('before');
      other.exec('commit');
      expect(await store.read((view) => view.access.setting('switch'))).toBe('half');
    } finally {
      other.close();
    }
  });
});

const integrityOf = (directory: string): unknown => {
  const database = new SqliteDatabase(join(directory, 'slipway.db'), { readonly: true });
  try {
    return database.pragma('integrity_check', { simple: true });
  } finally {
    database.close();
  }
};
