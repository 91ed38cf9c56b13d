import { existsSync } from 'node:fs';
import { copyFile, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Store } from '@slipway/controller/ports';
import { openMemoryStore } from '@slipway/controller/store/memory';
import { openSqliteStore } from '@slipway/controller/store/sqlite';
import { fillStore, missingFields, readEverything, STORED_VERSIONS } from '@slipway/testkit/compat';
import { STORE_READING_METHODS } from '@slipway/testkit/contracts';
import { describe, expect, it } from 'vitest';
import { aDirectory, openStore } from '../store/support.ts';
import { makeFrozen } from './make.ts';
import { emptyPlaces, watched } from './unseen.ts';

const FROZEN = fileURLToPath(new URL('../../../../fixtures/compat/', import.meta.url));
const versions = (await readdir(FROZEN)).filter((version) => existsSync(join(FROZEN, version, 'slipway.db'))).sort();

const frozenContents = async (version: string): Promise<unknown> =>
  JSON.parse(await readFile(join(FROZEN, version, 'store.json'), 'utf8'));

/** Never the file itself: opening it may migrate it. */
const copyOf = async (version: string): Promise<string> => {
  const directory = await aDirectory();
  await copyFile(join(FROZEN, version, 'slipway.db'), join(directory, 'slipway.db'));
  return directory;
};

const NEWEST = STORED_VERSIONS.at(-1) ?? '';

describe('a frozen database', () => {
  it('exists for every version', () => {
    expect(versions).toEqual([...STORED_VERSIONS].sort());
  });

  it.each(versions)('of version %s is read whole through the port', async (version) => {
    const store = await openStore(await copyOf(version));
    expect(await readEverything(store, version)).toEqual(await frozenContents(version));
  });

  it.each(versions)(
    'of version %s counts the hosts of each package version as an inventory of today would',
    async (version) => {
      const store = await openStore(await copyOf(version));
      const today = openMemoryStore();
      await fillStore(today, version);
      const counts = (of: Store) =>
        of.read(async ({ fleet, knowledge }) => ({
          versions: await fleet.packageVersions(null, { after: null, limit: 100 }),
          platforms: (await knowledge.versionsOf('openssl', null)).map(({ platform, format, hosts }) => [
            platform,
            format,
            hosts,
          ]),
          pending: (await knowledge.pendingPackages(100)).length,
        }));
      const counted = await counts(store);
      expect(counted.versions.items.length).toBeGreaterThan(0);
      expect(counted).toEqual(await counts(today));
    },
  );

  it.each(versions)('of version %s takes writes, and is the same after it was opened again', async (version) => {
    const directory = await copyOf(version);
    const first = await openStore(directory);
    await first.write((change) => change.access.setSetting('switch', 'thrown'));
    await first.close();
    const again = await openStore(directory);
    const frozen = (await frozenContents(version)) as { readonly access: { readonly settings: object } };
    const settings = { ...frozen.access.settings, switch: 'thrown' };
    expect(await readEverything(again, version)).toEqual({ ...frozen, access: { ...frozen.access, settings } });
  });

  it.each(versions)('of version %s has every field that is always written today', async (version) => {
    const today = openMemoryStore();
    await fillStore(today, version);
    const frozen = await readEverything(await openStore(await copyOf(version)), version);
    // A field that code relies on and older rows lack needs a migration that fills it in.
    expect(missingFields(await readEverything(today, version), frozen)).toEqual([]);
  });
});

describe('the newest frozen database', () => {
  const REMAKE = `rm fixtures/compat/${NEWEST}/slipway.db fixtures/compat/${NEWEST}/store.json && node packages/controller/test/compat/make.ts fixtures/compat/${NEWEST}`;

  it('has a row in every table of today, and something in every column', async () => {
    const directory = await copyOf(NEWEST);
    // Migrated, so that a table or a column that came since is there, and empty.
    await (await openStore(directory)).close();
    expect(emptyPlaces(directory), `fill them in (testkit/src/compat/store), then: ${REMAKE}`).toEqual([]);
  });

  it('gives every method of the port that reads something to answer with', async () => {
    const { store, answered } = watched(await openStore(await copyOf(NEWEST)));
    await readEverything(store, NEWEST);
    expect(STORE_READING_METHODS.filter((method) => !answered.has(method))).toEqual([]);
  });

  it('holds what would be stored today', async () => {
    const today = openMemoryStore();
    await fillStore(today, NEWEST);
    // Released: a version of its own for what is new. Not yet: made again.
    expect(await readEverything(today, NEWEST), REMAKE).toEqual(await frozenContents(NEWEST));
  });
});

describe('what is frozen next', () => {
  it('would show what is empty, and what is read in vain', async () => {
    const directory = await aDirectory();
    const { store, answered } = watched(await openStore(directory));
    await store.write(({ access }) => access.setSetting('incarnation', 'one'));
    await readEverything(store, NEWEST);
    await store.close();
    expect([...answered]).toEqual(['access.setting', 'figures.sizeBytes']);
    expect(emptyPlaces(directory)).toContain('host');
    expect(emptyPlaces(directory)).not.toContain('setting');
  });

  it('is made whole and never over what is there', async () => {
    const directory = await aDirectory();
    await makeFrozen(directory, NEWEST);
    expect((await readdir(directory)).sort()).toEqual(['slipway.db', 'store.json']);
    await expect(makeFrozen(directory, NEWEST)).rejects.toThrow('is frozen');
    const opened = await openSqliteStore({ dataDirectory: directory });
    expect(opened.ok).toBe(true);
    if (opened.ok) await opened.value.close();
  });

  it('reads the same from every adapter', async () => {
    const inMemory = openMemoryStore();
    const onDisk = await openStore(await aDirectory());
    await fillStore(inMemory, NEWEST);
    await fillStore(onDisk, NEWEST);
    expect(await readEverything(onDisk, NEWEST)).toEqual(await readEverything(inMemory, NEWEST));
  });
});
