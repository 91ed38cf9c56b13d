// The second update of a package, in an archive that lists nothing but what is newest.

import { openContentMemory } from '@slipway/controller/content/memory';
import { openMemoryStore } from '@slipway/controller/store/memory';
import { decodeUtf8, encodeUtf8 } from '@slipway/core/document';
import type { Digest } from '@slipway/core/ids';
import type { PatchSet } from '@slipway/core/patch-set';
import { ok } from '@slipway/core/reasons';
import { addSeconds } from '@slipway/core/time';
import { anInventory, aPackage, aRepository, sha256, THE_MORNING } from '@slipway/testkit/builders';
import { aHostRecord, aStoredInventory, hostIdOf } from '@slipway/testkit/store-rows';
import { describe, expect, it } from 'vitest';
import { aptVendorArchive } from '../../adapters/vendor-archive-apt/index.ts';
import type { VendorArchive, VendorEntry } from '../../ports/index.ts';
import type { App } from '../context.ts';
import { cutOnce, requestCut } from './index.ts';

/** How the words of an apt repository are read: the real one's. */
const APT_WORDS = aptVendorArchive({ keyrings: [], clock: { now: () => THE_MORNING } });
async function* only(bytes: Uint8Array): AsyncIterable<Uint8Array> {
  yield bytes;
}

const MAIN = { origin: 'Debian', label: 'Debian', codename: 'bookworm' };
const fileOf = (version: string) => ({ sha256: sha256(encodeUtf8(version)), sizeBytes: version.length });
const stanzaOf = (version: string): string =>
  `Package: openssl\nVersion: ${version}\nSHA256: ${fileOf(version).sha256.slice('sha256:'.length)}\nSize: ${version.length}\n`;

const entry = (version: string): VendorEntry => ({
  ...{ name: 'openssl', architecture: 'amd64', version, sourceName: 'openssl', sourceVersion: version, origin: MAIN },
  file: fileOf(version),
  uri: `https://archive.invalid/${version}`,
  stanza: stanzaOf(version),
});

const archiveOf = (lists: () => string): VendorArchive => ({
  ...APT_WORDS,
  openIndex: async ({ repository }) =>
    ok({
      ...{ repository, signedAt: THE_MORNING, signedIndexDigest: sha256(encodeUtf8('index')), origin: MAIN },
      find: (name) => (name === 'openssl' ? [entry(lists())] : []),
    }),
  fetch: async ({ version }) => ok({ chunks: only(encodeUtf8(version)), close: async () => undefined }),
  writeIndex: (entries) => encodeUtf8(entries.map(({ stanza }) => stanza).join('\n')),
});

const inventoryAt = (from: string, to: string) =>
  anInventory({
    packages: [aPackage({ name: 'openssl', version: from })],
    repositories: [aRepository(MAIN)],
    updates: {
      ...{ kind: 'known', asOf: THE_MORNING, metadataAsOf: THE_MORNING, keptBack: [] },
      updates: [{ name: 'openssl', architecture: 'amd64', from, to, origin: MAIN, security: false }],
    },
  });

const world = async () => {
  const store = openMemoryStore();
  const content = openContentMemory();
  await store.write(async ({ fleet }) => await fleet.addHost(aHostRecord({ hostId: 'a' })));
  let newest = '1';
  let cuts = 0;
  const ports = {
    ...{ store, content, sha256, archives: { deb: archiveOf(() => newest), rpm: archiveOf(() => newest) } },
    clock: { now: () => addSeconds(THE_MORNING, 60 * (cuts + 1)) },
    ids: { named: (kind: string) => `${kind}-${cuts}` },
    log: { info: () => undefined, warn: () => undefined, error: () => undefined },
    nudge: { notify: () => undefined },
  };
  const app = { ports, options: { idleCheckInSeconds: 60 } } as unknown as App;
  return {
    content,
    /** The archive lists `to` alone; the host has `from`. */
    cut: async (from: string, to: string): Promise<PatchSet> => {
      newest = to;
      cuts += 1;
      await store.write(
        async ({ fleet }) =>
          await fleet.putInventory(hostIdOf('a'), { ...aStoredInventory(), inventory: inventoryAt(from, to) }),
      );
      await requestCut(app, { person: 'ada', roles: ['operator'], teams: [] }, { scope: 'all', hosts: null });
      await cutOnce(app);
      const request = await store.read(async ({ patchSets }) => await patchSets.cutRequest(`cut-${cuts}`));
      const digest = request?.value.patchSetDigest as Digest;
      const stored = await store.read(async ({ patchSets }) => await patchSets.patchSet(digest));
      if (stored === null) throw new Error(`not cut: ${JSON.stringify(request?.value.reason)}`);
      return stored.patchSet;
    },
    indexText: async ({ indexes }: PatchSet): Promise<string> => {
      const chunks: Uint8Array[] = [];
      for (const { digest } of indexes) for await (const chunk of content.read(digest)) chunks.push(chunk);
      return decodeUtf8(Buffer.concat(chunks)) ?? '';
    },
  };
};

const replacedBy = ({ replaced }: PatchSet) => replaced.map(({ version, file, origin }) => [version, file, origin]);

describe('the way back to a version that has left the archive', () => {
  it('is what an earlier patch set has kept of it, file and stanza', async () => {
    const { cut, indexText } = await world();
    // Nobody ever kept what the hosts came with.
    expect(replacedBy(await cut('1', '2'))).toEqual([['1', null, undefined]]);
    const second = await cut('2', '3');
    expect(replacedBy(second)).toEqual([['2', fileOf('2'), MAIN]]);
    expect(await indexText(second)).toBe(`${stanzaOf('3')}\n${stanzaOf('2')}`);
    // Of a patch set in which it was no target, but replaced.
    const third = await cut('2', '4');
    expect(replacedBy(third)).toEqual([['2', fileOf('2'), MAIN]]);
    expect(await indexText(third)).toBe(`${stanzaOf('4')}\n${stanzaOf('2')}`);
  });

  it('is none where the package store has lost the file', async () => {
    const { cut, content } = await world();
    await cut('1', '2');
    await content.remove(fileOf('2').sha256);
    expect(replacedBy(await cut('2', '3'))).toEqual([['2', null, undefined]]);
  });
});
