// By whose key a source is signed: apt tells where the source is configured (`/etc/apt/sources.list.d/debian.sources:2`),
// and there it stands.

import { readFile } from 'node:fs/promises';
import { readStanzas, type Stanza } from './deb822.ts';

/** What a source says of signatures, by its `Sourcesentry`. */
export interface SourceEntries {
  /** As it stands there; sources that name no key, or whose file cannot be read, are left out. */
  readonly keyrings: ReadonlyMap<string, string>;
  /** Taken whether anybody signed them or not, and those whose file cannot be read. */
  readonly unchecked: ReadonlySet<string>;
}

export const readEntries = async (targets: readonly Stanza[]): Promise<SourceEntries> => {
  const keyrings = new Map<string, string>();
  const unchecked = new Set<string>();
  for (const entry of new Set(targets.map((target) => target.get('sourcesentry') ?? ''))) {
    const [, path = '', number] = /^(\/.+):(\d+)$/.exec(entry) ?? [];
    const text = path === '' ? null : await textOf(path);
    if (text === null) {
      unchecked.add(entry);
      continue;
    }
    const keyring = signedByIn(path, text, Number(number));
    if (keyring !== null) keyrings.set(entry, keyring);
    if (isTrustedIn(path, text, Number(number))) unchecked.add(entry);
  }
  return { keyrings, unchecked };
};

/** `number`: of the paragraph in a deb822 file, of the line in the older form; from 1 (sources.list(5)). */
export const signedByIn = (path: string, text: string, number: number): string | null => {
  const value = path.endsWith('.sources')
    ? readStanzas(text)[number - 1]?.get('signed-by')
    : /\[(?:[^\]]*\s)?signed-by=([^\s\]]+)/i.exec(text.split('\n')[number - 1] ?? '')?.[1];
  return value === undefined || value === '' ? null : value;
};

/** `trusted`, numbered as in {@link signedByIn}: whatever does not say no says yes. */
export const isTrustedIn = (path: string, text: string, number: number): boolean => {
  const value = path.endsWith('.sources')
    ? readStanzas(text)[number - 1]?.get('trusted')
    : /\[(?:[^\]]*\s)?trusted=([^\s\]]*)/i.exec(text.split('\n')[number - 1] ?? '')?.[1];
  return value !== undefined && !isNo(value);
};

/** As apt reads its words for yes and no (StringToBool of apt-pkg). */
export const isNo = (value: string): boolean => /^(0+|no|false|without|off|disable)$/i.test(value.trim());

/** For people: not the whole key, where it stands in the source. */
export const keyringText = (signedBy: string): string => (isKey(signedBy) ? 'a key in the source itself' : signedBy);

export const isKey = (signedBy: string): boolean => signedBy.includes('-----BEGIN');

const textOf = async (path: string): Promise<string | null> => {
  try {
    return await readFile(path, 'utf8');
  } catch {
    return null;
  }
};
