// Stanzas of a Packages index, as entries; and the stanza that hosts read, which is the vendor's own but for the file name.

import { field, paragraphTexts, parseParagraph, parseRelations } from '@slipway/core/deb822';
import { asDigest } from '@slipway/core/ids';
import type { PackageOrigin } from '@slipway/core/inventory';
import type { PackageRelations } from '@slipway/core/patch-set';
import type { IndexEntry, NamedEntry, VendorEntry } from '../../ports/index.ts';

/** Names with their stanzas, unparsed: of 60,000 stanzas a cut looks at a few dozen. */
export function* stanzasOf(text: string): Generator<{ readonly name: string; readonly stanza: string }> {
  for (const stanza of paragraphTexts(text)) {
    const name = NAME.exec(stanza)?.[1];
    if (name !== undefined) yield { name, stanza };
  }
}

const NAME = /^Package:\s*(\S+)/im;
const SOURCE = /^(\S+)(?:\s+\(([^)]+)\))?$/;
const HEX = /^[0-9a-f]{64}$/;

/** `null` for a stanza without name or SHA-256. */
export const namedEntryOf = (stanza: string): NamedEntry | null => {
  const paragraph = parseParagraph(stanza);
  const [name, hex, size] = [field(paragraph, 'Package'), field(paragraph, 'SHA256'), field(paragraph, 'Size')];
  if (name === null || hex === null || size === null || !HEX.test(hex) || !/^\d+$/.test(size)) return null;
  return { name, file: { sha256: asDigest(`sha256:${hex}`), sizeBytes: Number(size) }, stanza };
};

/** `null` for a stanza without name, version, file or SHA-256: it cannot be installed. */
export const entryOf = (from: {
  readonly stanza: string;
  readonly uri: string;
  readonly origin: PackageOrigin;
}): VendorEntry | null => {
  const { stanza, uri, origin } = from;
  const named = namedEntryOf(stanza);
  const paragraph = parseParagraph(stanza);
  const version = field(paragraph, 'Version');
  const architecture = field(paragraph, 'Architecture');
  const fileName = field(paragraph, 'Filename');
  if (named === null || version === null || architecture === null || fileName === null) return null;
  const [, sourceName, sourceVersion] = SOURCE.exec(field(paragraph, 'Source') ?? '') ?? [];
  return {
    ...named,
    architecture,
    version,
    sourceName: sourceName ?? named.name,
    sourceVersion: sourceVersion ?? version,
    origin,
    uri: `${uri.replace(/\/$/, '')}/${fileName}`,
  };
};

/** In the package's own words. */
export const relationsIn = (stanza: string): PackageRelations => {
  const fields = parseParagraph(stanza);
  const of = (...names: readonly string[]) => names.flatMap((name) => parseRelations(field(fields, name) ?? ''));
  return { needs: of('Pre-Depends', 'Depends'), excludes: of('Breaks', 'Conflicts').flat() };
};

/** With `Filename: HEX.deb`, the form in which agents lay the files out; everything else is the vendor's text, unchanged. */
export const indexStanza = ({ stanza, file }: IndexEntry): string => {
  const fileName = `${file.sha256.slice('sha256:'.length)}.deb`;
  const lines = stanza.split('\n').map((line) => (/^filename:/i.test(line) ? `Filename: ${fileName}` : line));
  return `${lines.join('\n').trimEnd()}\n`;
};
