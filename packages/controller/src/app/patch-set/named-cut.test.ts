// A cut by names, with what the vendor's own stanzas say that it needs.

import { openContentMemory } from '@slipway/controller/content/memory';
import { openMemoryStore } from '@slipway/controller/store/memory';
import { encodeUtf8 } from '@slipway/core/document';
import { ok, type Reason } from '@slipway/core/reasons';
import { anInventory, aPackage, aRepository, sha256, THE_MORNING } from '@slipway/testkit/builders';
import { aHostRecord, aStoredInventory, aStoredVerdict, hostIdOf, OF_BOOKWORM } from '@slipway/testkit/store-rows';
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
const FIELDS: Readonly<Record<string, string>> = { nginx: 'Depends: libpcre (>= 2), libc' };
const NAMES = ['nginx', 'libpcre', 'libc', 'openssl'];

const entry = (name: string): VendorEntry => ({
  ...{ name, architecture: 'amd64', version: '2', sourceName: name, sourceVersion: '2', origin: MAIN },
  file: { sha256: sha256(encodeUtf8(name)), sizeBytes: name.length },
  uri: `https://archive.invalid/${name}`,
  stanza: `Package: ${name}\nVersion: 2\n${FIELDS[name] ?? 'Section: misc'}`,
});

const archive: VendorArchive = {
  ...APT_WORDS,
  openIndex: async ({ repository }) =>
    ok({
      repository,
      signedAt: THE_MORNING,
      signedIndexDigest: sha256(encodeUtf8('index')),
      origin: MAIN,
      find: (name) => (NAMES.includes(name) ? [entry(name)] : []),
    }),
  fetch: async ({ name }) => ok({ chunks: only(encodeUtf8(name)), close: async () => undefined }),
  writeIndex: (entries) => encodeUtf8(entries.map(({ stanza }) => stanza).join('\n\n')),
};

const cut = async (wish: Parameters<typeof requestCut>[2]) => {
  const store = openMemoryStore();
  const inventory = anInventory({
    packages: NAMES.map((name) => aPackage({ name, version: '1' })),
    repositories: [aRepository(MAIN)],
    updates: {
      kind: 'known',
      asOf: THE_MORNING,
      metadataAsOf: THE_MORNING,
      keptBack: [],
      updates: NAMES.map((name) => ({
        name,
        architecture: 'amd64',
        from: '1',
        to: '2',
        origin: MAIN,
        security: false,
      })),
    },
  });
  await store.write(async ({ fleet, knowledge }) => {
    await fleet.addHost(aHostRecord({ hostId: 'a' }));
    await fleet.putInventory(hostIdOf('a'), { ...aStoredInventory(), inventory });
    const [version] = await knowledge.versionsOf('openssl', null);
    const verdicts = [
      aStoredVerdict({ sourcePackage: 'openssl', fixedVersion: '2', advisory: 'DSA-1', vulnerability: 'CVE-1' }),
    ];
    const its = { packageId: version?.packageId ?? 0, release: OF_BOOKWORM, subjects: [], verdicts };
    await knowledge.saveAssessment(its, THE_MORNING);
  });
  const ports = {
    store,
    sha256,
    content: openContentMemory(),
    archives: { deb: archive, rpm: archive },
    clock: { now: () => THE_MORNING },
    ids: { named: () => 'cut-1' },
    nudge: { notify: () => undefined },
    log: { info: () => undefined, warn: () => undefined, error: () => undefined },
  };
  const app = { ports } as unknown as App;
  const asked = await requestCut(app, { person: 'ada', roles: ['operator'], teams: [] }, wish);
  if (!asked.ok) return asked.reason.code;
  await cutOnce(app);
  return await store.read(async ({ patchSets }) => {
    const request = (await patchSets.cutRequest('cut-1'))?.value;
    if (request?.patchSetDigest === null || request === undefined) return request?.reason as Reason;
    const { patchSet } = (await patchSets.patchSet(request.patchSetDigest)) ?? {};
    return { named: patchSet?.named, scope: patchSet?.scope, targets: patchSet?.targets.map(({ name }) => name) };
  });
};
const named = (packages: readonly string[], advisories: readonly string[] = []) =>
  ({ scope: 'named', hosts: null, named: { packages, advisories } }) as const;

describe('a cut by names', () => {
  it('has what the named packages need by their own fields, and says what was named', async () => {
    expect(await cut(named(['nginx', 'nginx']))).toEqual({
      scope: 'named',
      named: { packages: ['nginx'], advisories: [] },
      targets: ['libpcre', 'nginx'],
    });
  });

  it.each(['DSA-1', 'CVE-1'])('has what answers %s', async (advisory) => {
    expect(await cut(named([], [advisory]))).toMatchObject({ targets: ['openssl'] });
  });

  it('is refused for a name of which nothing is pending, by that name', async () => {
    expect(await cut(named(['nginx', 'vim'], ['DSA-7']))).toMatchObject({
      code: 'named-not-pending',
      facts: { names: 'vim, DSA-7' },
    });
  });

  it('is refused without a name, and with names beside another scope', async () => {
    expect(await cut(named([]))).toBe('input-invalid');
    expect(await cut({ ...named(['nginx']), scope: 'all' })).toBe('input-invalid');
    expect(await cut({ scope: 'all', hosts: null })).toMatchObject({ scope: 'all', named: undefined });
  });
});
