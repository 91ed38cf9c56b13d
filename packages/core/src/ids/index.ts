// Branded identifiers. A brand costs nothing at run time and stops a host id from being passed where a
// rollout id belongs. Values are branded once, at the border that read them; inside they are trusted.
// May import: nothing.

declare const brand: unique symbol;

/** A primitive that only the owner of `Name` hands out. */
export type Branded<T, Name extends string> = T & { readonly [brand]: Name };

/** One managed Linux system, named by the controller at enrolment; never derived from the machine-id, which clones share. */
export type HostId = Branded<string, 'HostId'>;
/** `sha256:` and 64 lower-case hexadecimal digits. */
export type Digest = Branded<string, 'Digest'>;
/** Digest of a public key's raw 32 bytes, in the same form as {@link Digest}. */
export type KeyId = Branded<string, 'KeyId'>;
export type RolloutId = Branded<string, 'RolloutId'>;
/** One try of one host plan. */
export type AttemptId = Branded<string, 'AttemptId'>;

const DIGEST = /^sha256:[0-9a-f]{64}$/;
/** What the controller hands out: readable in a URL, a file name and a log line alike. */
const IDENTIFIER = /^[a-z0-9][a-z0-9-]{0,62}$/;

/** True for `sha256:` followed by 64 lower-case hexadecimal digits. */
export const isDigest = (text: string): text is Digest => DIGEST.test(text);
/** True for 1 to 63 characters of `a-z`, `0-9` and `-`, not beginning with `-`. */
export const isIdentifier = (text: string): boolean => IDENTIFIER.test(text);

/** Brands text that a border has already validated, or that a trusted port made. */
export const asDigest = (text: string): Digest => text as Digest;
export const asHostId = (text: string): HostId => text as HostId;
export const asKeyId = (text: string): KeyId => text as KeyId;
export const asRolloutId = (text: string): RolloutId => text as RolloutId;
export const asAttemptId = (text: string): AttemptId => text as AttemptId;

/** From 0 to below 1, the same for the same id: what would happen to many at once is spread by it, without any chance in it. */
export const spreadOf = (id: string): number => {
  // FNV-1a, and the last step of MurmurHash3: ids that differ in their last sign fall far apart, a million of them evenly.
  let hash = 0x811c9dc5;
  for (const character of id) hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return ((hash ^ (hash >>> 16)) >>> 0) / 2 ** 32;
};
