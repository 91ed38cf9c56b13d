// What a cut takes from whom: a vendor's archive and a repository beside it, both signed by keys that are trusted, in a
// fleet in which only some hosts have the second one.

import { openContentMemory } from '@slipway/controller/content/memory';
import { openMemoryStore } from '@slipway/controller/store/memory';
import { decodeUtf8, encodeUtf8 } from '@slipway/core/document';
import type { Inventory, PackageOrigin } from '@slipway/core/inventory';
import { indexFor, type PatchSet } from '@slipway/core/patch-set';
import { ok, type Reason } from '@slipway/core/reasons';
import { addSeconds } from '@slipway/core/time';
import { aCheckIn, anInventory, aPackage, aRepository, sha256, THE_MORNING } from '@slipway/testkit/builders';
import { aHostRecord, aStoredInventory, hostIdOf } from '@slipway/testkit/store-rows';
import { describe, expect, it } from 'vitest';
import { aptVendorArchive } from '../../adapters/vendor-archive-apt/index.ts';
import type { VendorArchive, VendorEntry } from '../../ports/index.ts';
import type { App } from '../context.ts';
import { checkIn } from '../fleet/index.ts';
import { cutOnce, requestCut } from './index.ts';

/** How the words of an apt repository are read: the real one's. */
const APT_WORDS = aptVendorArchive({ keyrings: [], clock: { now: () => THE_MORNING } });
async function* only(bytes: Uint8Array): AsyncIterable<Uint8Array> {
  yield bytes;
}

const SECURITY = { origin: 'Debian', label: 'Debian-Security', codename: 'bookworm-security' };
const MAIN = { origin: 'Debian', label: 'Debian', codename: 'bookworm' };
const BESIDE = { origin: 'Beside', label: 'Beside', codename: 'stable' };

/** The bytes of a version differ by who publishes it: `1` of the repository beside is not Debian's `1`. */
const bytesOf = (origin: PackageOrigin, version: string) => encodeUtf8(`openssl ${version} by ${origin.label}`);

const entry = (origin: PackageOrigin, version: string): VendorEntry => {
  const bytes = bytesOf(origin, version);
  return {
    name: 'openssl',
    architecture: 'amd64',
    version,
    sourceName: 'openssl',
    sourceVersion: version,
    origin,
    file: { sha256: sha256(bytes), sizeBytes: bytes.byteLength },
    uri: `https://archive.invalid/${origin.label}/${version}`,
    stanza: `${version} by ${origin.label}`,
  };
};

/** Its signed Release file says which of the two an index is, whatever a host says of the address. */
const archive = (listed: Readonly<Record<string, readonly string[]>>): VendorArchive => ({
  ...APT_WORDS,
  openIndex: async ({ repository }) => {
    const origin = [BESIDE, MAIN].find(({ label }) => repository.uri.endsWith(`/${label}`)) ?? SECURITY;
    const entries = (listed[origin.label] ?? []).map((version) => entry(origin, version));
    const signedIndexDigest = sha256(encodeUtf8(repository.uri));
    return ok({
      repository,
      signedAt: THE_MORNING,
      signedIndexDigest,
      origin,
      find: (name) => (name === 'openssl' ? entries : []),
    });
  },
  fetch: async ({ origin, version }) => ok({ chunks: only(bytesOf(origin, version)), close: async () => undefined }),
  writeIndex: (entries) => encodeUtf8(entries.map(({ stanza }) => stanza).join('\n')),
});

const hostWith = (origins: readonly PackageOrigin[], to: string, from: PackageOrigin): Inventory =>
  anInventory({
    packages: [aPackage({ name: 'openssl', version: '1' })],
    repositories: origins.map(aRepository),
    updates: {
      kind: 'known',
      asOf: THE_MORNING,
      metadataAsOf: THE_MORNING,
      keptBack: [],
      updates: [{ name: 'openssl', architecture: 'amd64', from: '1', to, origin: from, security: false }],
    },
  });
const plain = hostWith([SECURITY], '2', SECURITY);
const odd = hostWith([SECURITY, BESIDE], '99', BESIDE);

const cut = async (
  hosts: Readonly<Record<string, Inventory>>,
  wish: { readonly hosts: string | null },
  listed: Readonly<Record<string, readonly string[]>> | VendorArchive = {
    [SECURITY.label]: ['1', '2'],
    [BESIDE.label]: ['1', '99'],
  },
) => {
  const store = openMemoryStore();
  const content = openContentMemory();
  await store.write(async ({ fleet }) => {
    for (const [name, inventory] of Object.entries(hosts)) {
      await fleet.addHost(aHostRecord({ hostId: name, labels: { name } }));
      await fleet.putInventory(hostIdOf(name), aStoredInventory(inventory));
    }
  });
  const ports = {
    store,
    content,
    sha256,
    clock: { now: () => addSeconds(THE_MORNING, 60) },
    ids: { named: (kind: string) => `${kind}-1` },
    log: { info: () => undefined, warn: () => undefined, error: () => undefined },
    nudge: { notify: () => undefined },
    archives: { deb: 'openIndex' in listed ? (listed as VendorArchive) : archive(listed), rpm: archive({}) },
    signing: { trustRoots: async () => ({ envelopes: [] }) },
  };
  const app = { ports, options: { idleCheckInSeconds: 60 } } as unknown as App;
  await requestCut(app, { person: 'ada', roles: ['operator'], teams: [] }, { scope: 'all', ...wish });
  await cutOnce(app);
  const request = await store.read(async ({ patchSets }) => await patchSets.cutRequest('cut-1'));
  const digest = request?.value.patchSetDigest ?? null;
  const stored = digest === null ? null : await store.read(async ({ patchSets }) => await patchSets.patchSet(digest));
  return { app, content, patchSet: stored?.patchSet ?? null, digest, reason: request?.value.reason ?? null };
};

