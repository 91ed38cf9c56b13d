// What this host itself has of versions that no index offers any more: files that apt once fetched, and dpkg-repack. Told with
// a proposal; taken, or made, by root alone.

import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { lstat } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { asDigest, type Digest } from '@slipway/core/ids';
import type { OwnFiles, ProposedChange, VersionFile } from '@slipway/core/patch-set';
import type { PackageVersion } from '../../ports/index.ts';
import type { AptContext, AptHost } from './host.ts';
import { fieldOf, visitStanzas } from './list-stanzas.ts';
import { keyOf } from './proposed-changes.ts';
import { canRebuild } from './rebuild.ts';
import { readTargets } from './repositories.ts';

export const ownFiles = async (
  context: AptContext,
  changes: readonly ProposedChange[],
  offered: ReadonlySet<string>,
): Promise<OwnFiles> => {
  const held: VersionFile[] = [];
  for (const { name, architecture, from } of changes) {
    const version = { name, architecture, version: from ?? '' };
    if (from === null || offered.has(keyOf(version))) continue;
    const file = await fileAt(cachedPath(context.host, version));
    if (file !== null) held.push({ ...version, file });
  }
  return {
    cached: held.length === 0 ? [] : await vouchedFor(context, held),
    rebuilds: (await canRebuild()) ? 'possible' : 'impossible',
  };
};

/** As apt names it (apt-pkg/acquire-item.cc, QuoteString): `zlib1g_1%3a1.2.13_amd64.deb`. */
export const cachedPath = ({ root }: Pick<AptHost, 'root'>, { name, version, architecture }: PackageVersion): string =>
  join(root, 'var/cache/apt/archives', `${name}_${version.replaceAll(':', '%3a')}_${architecture}.deb`);

const fileAt = async (path: string): Promise<VersionFile['file'] | null> => {
  try {
    const { size } = await lstat(path);
    const hash = createHash('sha256');
    await pipeline(createReadStream(path), hash);
    return { sha256: asDigest(`sha256:${hash.digest('hex')}`), sizeBytes: size };
  } catch {
    return null;
  }
};

/**
 * Those of which an index says that exactly this file is that version. Only indexes that apt holds to be authenticated: their
 * Release file is signed by a key of the source, or root wrote `trusted` into it.
 */
const vouchedFor = async (context: AptContext, held: readonly VersionFile[]): Promise<readonly VersionFile[]> => {
  const targets = await readTargets(context);
  if (!targets.ok) return [];
  const byKey = new Map(held.map((one) => [keyOf(one), one]));
  const vouched = new Set<VersionFile>();
  for (const target of targets.value.known) {
    if (target.get('trusted') !== 'yes') continue;
    try {
      await visitStanzas(target.get('filename') ?? '', (stanza) => {
        const one = byKey.get(keyOf(versionOf(stanza)));
        if (one !== undefined && hashOf(stanza) === one.file.sha256) vouched.add(one);
      });
    } catch {
      // An index that cannot be read vouches for nothing.
    }
  }
  return held.filter((one) => vouched.has(one));
};

const versionOf = (stanza: string): PackageVersion => ({
  name: fieldOf(stanza, /^Package:(.*)$/im),
  architecture: fieldOf(stanza, /^Architecture:(.*)$/im),
  version: fieldOf(stanza, /^Version:(.*)$/im),
});

const hashOf = (stanza: string): Digest => `sha256:${fieldOf(stanza, /^SHA256:(.*)$/im)}` as Digest;
