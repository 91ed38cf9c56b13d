// The vendor's archive of the simulated world: names, versions and files whose bytes follow from both.

import type { VendorArchive, VendorEntry } from '@slipway/controller/ports';
import { encodeUtf8, type Sha256 } from '@slipway/core/document';
import { ok } from '@slipway/core/reasons';
import { asInstant } from '@slipway/core/time';

export const ARCHIVE_ORIGIN = { origin: 'Debian', label: 'Debian-Security', codename: 'bookworm-security' } as const;

export interface Archive extends VendorArchive {
  newest(name: string): string | null;
  offers(name: string, version: string): boolean;
  publish(name: string, version: string): void;
}

export const simulatedArchive = (sha256: Sha256): Archive => {
  const versions = new Map<string, string[]>();
  const entry = (name: string, version: string): VendorEntry => {
    const bytes = encodeUtf8(`${name} ${version}`);
    return {
      name,
      architecture: 'amd64',
      version,
      sourceName: name,
      sourceVersion: version,
      origin: ARCHIVE_ORIGIN,
      file: { sha256: sha256(bytes), sizeBytes: bytes.byteLength },
      uri: `https://archive.invalid/${name}/${version}`,
      stanza: `Package: ${name}\nVersion: ${version}\n`,
    };
  };
  return {
    offers: (name, version) => versions.get(name)?.includes(version) === true,
    newest: (name) => versions.get(name)?.at(-1) ?? null,
    publish: (name, version) => {
      versions.set(name, [...(versions.get(name) ?? []), version]);
    },
    openIndex: async ({ repository }) =>
      ok({
        repository,
        signedAt: asInstant('2026-01-01T00:00:00.000Z'),
        signedIndexDigest: sha256(encodeUtf8('index')),
        origin: ARCHIVE_ORIGIN,
        find: (name) => (versions.get(name) ?? []).map((version) => entry(name, version)),
      }),
    fetch: async function* ({ name, version }) {
      yield encodeUtf8(`${name} ${version}`);
    },
    writeIndex: (entries) =>
      encodeUtf8(
        entries
          .map(({ stanza }) => stanza)
          .toSorted()
          .join('\n'),
      ),
  };
};
