import type { NamedEntry, VendorArchive, VendorEntry, VendorIndex } from '@slipway/controller/ports';
import { field, paragraphTexts, parseParagraph } from '@slipway/core/deb822';
import { decodeUtf8 } from '@slipway/core/document';
import type { Repository } from '@slipway/core/inventory';
import type { Platform } from '@slipway/core/patch-set';
import { addSeconds } from '@slipway/core/time';
import { describe, expect, it } from 'vitest';
import { BOOKWORM, sha256 } from '../builders/index.ts';

/** An archive with one repository. */
export interface VendorArchiveUnderTest {
  readonly archive: VendorArchive;
  readonly repository: Repository;
  /** A version of a package for every architecture of the platform, with a file of its own; beside what there is. */
  readonly publish: (name: string, version: string) => Promise<void>;
  readonly words: ArchiveWords;
  readonly dispose: () => Promise<void>;
}

/** How a format's stanzas and frozen indexes are read, by another way than the archive's own. */
export interface ArchiveWords {
  readonly platform: Platform;
  /** Of the packages that the test publishes. */
  readonly architecture: string;
  /** What the stanza says of itself, with what else it says as a text. */
  readonly factsOf: (stanza: string) => StanzaFacts;
  readonly factsIn: (index: Uint8Array) => readonly StanzaFacts[];
  /** What hosts call the file of this hash. */
  readonly fileName: (hex: string) => string;
}

export interface StanzaFacts {
  readonly name: string;
  readonly version: string;
  readonly architecture: string;
  /** In hexadecimal. */
  readonly sha256: string;
  readonly sizeBytes: number;
  readonly fileName: string;
  readonly needs: string;
}

export const describeVendorArchive = (name: string, create: () => Promise<VendorArchiveUnderTest>): void => {
  const using = async (test: (under: VendorArchiveUnderTest) => Promise<void>): Promise<void> => {
    const under = await create();
    try {
      for (const [one, version] of PUBLISHED) await under.publish(one, version);
      await test(under);
    } finally {
      await under.dispose();
    }
  };

  describe(`${name} is read by the controller`, () => {
    it('with every version of a package, and nothing of one that it does not have', async () =>
      await using(async (under) => {
        const index = await indexOf(under);
        expect(index.repository).toEqual(under.repository);
        expect(versionsOf(index.find('app'))).toEqual(['1.0-1', '1:1.1~rc1-1']);
        expect(versionsOf(index.find('lib'))).toEqual(['2.0-1']);
        expect(index.find('none')).toEqual([]);
      }));

    it('as entries that name what the index says of them', async () =>
      await using(async (under) => {
        const index = await indexOf(under);
        const [lib] = index.find('lib');
        expect(lib).toMatchObject({
          name: 'lib',
          architecture: under.words.architecture,
          sourceName: 'lib',
          sourceVersion: '2.0-1',
          origin: index.origin,
        });
        expect(under.words.factsOf(lib?.stanza ?? '')).toMatchObject({
          name: 'lib',
          version: '2.0-1',
          architecture: under.words.architecture,
          sha256: lib?.file.sha256.slice('sha256:'.length),
          sizeBytes: lib?.file.sizeBytes,
        });
      }));

    it('with the bytes of each file as its entry has them, one file per version', async () =>
      await using(async (under) => {
        const index = await indexOf(under);
        const found = ['app', 'lib'].flatMap((one) => index.find(one));
        for (const entry of found) {
          const bytes = await bytesOf(under.archive, entry);
          expect({ sha256: sha256(bytes), sizeBytes: bytes.byteLength }).toEqual(entry.file);
        }
        expect(new Set(found.map(({ file }) => file.sha256)).size).toBe(PUBLISHED.length);
      }));

    it('as a new index when something was published, and an open one stays as it was', async () =>
      await using(async (under) => {
        const before = await indexOf(under);
        expect((await indexOf(under)).signedIndexDigest).toBe(before.signedIndexDigest);
        await under.publish('app', '1.2-1');
        const after = await indexOf(under);
        expect(versionsOf(after.find('app'))).toContain('1.2-1');
        expect(versionsOf(before.find('app'))).not.toContain('1.2-1');
        expect(after.signedIndexDigest).not.toBe(before.signedIndexDigest);
      }));

    it('not where it is older than what was seen before, nor from beside the host', async () =>
      await using(async (under) => {
        const { signedAt } = await indexOf(under);
        const { archive, repository } = under;
        const codeOf = async (given: Partial<Parameters<VendorArchive['openIndex']>[0]>) => {
          const opened = await archive.openIndex({
            repository,
            platform: under.words.platform,
            notBefore: null,
            ...given,
          });
          return opened.ok ? null : opened.reason.code;
        };
        expect(await codeOf({ notBefore: signedAt })).toBeNull();
        expect(await codeOf({ notBefore: addSeconds(signedAt, 1) })).toBe('index-older');
        expect(await codeOf({ repository: { ...repository, uri: 'file:///srv/mirror' } })).toBe('scheme-refused');
      }));
  });

  describe(`what hosts read of ${name}`, () => {
    it("is the vendor's own stanzas with files named by digest, in one order whoever asks", async () =>
      await using(async (under) => {
        const { archive, words } = under;
        const index = await indexOf(under);
        const entries = [...index.find('lib'), ...index.find('app')];
        const written = archive.writeIndex(entries);
        expect(archive.writeIndex(entries.toReversed())).toEqual(written);
        const listed = words.factsIn(written);
        expect(listed).toHaveLength(entries.length);
        for (const { stanza, file } of entries) {
          const fileName = words.fileName(file.sha256.slice('sha256:'.length));
          expect(listed).toContainEqual({ ...words.factsOf(stanza), fileName });
        }
        expect(words.factsIn(archive.writeIndex([]))).toEqual([]);
      }));

    it('can be read back, and written again as it was', async () =>
      await using(async (under) => {
        const { archive } = under;
        const index = await indexOf(under);
        const entries = [...index.find('lib'), ...index.find('app')];
        const written = archive.writeIndex(entries);
        const again = archive.readIndex(written);
        const known = (list: readonly NamedEntry[]) => list.map(({ name, file }) => `${name} ${file.sha256}`).sort();
        expect(known(again)).toEqual(known(entries));
        expect(archive.writeIndex(again)).toEqual(written);
        expect(archive.readIndex(Buffer.from('\u0000 nothing of the kind'))).toEqual([]);
      }));
  });

  describe(`a file of ${name}`, () => {
    it('that is kept already proves itself by its index, or by what is in it', async () =>
      await using(async (under) => {
        const index = await indexOf(under);
        for (const entry of index.find('app')) {
          const bytes = await bytesOf(under.archive, entry);
          expect(await under.archive.prove(entry, () => only(bytes))).toEqual({ ok: true, value: undefined });
        }
      }));
  });
};

