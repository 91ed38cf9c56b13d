// Configuration files of packages that the host has changed. Whether the new version ships another content cannot be
// known from the index alone, so every changed one of a changing package is named.

import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ConffileConflict, ProposedChange } from '@slipway/core/patch-set';
import { isAbsent } from '../../if-there/index.ts';
import { type AptContext, ask, outputOf, PROGRAMS } from './host.ts';

export interface Conffile {
  readonly package: string;
  readonly path: string;
  /** As the installed version shipped it. */
  readonly md5: string;
}

export const modifiedConffiles = async (
  context: AptContext,
  changes: readonly ProposedChange[],
): Promise<readonly ConffileConflict[]> => {
  const changing = changes.filter(({ kind }) => kind === 'upgrade' || kind === 'downgrade');
  if (changing.length === 0) return [];
  const listed = outputOf(
    await ask(context, [
      PROGRAMS.dpkgQuery,
      `--admindir=${context.host.dpkgAdminDirectory}`,
      '--show',
      `--showformat=${CONFFILES_FORMAT}`,
      ...changing.map(({ name }) => name),
    ]),
  );
  if ('problem' in listed) throw new Error(`the conffiles cannot be read: ${listed.problem}`);
  const conflicts: ConffileConflict[] = [];
  for (const conffile of readConffiles(listed.text)) {
    const { package: name, path } = conffile;
    if (await isModified(context.host.root, conffile)) conflicts.push({ package: name, path });
  }
  return conflicts;
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
    const found = /^ (\/.+) ([0-9a-f]{32})$/.exec(line);
    if (found?.[1] !== undefined && found[2] !== undefined) {
      conffiles.push({ package: name, path: found[1], md5: found[2] });
    }
  }
  return conffiles;
};

/** A file that is gone was removed by a person, which dpkg respects. One that cannot be read counts as changed. */
const isModified = async (root: string, { path, md5 }: Conffile): Promise<boolean> => {
  try {
    return (
      createHash('md5')
        .update(await readFile(join(root, path)))
        .digest('hex') !== md5
    );
  } catch (error) {
    return !isAbsent(error);
  }
};
