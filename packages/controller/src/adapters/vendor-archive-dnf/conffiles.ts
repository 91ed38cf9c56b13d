// The configuration files that an rpm brings, as its header marks them (%config), with the digests that rpm compares.

import type { PackagedConffile } from '@slipway/core/patch-set';
import { pathsIn, type RpmHeader } from './rpm-header.ts';

/** Of rpmfiles.h. */
const CONFIG = 1;
const GHOST = 64;
/** rpm's numbers of PGPHASHALGO, as far as packages use them; without a number it is the first. */
const ALGORITHMS: Readonly<Record<string, string>> = {
  ...{ '1': 'md5', '2': 'sha1', '8': 'sha256', '9': 'sha384', '10': 'sha512', '11': 'sha224' },
};

/** Sorted by path. A link has no digest, and is none; `null`: by an algorithm that nobody here knows. */
export const conffilesOf = (header: RpmHeader): readonly PackagedConffile[] | null => {
  const [flags, digests] = [header('fileFlags'), header('fileDigests')];
  const algorithm = ALGORITHMS[header('fileDigestAlgorithm')[0] ?? '1'];
  const files = pathsIn(header).flatMap((path, at) => {
    const flag = Number(flags[at] ?? '0');
    const digest = digests[at] ?? '';
    return (flag & CONFIG) === 0 || (flag & GHOST) !== 0 || /^0*$/.test(digest) ? [] : [{ path, digest }];
  });
  if (files.length === 0) return [];
  if (algorithm === undefined) return null;
  return files
    .map(({ path, digest }) => ({ path, hash: `${algorithm}:${digest}` }))
    .sort((a, b) => (a.path < b.path ? -1 : 1));
};