async function* only(bytes: Uint8Array): AsyncIterable<Uint8Array> {
  yield bytes;
}

/** Two versions of one package, with all that a version may be made of. */
const PUBLISHED = [
  ['app', '1.0-1'],
  ['app', '1:1.1~rc1-1'],
  ['lib', '2.0-1'],
] as const;

const indexOf = async ({ archive, repository, words }: VendorArchiveUnderTest): Promise<VendorIndex> => {
  const opened = await archive.openIndex({ repository, platform: words.platform, notBefore: null });
  if (!opened.ok) throw new Error(opened.reason.code);
  return opened.value;
};

const versionsOf = (entries: readonly VendorEntry[]): readonly string[] => entries.map(({ version }) => version).sort();

const bytesOf = async (archive: VendorArchive, entry: VendorEntry): Promise<Uint8Array> => {
  const fetched = await archive.fetch(entry);
  if (!fetched.ok) throw new Error(fetched.reason.code);
  const chunks: Uint8Array[] = [];
  try {
    for await (const chunk of fetched.value.chunks) chunks.push(chunk);
  } finally {
    await fetched.value.close();
  }
  return Buffer.concat(chunks);
};

const factsOfParagraph = (stanza: string): StanzaFacts => {
  const paragraph = parseParagraph(stanza);
  const of = (name: string): string => field(paragraph, name) ?? '';
  return {
    name: of('Package'),
    version: of('Version'),
    architecture: of('Architecture'),
    sha256: of('SHA256'),
    sizeBytes: Number(of('Size')),
    fileName: of('Filename'),
    needs: of('Depends'),
  };
};

/** Of Debian 12. */
export const DEB_WORDS: ArchiveWords = {
  platform: BOOKWORM,
  architecture: 'amd64',
  factsOf: factsOfParagraph,
  factsIn: (index) => [...paragraphTexts(decodeUtf8(index) ?? '')].map(factsOfParagraph),
  fileName: (hex) => `${hex}.deb`,
};
