// What a cut takes from whom: a vendor's archive and a repository beside it, both signed by keys that are trusted, in a
// fleet in which only some hosts have the second one.

import { openContentMemory } from '@slipway/controller/content/memory';
import { openMemoryStore } from '@slipway/controller/store/memory';
import { decodeUtf8, encodeUtf8 } from '@slipway/core/document';
import type { Inventory, PackageOrigin } from '@slipway/core/inventory';
import { indexFor, type PatchSet } from '@slipway/core/patch-set';
import { ok, type Reason, refuse } from '@slipway/core/reasons';
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

const hostWith = (origins: readonly PackageOrigin[], to: string | readonly string[], from: PackageOrigin): Inventory =>
  anInventory({
    packages: [aPackage({ name: 'openssl', version: '1' })],
    repositories: origins.map(aRepository),
    updates: {
      kind: 'known',
      asOf: THE_MORNING,
      metadataAsOf: THE_MORNING,
      keptBack: [],
      updates: [to].flat().map((version) => ({
        ...{ name: 'openssl', architecture: 'amd64', from: '1', to: version },
        ...{ origin: from, security: false },
      })),
    },
  });
const plain = hostWith([SECURITY], '2', SECURITY);
const odd = hostWith([SECURITY, BESIDE], '99', BESIDE);

