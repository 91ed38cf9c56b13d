// Until when the keys are good that sign a source: those of its keyring, or of apt's own, that signed the file which apt read last.

import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Instant } from '@slipway/core/time';
import { type ExpiringKey, issuersIn, keysIn, lastExpiry, readKeys } from '../../key-rings/index.ts';
import type { Stanza } from './deb822.ts';
import { isKey } from './signed-by.ts';

/** By source, as `Site` and `Release` name it; those of which nothing is known are left out. */
export const keyExpiries = async (
  known: readonly Stanza[],
  keyrings: ReadonlyMap<string, string>,
  root: string,
): Promise<ReadonlyMap<string, Instant | null>> => {
  const expiries = new Map<string, Instant | null>();
  for (const target of known) {
    const key = `${target.get('site') ?? ''} ${target.get('release') ?? ''}`;
    if (expiries.has(key)) continue;
    const signers = await signersOf(target);
    if (signers === null) continue;
    const keyring = keyrings.get(target.get('sourcesentry') ?? '');
    const expiry = lastExpiry(await keysOf(keyring, root), signers);
    if (expiry !== undefined) expiries.set(key, expiry);
  }
  return expiries;
};

/** `null`: it is not signed, or was never read. */
const signersOf = async (target: Stanza): Promise<ReadonlySet<string> | null> => {
  const [file, meta] = [target.get('filename') ?? '', target.get('metakey') ?? ''];
  const at = file.lastIndexOf(`_${meta.replaceAll('/', '_')}`);
  if (at === -1 || meta === '') return null;
  for (const name of ['InRelease', 'Release.gpg']) {
    try {
      return issuersIn(await readFile(`${file.slice(0, at)}_${name}`));
    } catch {
      // The other one, then.
    }
  }
  return null;
};

/** `Signed-By` names files, or fingerprints of keys in apt's own folders (sources.list(5)). */
const keysOf = async (keyring: string | undefined, root: string): Promise<readonly ExpiringKey[]> => {
  // Of a key in the source itself an empty line is written as a dot.
  if (keyring !== undefined && isKey(keyring)) return keysIn(Buffer.from(keyring.replace(/^\.$/gm, ''), 'utf8'));
  const paths = (keyring ?? '').split(/[\s,]+/).filter((path) => path.startsWith('/'));
  return await readKeys(paths.length > 0 ? paths : await ownKeyrings(root));
};

const ownKeyrings = async (root: string): Promise<readonly string[]> => {
  const folder = join(root, 'etc/apt/trusted.gpg.d');
  return [join(root, 'etc/apt/trusted.gpg'), ...(await namesIn(folder)).map((name) => join(folder, name))];
};

const namesIn = async (folder: string): Promise<readonly string[]> => {
  try {
    return (await readdir(folder)).sort();
  } catch {
    // Not there, on hosts whose sources name their keys.
    return [];
  }
};
