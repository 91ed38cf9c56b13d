// The command of a transaction: exact versions, from the staged files alone, no question asked, nothing removed that is
// not named. Whole in itself (it begins with /usr/bin/env), since it runs in a unit of its own.

import type { PlannedChange, PlannedConffile, PreviousVersion } from '@slipway/core/plan';
import type { StagedFiles } from '../../ports/index.ts';
import { hermeticFor } from './hermetic.ts';
import { type AptContext, ENVIRONMENT, PROGRAMS } from './host.ts';

export const transactionCommand = (
  context: Pick<AptContext, 'directory'>,
  change: {
    readonly staged: StagedFiles;
    readonly changes: readonly PlannedChange[];
    readonly conffiles: readonly PlannedConffile[];
  },
): readonly string[] => {
  const kinds = new Set(change.changes.map(({ kind }) => kind));
  return aptGet(context, change.staged, [
    ...conffileOptions(change.conffiles),
    ...(kinds.has('remove') ? [] : ['--no-remove']),
    // Only a rollback plan holds one, and only one whose bounds say so reaches this place.
    ...(kinds.has('downgrade') ? ['--allow-downgrades'] : []),
    ...INSTALL,
    ...change.changes.map(({ name, architecture, to }) => argument(name, architecture, to)),
  ]);
};

export const wayBackCommand = (
  context: Pick<AptContext, 'directory'>,
  change: { readonly staged: StagedFiles; readonly previous: readonly PreviousVersion[] },
): readonly string[] =>
  aptGet(context, change.staged, [
    ...conffileOptions([]),
    ...(change.previous.some(({ version }) => version === null) ? [] : ['--no-remove']),
    '--allow-downgrades',
    ...INSTALL,
    ...change.previous.map((one) => ownFile(change.staged, one) ?? argument(one.name, one.architecture, one.version)),
  ]);

/** What follows is a package, whatever it looks like (apt's own reading of `--`, apt 1.6 and later). */
const INSTALL = ['install', '--'] as const;

/** `-` behind a name removes it (apt-get(8)); never purges: configuration stays. */
const argument = (name: string, architecture: string, version: string | null): string =>
  version === null ? `${name}:${architecture}-` : `${name}:${architecture}=${version}`;

/** A file that the index does not know is given by its path; with a `/` in it, it is one for apt (apt-get(8)). */
const ownFile = ({ directory }: StagedFiles, { file, place }: PreviousVersion): string | null =>
  place === undefined || file === null ? null : `${directory}/${file.sha256.slice('sha256:'.length)}.deb`;

/**
 * dpkg takes one decision for the whole run. Kept unless the plan replaces every changed file: with a mixture, keeping
 * loses nothing, since the packaged file lies beside as `.dpkg-dist`. confdef takes the packaged file where the host did
 * not change its own; with confnew it would win and keep the changed one (dpkg(1)), so it stays out there.
 */
const conffileOptions = (conffiles: readonly PlannedConffile[]): readonly string[] => {
  const replaces = conffiles.length > 0 && conffiles.every(({ decision }) => decision === 'replace');
  const forces = replaces ? ['--force-confnew'] : ['--force-confdef', '--force-confold'];
  return forces.flatMap((force) => ['-o', `DPkg::Options::=${force}`]);
};

const aptGet = (
  context: Pick<AptContext, 'directory'>,
  { index }: StagedFiles,
  args: readonly string[],
): readonly string[] => {
  const hermetic = hermeticFor(context, index);
  const variables = Object.entries({ ...ENVIRONMENT, ...hermetic.environment }).map(
    ([name, value]) => `${name}=${value}`,
  );
  return ['/usr/bin/env', ...variables, PROGRAMS.aptGet, '-q', '-y', ...hermetic.options, ...args];
};
