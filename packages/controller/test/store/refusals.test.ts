import { execFile } from 'node:child_process';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { type Store, StoreFailure } from '@slipway/controller/ports';
import { backupDatabase, openSqliteStore } from '@slipway/controller/store/sqlite';
import { endWithout } from '@slipway/testkit/absence';
import { anAuditFact } from '@slipway/testkit/store-rows';
import SqliteDatabase from 'better-sqlite3';
import { describe, expect, it, onTestFinished } from 'vitest';
import { aDirectory, allAuditEvents, openStore } from './support.ts';

const run = promisify(execFile);
const TMPFS_KB = 2048;

describe('a data directory of a newer program', () => {
  it('is refused with both versions, byte for byte as it was', async () => {
    const directory = await aDirectory();
    await (await openStore(directory)).close();
    const path = join(directory, 'slipway.db');
    const newer = new SqliteDatabase(path);
    newer.exec("insert into schema_version (version, name) values (99, '0099-from-the-future')");
    newer.close();
    const before = await readFile(path);
    const refused = await openSqliteStore({ dataDirectory: directory });
    expect(refused).toEqual({
      ok: false,
      reason: { code: 'store-newer', facts: { found: 99, known: expect.any(Number) } },
    });
    expect((await readFile(path)).equals(before)).toBe(true);
  });
});

describe('a file that is no database', () => {
  it('is refused as damaged and left alone', async () => {
    const directory = await aDirectory();
    const path = join(directory, 'slipway.db');
    const text = 'this was never a database\n'.repeat(1000);
    await writeFile(path, text);
    const refused = await openSqliteStore({ dataDirectory: directory });
    expect(refused).toMatchObject({ ok: false, reason: { code: 'store-damaged', facts: { path } } });
    expect(await readFile(path, 'utf8')).toBe(text);
  });
});

describe('a full disk', () => {
  /** A disk of 2 MB, as root. */
  const smallDisk = async (context: { skip(note: string): never }): Promise<string> => {
    const directory = await aDirectory();
    try {
      await run('mount', ['-t', 'tmpfs', '-o', `size=${TMPFS_KB}k`, 'slipway-test', directory]);
    } catch {
      return endWithout('no right to mount a small file system', context);
    }
    onTestFinished(async () => {
      await run('umount', [directory]);
    });
    return directory;
  };
  const write = (store: Store, padding: string) =>
    store.write(async (change) => {
      const event = await change.access.addAuditEvent(anAuditFact({ facts: { padding } }));
      await change.access.setSetting('incarnation', String(event.sequence));
    });

  it('refuses the write with its reason, keeps everything, reads on, and goes on when there is room', async (context) => {
    const disk = await smallDisk(context);
    const directory = join(disk, 'data');
    const store = await openStore(directory);
    const ballast = join(disk, 'ballast');
    await writeFile(ballast, 'x'.repeat(200_000));
    let written = 0;
    const failure = await (async () => {
      for (;;) {
        await write(store, 'x'.repeat(10_000));
        written += 1;
      }
    })().catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(StoreFailure);
    expect(failure).toHaveProperty('reason', { code: 'store-full', facts: { path: join(directory, 'slipway.db') } });
    expect(written).toBeGreaterThan(10);
    expect(await allAuditEvents(store)).toHaveLength(written);
    expect(await store.read((view) => view.access.setting('incarnation'))).toBe(String(written));

    await writeFile(ballast, '');
    await write(store, 'small');
    expect(await allAuditEvents(store)).toHaveLength(written + 1);
  });

  it('refuses to begin a store, and a backup, with the same reason', async (context) => {
    const disk = await smallDisk(context);
    const source = await aDirectory();
    const store = await openStore(source);
    await write(store, 'x'.repeat(100_000));
    await writeFile(join(disk, 'ballast'), Buffer.alloc(TMPFS_KB * 1024 - 60_000));
    const destination = join(disk, 'backup.db');
    const backup = await backupDatabase({ dataDirectory: source, destination });
    expect(backup).toEqual({ ok: false, reason: { code: 'store-full', facts: { path: destination } } });
    await mkdir(join(disk, 'data'));
    const begun = await openSqliteStore({ dataDirectory: join(disk, 'data') });
    expect(begun).toMatchObject({ ok: false, reason: { code: 'store-full' } });
  });
});
