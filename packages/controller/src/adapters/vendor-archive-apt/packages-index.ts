// Stanzas of a Packages index, as entries; and the stanza that hosts read, which is the vendor's own but for the file name.

import { field, paragraphTexts, parseParagraph } from '@slipway/core/deb822';
import { asDigest } from '@slipway/core/ids';
import type { PackageOrigin } from '@slipway/core/inventory';
import type { IndexEntry, VendorEntry } from '../../ports/index.ts';

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

/** `null` for a stanza without name, version, file or SHA-256: it cannot be installed. */
export const entryOf = (from: {
  readonly stanza: string;
  readonly uri: string;
  readonly origin: PackageOrigin;
}): VendorEntry | null => {
  const { stanza, uri, origin } = from;
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
export const indexStanza = ({ stanza, file }: IndexEntry): string => {
  const fileName = `${file.sha256.slice('sha256:'.length)}.deb`;
  const lines = stanza.split('\n').map((line) => (/^filename:/i.test(line) ? `Filename: ${fileName}` : line));
  return `${lines.join('\n').trimEnd()}\n`;
};
