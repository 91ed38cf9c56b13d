// By whose signatures apt takes a source, and until when: the keys of its keyring, or of apt's own, those of them that signed the file
// which apt read last, and whether it wants any signature at all.

import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { RepositoryTrust } from '@slipway/core/inventory';
import type { Instant } from '@slipway/core/time';
import { issuersIn, keysIn, lastExpiry, type NamedKey, primaryFingerprints, readKeys } from '../../key-rings/index.ts';
import type { Stanza } from './deb822.ts';
import { isKey, type SourceEntries } from './signed-by.ts';

export interface SourceTrust {
  readonly trust: RepositoryTrust;
  /** Absent: it cannot be told. */
  readonly keyExpiresAt?: Instant | null;
}

/** Ids of the keys that signed a source; `null`: it is not signed, or was never read. */
export type SignersOf = (targets: readonly Stanza[]) => Promise<ReadonlySet<string> | null>;

export interface TrustedBy {
  readonly entries: SourceEntries;
  /** apt itself is told to ask nobody. */
  readonly allowsUnsigned: boolean;
  /** Of the host. */
  readonly root: string;
  readonly signersOf: SignersOf;
  /** Whose end counts where no signer is known. */
  readonly otherwise: 'nobody' | 'any';
}

/** As `Site` and `Release` name it. */
export const sourceKey = (target: Stanza): string => `${target.get('site') ?? ''} ${target.get('release') ?? ''}`;

/** By {@link sourceKey}, of targets that belong to sources which are configured. */
export const trustOf = async (
  targets: readonly Stanza[],
  { entries, allowsUnsigned, root, signersOf, otherwise }: TrustedBy,
): Promise<ReadonlyMap<string, SourceTrust>> => {
  const found = new Map<string, SourceTrust>();
  for (const [key, its] of Map.groupBy(targets, sourceKey)) {
    const keys: NamedKey[] = [];
    const named = new Set(its.map((target) => target.get('sourcesentry') ?? ''));
    for (const keyring of new Set([...named].map((entry) => entries.keyrings.get(entry)))) {
      keys.push(...(await keysOf(keyring, root)));
    }
    const signers = await signersOf(its);
    const signed = keys.filter(({ keyId }) => signers?.has(keyId) === true).map(({ keyId }) => keyId);
    const isUnchecked =
      allowsUnsigned || its.some(allowsInsecure) || [...named].some((entry) => entries.unchecked.has(entry));
    const keyExpiresAt = signers === null && otherwise === 'nobody' ? undefined : lastExpiry(keys, signers);
    found.set(key, {
      trust: {
        address: its[0]?.get('repo-uri') ?? '',
        checks: isUnchecked ? [] : ['metadata'],
        keys: primaryFingerprints(keys),
        ...(signed.length === 0 ? {} : { signers: [...new Set(signed)].sort() }),
      },
      ...(keyExpiresAt === undefined ? {} : { keyExpiresAt }),
    });
  }
  return found;
};

/** By options of the source, or of apt as a whole, which apt tells only where they are on. */
const allowsInsecure = (target: Stanza): boolean =>
  ['allow-insecure', 'allow-weak', 'allow-downgrade-to-insecure'].some((option) => target.has(option));

/** As the Release file that apt read last says. */
export const readSigners: SignersOf = async (targets) => {
  for (const target of targets) {
    const [file, meta] = [target.get('filename') ?? '', target.get('metakey') ?? ''];
    const at = file.lastIndexOf(`_${meta.replaceAll('/', '_')}`);
    if (at === -1 || meta === '') continue;
    for (const name of ['InRelease', 'Release.gpg']) {
      try {
        return issuersIn(await readFile(`${file.slice(0, at)}_${name}`));
      } catch {
        // The other one, then.
      }
    }
  }
  return null;
};

/** `Signed-By` names files, or fingerprints of keys in apt's own folders (sources.list(5)). */
const keysOf = async (keyring: string | undefined, root: string): Promise<readonly NamedKey[]> => {
  // Of a key in the source itself an empty line is written as a dot.
  if (keyring !== undefined && isKey(keyring)) return keysIn(Buffer.from(keyring.replace(/^\.$/gm, ''), 'utf8'));
  const words = (keyring ?? '').split(/[\s,]+/);
  const paths = words.filter((path) => path.startsWith('/'));
  if (paths.length > 0) return await readKeys(paths);
  const own = await readKeys(await ownKeyrings(root));
  const named = words.map((word) => word.replace(/!$/, '').toUpperCase()).filter((word) => word !== '');
  return named.length === 0 ? own : ofPrimaries(own, named);
};

/** With the subkeys of those that are named, which follow them in a ring. */
const ofPrimaries = (keys: readonly NamedKey[], named: readonly string[]): readonly NamedKey[] => {
  let isNamed = false;
  return keys.filter(({ kind, fingerprint }) => {
    if (kind === 'primary') isNamed = named.includes(fingerprint);
    return isNamed || named.includes(fingerprint);
  });
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