const whole = (made: { readonly patchSet: PatchSet | null; readonly reason: Reason | null }): PatchSet => {
  if (made.patchSet === null) throw new Error(`not cut: ${JSON.stringify(made.reason)}`);
  return made.patchSet;
};

describe('a cut from hosts of which one has a repository beside', () => {
  const indexText = async (made: Awaited<ReturnType<typeof cut>>, inventory: Inventory): Promise<string> => {
    const index = indexFor(whole(made), inventory);
    if (index === null) return 'none';
    const chunks: Uint8Array[] = [];
    for await (const chunk of made.content.read(index.digest)) chunks.push(chunk);
    return decodeUtf8(Buffer.concat(chunks)) ?? '';
  };

  it('gives each host an index of what its own repositories publish, the way back included', async () => {
    const made = await cut({ plain, odd }, { hosts: null });
    expect(await indexText(made, plain)).toBe('2 by Debian-Security\n1 by Debian-Security');
    expect(await indexText(made, odd)).toBe('2 by Debian-Security\n99 by Beside\n1 by Debian-Security');
    expect(await indexText(made, hostWith([], '2', SECURITY))).toBe('none');
    expect(whole(made).replaced.map(({ version, file, origin }) => [version, file?.sha256, origin])).toEqual([
      ['1', sha256(bytesOf(BESIDE, '1')), BESIDE],
      ['1', sha256(bytesOf(SECURITY, '1')), SECURITY],
    ]);
  });

  it('keeps the way back to what another archive of the same host has, where no target comes from', async () => {
    const host = hostWith([MAIN, SECURITY], '2', SECURITY);
    const made = await cut({ host }, { hosts: null }, { [MAIN.label]: ['1'], [SECURITY.label]: ['2'] });
    expect(await indexText(made, host)).toBe('2 by Debian-Security\n1 by Debian');
    expect(whole(made).indexes).toHaveLength(1);
  });

  it('asks each host about its own targets only', async () => {
    const made = await cut({ plain, odd }, { hosts: null });
    const patchSetDigest = made.digest ?? sha256(encodeUtf8(''));
    const asked = async (name: string) => {
      const hostId = hostIdOf(name);
      await made.app.ports.store.write(async ({ patchSets }) => {
        const question = { hostId, patchSetDigest, askedAt: THE_MORNING, answeredAt: null, answer: null };
        await patchSets.putProposal(question);
      });
      const reply = await checkIn(made.app, hostId, aCheckIn({ adoptionOrder: 1 }));
      if (!reply.ok) throw new Error(reply.reason.code);
      return reply.value.wants.proposals;
    };
    const index = (inventory: Inventory) => {
      const { origins: _, ...known } = indexFor(whole(made), inventory) ?? { origins: [] };
      return known;
    };
    const openssl = { name: 'openssl', architecture: 'amd64' };
    const nothing = { avoid: [], mayRemove: [], ownFiles: 'wanted' };
    expect(await asked('plain')).toEqual([
      { patchSetDigest, index: index(plain), targets: [{ ...openssl, version: '2' }], ...nothing },
    ]);
    expect(await asked('odd')).toEqual([
      { patchSetDigest, index: index(odd), targets: [{ ...openssl, version: '99' }], ...nothing },
    ]);
  });

  it('has an index for the hosts that it was not cut from', async () => {
    const made = await cut({ plain, odd, both: hostWith([SECURITY, BESIDE], '2', SECURITY) }, { hosts: 'name = both' });
    expect(await indexText(made, plain)).toBe('2 by Debian-Security\n1 by Debian-Security');
  });

  it('takes no version that its publisher has as two files, and keeps neither', async () => {
    // One publisher at two addresses, which do not agree.
    const mirrored = hostWith([SECURITY, { ...SECURITY, codename: 'mirror' }], '2', SECURITY);
    const two: VendorArchive = {
      ...archive({}),
      openIndex: async ({ repository }) => {
        const other = encodeUtf8(`another 2 by ${repository.codename}`);
        const file = { sha256: sha256(other), sizeBytes: other.byteLength };
        return ok({
          ...{ repository, signedAt: THE_MORNING, signedIndexDigest: sha256(other), origin: SECURITY },
          find: (name) => (name === 'openssl' ? [{ ...entry(SECURITY, '2'), file }] : []),
        });
      },
    };
    const made = await cut({ mirrored }, { hosts: null }, two);
    expect(made.reason).toMatchObject({ code: 'package-ambiguous', facts: { package: 'openssl', version: '2' } });
    const kept: string[] = [];
    for await (const digest of made.content.list()) kept.push(digest);
    expect(kept).toEqual([]);
  });

  it('takes no version for one of an origin whose own signed index does not list it', async () => {
    const liar = hostWith([SECURITY, BESIDE], '99', SECURITY);
    const made = await cut({ plain, liar }, { hosts: null });
    expect(made.reason).toMatchObject({ code: 'file-unavailable', facts: { package: 'openssl', version: '99' } });
  });
});
