// Stanzas of a Packages index, as entries; and the stanza that hosts read, which is the vendor's own but for the file name.

import { asDigest } from '@slipway/core/ids';
import type { PackageOrigin } from '@slipway/core/inventory';
import type { VendorEntry } from '../../ports/index.ts';
import { field, paragraphTexts, parseParagraph } from './deb822.ts';

/** A stanza without name, version, file or SHA-256 cannot be installed and is passed over. */
export function* entriesOf(index: {
  readonly text: string;
  readonly uri: string;
  readonly origin: PackageOrigin;
}): Generator<VendorEntry> {
  for (const stanza of paragraphTexts(index.text)) {
    const entry = entryOf(stanza, index.uri, index.origin);
    if (entry !== null) yield entry;
  }
}

const SOURCE = /^(\S+)(?:\s+\(([^)]+)\))?$/;
const HEX = /^[0-9a-f]{64}$/;

const entryOf = (stanza: string, uri: string, origin: PackageOrigin): VendorEntry | null => {
  const paragraph = parseParagraph(stanza);
  const name = field(paragraph, 'Package');
  const version = field(paragraph, 'Version');
  const architecture = field(paragraph, 'Architecture');
  const fileName = field(paragraph, 'Filename');
  const hex = field(paragraph, 'SHA256');
  const size = field(paragraph, 'Size');
  if (name === null || version === null || architecture === null || fileName === null || hex === null || size === null)
    return null;
  if (!HEX.test(hex) || !/^\d+$/.test(size)) return null;
  const [, sourceName, sourceVersion] = SOURCE.exec(field(paragraph, 'Source') ?? '') ?? [];
  return {
    name,
    architecture,
    version,
    sourceName: sourceName ?? name,
    sourceVersion: sourceVersion ?? version,
    origin,
    file: { sha256: asDigest(`sha256:${hex}`), sizeBytes: Number(size) },
    uri: `${uri.replace(/\/$/, '')}/${fileName}`,
    stanza,
  };
};

/** With `Filename: HEX.deb`, the form in which agents lay the files out; everything else is the vendor's text, unchanged. */
export const indexStanza = ({ stanza, file }: VendorEntry): string => {
  const fileName = `${file.sha256.slice('sha256:'.length)}.deb`;
  const lines = stanza.split('\n').map((line) => (/^filename:/i.test(line) ? `Filename: ${fileName}` : line));
  return `${lines.join('\n').trimEnd()}\n`;
};
