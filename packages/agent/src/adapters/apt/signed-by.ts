// By whose key a source is signed: apt tells where the source is configured (`/etc/apt/sources.list.d/debian.sources:2`),
// and there it stands.

import { readFile } from 'node:fs/promises';
import { readStanzas, type Stanza } from './deb822.ts';

/** By `Sourcesentry`, as it stands there; sources that name no key, or whose file cannot be read, are left out. */
export const keyringsOf = async (targets: readonly Stanza[]): Promise<ReadonlyMap<string, string>> => {
  const keyrings = new Map<string, string>();
  for (const entry of new Set(targets.map((target) => target.get('sourcesentry') ?? ''))) {
    const [, path, number] = /^(\/.+):(\d+)$/.exec(entry) ?? [];
    if (path === undefined) continue;
    const keyring = signedByIn(path, (await textOf(path)) ?? '', Number(number));
    if (keyring !== null) keyrings.set(entry, keyring);
  }
  return keyrings;
};

/** `number`: of the paragraph in a deb822 file, of the line in the older form; from 1 (sources.list(5)). */
export const signedByIn = (path: string, text: string, number: number): string | null => {
  const value = path.endsWith('.sources')
    ? readStanzas(text)[number - 1]?.get('signed-by')
    : /\[(?:[^\]]*\s)?signed-by=([^\s\]]+)/i.exec(text.split('\n')[number - 1] ?? '')?.[1];
  return value === undefined || value === '' ? null : value;
};

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
