import { type Reason, reason } from '../reasons/index.ts';
import { compareVersions, type VersionFormat } from '../version/index.ts';

/** Whether what a feed calls fixed can be had at all. */
export type FixInArchive =
  | { readonly kind: 'there'; readonly version: string }
  /** The feed is wrong, or the archive has not got it yet: no update of any host will ever satisfy the verdict until then. */
  | { readonly kind: 'missing'; readonly reason: Reason }
  /** No version of the package is known, so nobody can say. */
  | { readonly kind: 'unknown' };

/**
 * A feed can be wrong: Debian's tracker said that bookworm's xz-utils was fixed in 5.4.1-2+deb12u1, and the archive's fix
 * is 5.4.1-1+deb12u1, which flags a patched host for ever.
 *
 * `candidates` are all versions of the release's indexes, of the same kind as the fix: source versions where the
 * statement was about a source.
 */
export function fixInArchive(wanted: {
  readonly name: string;
  readonly format: VersionFormat;
  readonly fixedVersion: string;
  readonly candidates: readonly string[];
}): FixInArchive {
  const { name, format, fixedVersion, candidates } = wanted;
  const [first, ...others] = candidates;
  if (first === undefined) return { kind: 'unknown' };
  const newest = others.reduce((a, b) => (compareVersions(format, a, b) < 0 ? b : a), first);
  return compareVersions(format, newest, fixedVersion) < 0
    ? { kind: 'missing', reason: reason('fix-not-in-archive', { package: name, fixed: fixedVersion, newest }) }
    : { kind: 'there', version: newest };
}
