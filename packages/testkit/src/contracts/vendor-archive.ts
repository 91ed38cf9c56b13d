import type { VendorArchive, VendorEntry, VendorIndex } from '@slipway/controller/ports';
import { field, paragraphTexts, parseParagraph } from '@slipway/core/deb822';
import type { Repository } from '@slipway/core/inventory';
import { addSeconds } from '@slipway/core/time';
import { describe, expect, it } from 'vitest';
import { BOOKWORM, sha256 } from '../builders/index.ts';

/** An archive with one repository. */
export interface VendorArchiveUnderTest {
  readonly archive: VendorArchive;
  readonly repository: Repository;
  /** A version of a package for every architecture of the platform, with a file of its own; beside what there is. */
  readonly publish: (name: string, version: string) => Promise<void>;
  readonly dispose: () => Promise<void>;
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
          architecture: 'amd64',
          sourceName: 'lib',
          sourceVersion: '2.0-1',
          origin: index.origin,
        });
        expect(fieldsOf(lib?.stanza ?? '')).toMatchObject({
          Package: 'lib',
          Version: '2.0-1',
          Architecture: 'amd64',
          SHA256: lib?.file.sha256.slice('sha256:'.length),
          Size: String(lib?.file.sizeBytes),
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
          const opened = await archive.openIndex({ repository, platform: BOOKWORM, notBefore: null, ...given });
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
        const index = await indexOf(under);
        const entries = [...index.find('lib'), ...index.find('app')];
        const text = textOf(under.archive.writeIndex(entries));
        expect(textOf(under.archive.writeIndex(entries.toReversed()))).toBe(text);
        const stanzas = [...paragraphTexts(text)].map(fieldsOf);
        expect(stanzas).toHaveLength(entries.length);
        for (const { stanza, file } of entries) {
          const named = { ...fieldsOf(stanza), Filename: `${file.sha256.slice('sha256:'.length)}.deb` };
          expect(stanzas).toContainEqual(named);
        }
        expect(textOf(under.archive.writeIndex([]))).toBe('');
      }));
  });
};

/** Two versions of one package, with all that a version may be made of. */
const PUBLISHED = [
  ['app', '1.0-1'],
  ['app', '1:1.1~rc1-1'],
  ['lib', '2.0-1'],
] as const;

const indexOf = async ({ archive, repository }: VendorArchiveUnderTest): Promise<VendorIndex> => {
  const opened = await archive.openIndex({ repository, platform: BOOKWORM, notBefore: null });
  if (!opened.ok) throw new Error(opened.reason.code);
  return opened.value;
};

const versionsOf = (entries: readonly VendorEntry[]): readonly string[] => entries.map(({ version }) => version).sort();

const bytesOf = async (archive: VendorArchive, entry: VendorEntry): Promise<Uint8Array> => {
  const chunks: Uint8Array[] = [];
  for await (const chunk of archive.fetch(entry)) chunks.push(chunk);
  return Buffer.concat(chunks);
};

const textOf = (bytes: Uint8Array): string => Buffer.from(bytes).toString('utf8');

const FIELDS = ['Package', 'Version', 'Architecture', 'SHA256', 'Size', 'Filename', 'Depends'];
const fieldsOf = (stanza: string): Readonly<Record<string, string>> => {
  const paragraph = parseParagraph(stanza);
  return Object.fromEntries(
    FIELDS.flatMap((its) => {
      const value = field(paragraph, its);
      return value === null ? [] : [[its, value]];
    }),
  );
};