const cut = async (
  hosts: Readonly<Record<string, Inventory>>,
  wish: Partial<Parameters<typeof requestCut>[2]> & { readonly hosts: string | null },
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
  const { reason = null, leftOut = null } = request?.value ?? {};
  const audit = (await store.read(async ({ access }) => await access.auditEvents({ after: null, limit: 10 }))).items;
  return { app, content, stored, patchSet: stored?.patchSet ?? null, digest, reason, leftOut, audit };
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
    const nothing = { conffiles: [], avoid: [], mayRemove: [], ownFiles: 'wanted' };
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
    expect(made.reason).toMatchObject({ code: 'nothing-verified', facts: { count: 1 } });
    const left = { name: 'openssl', version: '2', hosts: 1, reason: { code: 'package-ambiguous' } };
    expect(made.leftOut).toMatchObject({ count: 1, updates: [left] });
    const kept: string[] = [];
    for await (const digest of made.content.list()) kept.push(digest);
    expect(kept).toEqual([]);
  });

  it('takes no version for one of an origin whose own signed index does not list it, and all others still', async () => {
    const liar = hostWith([SECURITY, BESIDE], '99', SECURITY);
    const made = await cut({ plain, liar }, { hosts: null });
    expect(whole(made).targets.map(({ version }) => version)).toEqual(['2']);
    expect(made.leftOut).toMatchObject({
      count: 1,
      updates: [{ name: 'openssl', version: '99', origin: SECURITY, hosts: 1, reason: { code: 'update-unlisted' } }],
    });
    expect(made.stored?.leftOut).toEqual(made.leftOut);
    expect(made.audit).toMatchObject([
      { action: 'patch-set.cut' },
      {
        action: 'patch-set.leave-out',
        object: 'cut-1',
        facts: { updates: 1, first: 'openssl 99 (update-unlisted)', patchSet: made.digest },
      },
    ]);
  });

  it('looks at what most hosts agree on, however many versions one of them makes up that a repository of its own lists', async () => {
    const invented = Array.from({ length: 50 }, (_, number) => String(100 + number));
    const liar = hostWith([SECURITY], invented, SECURITY);
    const asked: string[] = [];
    const given = archive({ [SECURITY.label]: ['1', '2', ...invented] });
    const failing: VendorArchive = {
      ...given,
      fetch: async (one) => {
        asked.push(one.version);
        return invented.includes(one.version)
          ? refuse('package-unsigned', {
              package: 'openssl',
              version: one.version,
              publisher: 'Debian',
              detail: 'none',
            })
          : await given.fetch(one);
      },
    };
    const made = await cut({ plain, other: plain, liar }, { hosts: null }, failing);
    expect(whole(made).targets.map(({ version }) => version)).toEqual(['2']);
    expect(asked).toEqual(['149', '2', '1']);
    expect(made.leftOut?.count).toBe(50);
  });

  it('gives a package up after some of its versions, and says why of each', async () => {
    const versions = ['11', '12', '13', '14', '15', '16'];
    const many = versions.map((version) => hostWith([SECURITY], version, SECURITY));
    const given = archive({ [SECURITY.label]: versions, [BESIDE.label]: ['99'] });
    const asked: string[] = [];
    const away: VendorArchive = {
      ...given,
      fetch: async (one) => {
        asked.push(one.version);
        if (one.origin.label === BESIDE.label) return await given.fetch(one);
        return refuse('feed-failed', { source: one.uri, detail: 'timed out' });
      },
    };
    const made = await cut({ ...Object.fromEntries(many.entries()), odd }, { hosts: null }, away);
    expect(whole(made).targets.map(({ version }) => version)).toEqual(['99']);
    expect(asked.filter((version) => version !== '99')).toHaveLength(4);
    const reasons = Map.groupBy(made.leftOut?.updates ?? [], ({ reason: { code } }) => code);
    expect([reasons.get('feed-failed')?.length, reasons.get('update-unlooked')?.length]).toEqual([4, 2]);
  });

  it.each([
    ['index-unsigned', 'repository-unverified'],
    ['feed-failed', 'repository-unread'],
  ] as const)('leaves out what a repository lists that is %s, as %s', async (code, expected) => {
    const given = archive({ [SECURITY.label]: ['1', '2'], [BESIDE.label]: ['1', '99'] });
    const failing: VendorArchive = {
      ...given,
      openIndex: async (options) =>
        options.repository.uri.endsWith('/Beside')
          ? { ok: false, reason: { code, facts: { uri: options.repository.uri, source: 'beside', detail: 'no' } } }
          : await given.openIndex(options),
    };
    const made = await cut({ plain, odd }, { hosts: null }, failing);
    expect(whole(made).targets.map(({ version }) => version)).toEqual(['2']);
    expect(made.leftOut?.updates).toMatchObject([{ version: '99', origin: BESIDE, reason: { code: expected } }]);
  });

  it('takes a file from another mirror where one that a host brings along does not give it', async () => {
    const mirrored = hostWith([SECURITY, { ...SECURITY, codename: 'mirror' }], '2', SECURITY);
    const given = archive({});
    const mirrors: VendorArchive = {
      ...given,
      openIndex: async ({ repository }) =>
        ok({
          ...{ repository, signedAt: THE_MORNING, origin: SECURITY },
          signedIndexDigest: sha256(encodeUtf8(repository.codename)),
          find: () => [{ ...entry(SECURITY, '2'), uri: `https://${repository.codename}.invalid/2` }],
        }),
      fetch: async (one) =>
        one.uri.includes('mirror')
          ? await given.fetch(one)
          : refuse('feed-failed', { source: one.uri, detail: 'gone' }),
    };
    expect(whole(await cut({ mirrored }, { hosts: null }, mirrors)).targets).toHaveLength(1);
  });

  it.each([
    ['the signed index', 'index'],
    ['the file that proves itself', 'file'],
  ] as const)('stays with %s where a host brings unsigned metadata along that say otherwise', async (_what, proof) => {
    const liar = hostWith([{ ...SECURITY, codename: 'liar' }, SECURITY], '2', SECURITY);
    const given = archive({});
    const bogus = sha256(encodeUtf8('bogus'));
    const contested: VendorArchive = {
      ...given,
      openIndex: async ({ repository }) => {
        const said = entry(SECURITY, '2');
        const isLie = repository.codename === 'liar';
        const its = isLie ? { ...said, file: { ...said.file, sha256: bogus } } : said;
        return ok({
          ...{ repository, signedAt: THE_MORNING, origin: SECURITY },
          signedIndexDigest: sha256(encodeUtf8(repository.codename)),
          find: () => [{ ...its, proof: isLie ? 'file' : proof } as const],
        });
      },
      fetch: async (one) =>
        one.file.sha256 === bogus
          ? refuse('package-unsigned', { package: 'openssl', version: '2', publisher: 'Debian', detail: 'none' })
          : await given.fetch(one),
    };
    const made = await cut({ liar }, { hosts: null }, contested);
    expect(whole(made).targets.map(({ file }) => file.sha256)).toEqual([sha256(bytesOf(SECURITY, '2'))]);
    expect(made.leftOut).toBeNull();
  });

  it('is refused where nothing is left, and says of each update why', async () => {
    const liar = hostWith([SECURITY], '99', SECURITY);
    const made = await cut({ liar }, { hosts: null });
    expect([made.patchSet, made.reason?.code]).toEqual([null, 'nothing-verified']);
    expect(made.leftOut).toMatchObject({ count: 1, updates: [{ reason: { code: 'update-unlisted' } }] });
  });

  it('is refused as a whole where a person named what cannot be taken', async () => {
    const liar = hostWith([SECURITY], '99', SECURITY);
    const named = { packages: ['openssl'], advisories: [] };
    const made = await cut({ plain, liar }, { hosts: null, scope: 'named', named });
    expect(made.reason).toMatchObject({ code: 'update-unlisted', facts: { package: 'openssl', version: '99' } });
    expect([made.patchSet, made.leftOut]).toEqual([null, null]);
  });
});
