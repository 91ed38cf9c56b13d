// The index that hosts read, and an entry's part of it: docs/adr/0031 has the form.

import { canonicalise, encodeUtf8 } from '@slipway/core/document';
import { asDigest } from '@slipway/core/ids';
import {
  type ListedPackage,
  modulesOf,
  openedDocument,
  openedFragment,
  type RpmPackage,
} from '@slipway/feeds/rpm-metadata';
import type { IndexEntry, NamedEntry } from '../../ports/index.ts';

/** `IndexEntry.stanza` of an rpm archive. */
interface Stanza {
  readonly primary: string;
  readonly filelists?: string;
  readonly modules?: readonly string[];
}

export const stanzaOf = ({
  primary,
  filelists,
  modules,
}: Pick<ListedPackage, 'primary' | 'filelists' | 'modules'>): string =>
  canonicalise({
    primary,
    ...(filelists === null ? {} : { filelists }),
    ...(modules.length === 0 ? {} : { modules }),
  } satisfies Stanza);

export const readStanza = (stanza: string): Stanza => JSON.parse(stanza) as Stanza;

const SCHEMA = 'slipway.rpm-index/1';

interface FrozenIndex {
  readonly schema: typeof SCHEMA;
  readonly modules: readonly string[];
  readonly packages: readonly Pick<Stanza, 'primary' | 'filelists'>[];
}

export const writeFrozenIndex = (entries: readonly IndexEntry[]): Uint8Array => {
  const packages = new Map<string, FrozenIndex['packages'][number]>();
  const modules = new Set<string>();
  for (const { stanza, file } of entries) {
    const { primary, filelists, modules: own = [] } = readStanza(stanza);
    const placed = withLocation(primary, `${file.sha256.slice('sha256:'.length)}.rpm`);
    packages.set(placed, { primary: placed, ...(filelists === undefined ? {} : { filelists }) });
    for (const text of own) modules.add(text);
  }
  const sorted = [...packages].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, one]) => one);
  return encodeUtf8(
    canonicalise({ schema: SCHEMA, modules: [...modules].sort(), packages: sorted } satisfies FrozenIndex),
  );
};

/** What cannot be read holds nothing. */
export const readFrozenIndex = (bytes: Uint8Array): readonly NamedEntry[] => {
  const index = opened(bytes);
  if (index === null) return [];
  const documents = index.modules.flatMap((text) => openedDocument(text) ?? []);
  return index.packages.flatMap(({ primary, filelists }) => {
    const found = openedFragment(primary);
    if (found === null) return [];
    const { texts } = modulesOf(documents, found);
    return [
      {
        name: found.name,
        file: fileOf(found),
        stanza: stanzaOf({ primary, filelists: filelists ?? null, modules: texts }),
      },
    ];
  });
};

const opened = (bytes: Uint8Array): FrozenIndex | null => {
  try {
    const parsed = JSON.parse(Buffer.from(bytes).toString('utf8')) as FrozenIndex;
    return parsed.schema === SCHEMA ? parsed : null;
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
};

export const fileOf = ({ sha256, sizeBytes }: RpmPackage) => ({ sha256: asDigest(`sha256:${sha256}`), sizeBytes });

const LOCATION = /<location(?:\s+[\w:.-]+\s*=\s*(?:"[^"]*"|'[^']*'))*\s*(?:\/>|>\s*<\/location\s*>)/;

const withLocation = (primary: string, fileName: string): string =>
  primary.replace(LOCATION, `<location href="${fileName}"/>`);

/** Whether hosts would look for the file under its hash: a text may hide its location from a look without a parser. */
export const canBePlaced = ({ primary, package: its }: Pick<ListedPackage, 'primary' | 'package'>): boolean => {
  const fileName = `${its.sha256}.rpm`;
  const placed = openedFragment(withLocation(primary, fileName));
  return placed?.href === fileName && placed.base === null;
};
