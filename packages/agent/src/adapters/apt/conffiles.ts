// Configuration files about which dpkg would ask: what lies on the host and what the new version brings are two. Decided as
// dpkg itself does (dpkg 1.21, src/main/configure.c) from what the installed version shipped, what lies there, and what the new
// package holds; of a package that nobody has looked into every file counts that the host has changed.

import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ConffileConflict, PackagedConffile, ProposedChange } from '@slipway/core/patch-set';
import { ifThere } from '../../if-there/index.ts';
import type { BroughtConffiles } from '../../ports/index.ts';
import { type AptContext, ask, outputOf, PROGRAMS } from './host.ts';
import { keyOf } from './proposed-changes.ts';

export interface Conffile {
  readonly package: string;
  readonly path: string;
  /** As the installed version shipped it. */
  readonly md5: string;
  /** The installed version does not bring it any more; dpkg still knows what an earlier one brought. */
  readonly obsolete: boolean;
}

export const conffileConflicts = async (
  context: AptContext,
  changes: readonly ProposedChange[],
  brought: readonly BroughtConffiles[] = [],
): Promise<readonly ConffileConflict[]> => {
  const coming = changes.filter(({ kind }) => kind !== 'remove');
  if (coming.length === 0) return [];
  const shipped = await shippedConffiles(context);
  const known = new Map(brought.map((one) => [keyOf(one), one.files]));
  const conflicts: ConffileConflict[] = [];
  for (const { kind, name, architecture, to } of coming) {
    const files = known.get(keyOf({ name, architecture, version: to ?? '' }));
    const paths =
      files === undefined
        ? kind === 'install'
          ? []
          : await changedOf(context.host.root, shipped, name)
        : await differing(context.host.root, shipped, files);
    conflicts.push(...paths.map((path) => ({ package: name, path })));
  }
  return conflicts;
};

/** Of all packages: a file may come over from another one, and then dpkg goes by what that one shipped. */
const shippedConffiles = async (context: AptContext): Promise<readonly Conffile[]> => {
  const listed = outputOf(
    await ask(context, [
      PROGRAMS.dpkgQuery,
      `--admindir=${context.host.dpkgAdminDirectory}`,
      '--show',
      `--showformat=${CONFFILES_FORMAT}`,
    ]),
  );
  if ('problem' in listed) throw new Error(`the conffiles cannot be read: ${listed.problem}`);
  return readConffiles(listed.text);
};

/** dpkg(1): the packaged one beside the kept, the owner's beside the replaced, and one that a cut left unpacked. */
export const DPKG_BESIDE: readonly string[] = ['.dpkg-dist', '.dpkg-old', '.dpkg-new'];

/** The tab marks the line with the name: every line of a conffile begins with a blank. */
// biome-ignore lint/suspicious/noTemplateCurlyInString: fields of dpkg-query's format
export const CONFFILES_FORMAT = '\t${Package}\n${Conffiles}\n';

/**
 * Lines ` /path md5`, with `obsolete` or `remove-on-upgrade` behind where the file no longer belongs to the package, and
 * `newconffile` instead of a sum where it is not unpacked yet.
 */
export const readConffiles = (text: string): readonly Conffile[] => {
  const conffiles: Conffile[] = [];
  let name = '';
  for (const line of text.split('\n')) {
    if (line.startsWith('\t')) name = line.slice(1);
    const found = /^ (\/.+?) ([0-9a-f]{32})( obsolete| remove-on-upgrade)*$/.exec(line);
    if (found?.[1] !== undefined && found[2] !== undefined) {
      conffiles.push({ package: name, path: found[1], md5: found[2], obsolete: found[3] !== undefined });
    }
  }
  return conffiles;
};

const changedOf = async (root: string, shipped: readonly Conffile[], name: string): Promise<readonly string[]> => {
  const paths: string[] = [];
  for (const conffile of shipped.filter((one) => one.package === name && !one.obsolete)) {
    const lying = await md5At(root, conffile.path);
    if (lying !== 'gone' && lying !== conffile.md5) paths.push(conffile.path);
  }
  return paths;
};

/**
 * Nothing is asked where the package brings what it brought before, or what lies there already. What a person has taken away
 * stays away as long as the package brings the same.
 */
const differing = async (
  root: string,
  shipped: readonly Conffile[],
  files: readonly PackagedConffile[],
): Promise<readonly string[]> => {
  const paths: string[] = [];
  for (const { path, hash } of files) {
    const before = shipped.filter((one) => one.path === path).map(({ md5 }) => `md5:${md5}`);
    if (hash !== null && before.includes(hash)) continue;
    const lying = await md5At(root, path);
    const isConflict =
      lying === 'gone' ? hash !== null && before.length > 0 : ![hash, ...before].includes(`md5:${lying}`);
    if (isConflict) paths.push(path);
  }
  return paths;
};

/** What cannot be read is `unreadable`, which equals no sum and so counts as changed. */
const md5At = async (root: string, path: string): Promise<string> => {
  try {
    const content = await ifThere(readFile(join(root, path)));
    return content === null ? 'gone' : createHash('md5').update(content).digest('hex');
  } catch {
    // The reporter is not root; of a file that it cannot read nothing is known but that it is there.
    return 'unreadable';
  }
};
