// The vendor's archive of the simulated world: names, versions and files whose bytes follow from both. Held to what a real
// one does by the contract suite that both pass.

import type { NamedEntry, VendorArchive, VendorEntry } from '@slipway/controller/ports';
import { field, paragraphTexts, parseParagraph } from '@slipway/core/deb822';
import { decodeUtf8, encodeUtf8, type Sha256 } from '@slipway/core/document';
import { asDigest } from '@slipway/core/ids';
import type { PackageFile } from '@slipway/core/patch-set';
import { ok, refuse } from '@slipway/core/reasons';
import { asInstant } from '@slipway/core/time';

export const ARCHIVE_ORIGIN = { origin: 'Debian', label: 'Debian-Security', codename: 'bookworm-security' } as const;

export interface Archive extends VendorArchive {
  /** By which hosts know it. */
  readonly uri: string;
  newest(name: string): string | null;
  offers(name: string, version: string): boolean;
  publish(name: string, version: string): void;
  /** Hosts go on seeing it, and no index lists it any more: a mirror that is ahead of its vendor, or was lied to. */
  withhold(name: string, version: string): void;
  /** As files of a repository. */
  files(name: string): readonly { readonly stanza: string; readonly path: string; readonly bytes: Uint8Array }[];
}

const SIGNED_AT = asInstant('2026-01-01T00:00:00.000Z');

export const simulatedArchive = (sha256: Sha256, uri = 'https://archive.invalid/debian'): Archive => {
  const versions = new Map<string, readonly string[]>();
  const withheld = new Map<string, readonly string[]>();
  const entry = (name: string, version: string): VendorEntry => {
    const bytes = bytesOf(name, version);
    const file = { sha256: sha256(bytes), sizeBytes: bytes.byteLength };
    return {
      name,
      architecture: 'amd64',
      version,
      sourceName: name,
      sourceVersion: version,
      origin: ARCHIVE_ORIGIN,
      file,
      uri: `https://archive.invalid/${name}/${version}`,
      stanza: stanzaOf(name, version, file, pathOf(name, version)),
    };
  };
  return {
    uri,
    offers: (name, version) => versions.get(name)?.includes(version) === true,
    newest: (name) => versions.get(name)?.at(-1) ?? null,
    publish: (name, version) => {
      versions.set(name, [...(versions.get(name) ?? []), version]);
    },
    withhold: (name, version) => {
      withheld.set(name, [...(withheld.get(name) ?? []), version]);
    },
    files: (name) =>
      (versions.get(name) ?? []).map((version) => ({
        stanza: entry(name, version).stanza,
        path: pathOf(name, version),
        bytes: bytesOf(name, version),
      })),
    openIndex: async ({ repository, notBefore }) => {
      const { uri } = repository;
      if (!/^https?:/.test(uri)) return refuse('scheme-refused', { uri });
      if (notBefore !== null && SIGNED_AT < notBefore) {
        return refuse('index-older', { uri, found: SIGNED_AT, stored: notBefore });
      }
      const listed = new Map(
        [...versions].map(([name, its]) => [name, its.filter((one) => withheld.get(name)?.includes(one) !== true)]),
      );
      return ok({
        repository,
        signedAt: SIGNED_AT,
        signedIndexDigest: sha256(encodeUtf8(JSON.stringify([...listed]))),
        origin: ARCHIVE_ORIGIN,
        find: (name) => (listed.get(name) ?? []).map((version) => entry(name, version)),
      });
    },
    fetch: async ({ name, version }) => ok({ chunks: only(bytesOf(name, version)), close: async () => undefined }),
    prove: async () => ok(undefined),
    conffilesIn: async () => ({ files: [] }),
    relationsOf: () => ({ needs: [], excludes: [] }),
    readIndex: (bytes) => [...paragraphTexts(decodeUtf8(bytes) ?? '')].flatMap((stanza) => named(stanza) ?? []),
    writeIndex: (entries) =>
      encodeUtf8(
        entries
          .map(({ stanza, file }) =>
            stanza.replace(/^Filename:.*$/m, `Filename: ${file.sha256.slice('sha256:'.length)}.deb`),
          )
          .toSorted()
          .join('\n'),
      ),
  };
};

async function* only(bytes: Uint8Array): AsyncIterable<Uint8Array> {
  yield bytes;
}

const named = (stanza: string): NamedEntry | null => {
  const fields = parseParagraph(stanza);
  const [name, hex, size] = [field(fields, 'Package'), field(fields, 'SHA256'), field(fields, 'Size')];
  if (name === null || hex === null || size === null) return null;
  return {
    name,
    file: { sha256: asDigest(`sha256:${hex}`), sizeBytes: Number(size) },
    stanza: `${stanza.trimEnd()}\n`,
  };
};

const pathOf = (name: string, version: string): string => `pool/${name}_${version}.deb`;

const bytesOf = (name: string, version: string): Uint8Array => encodeUtf8(`${name} ${version}`);

const stanzaOf = (name: string, version: string, { sha256, sizeBytes }: PackageFile, fileName: string): string =>
  [
    `Package: ${name}`,
    `Version: ${version}`,
    'Architecture: amd64',
    `Filename: ${fileName}`,
    `Size: ${sizeBytes}`,
    `SHA256: ${sha256.slice('sha256:'.length)}`,
    '',
  ].join('\n');
