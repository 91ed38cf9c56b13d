// Apt with one source: a folder whose `Packages` file the patch set froze. Neither the host's sources nor its lists nor
// its apt configuration take part, so that a proposal and the transaction made from it see the same.
// The host's package database, marks and preferences do take part: a pin is its owner's word, like a hold.

import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { PlatformIndex } from '@slipway/core/patch-set';
import { type Outcome, ok, refuse } from '@slipway/core/reasons';
import { type AptContext, type AptHost, ask, outputOf, PROGRAMS } from './host.ts';
import { SIMULATION_PREFIX } from './simulate.ts';

/** Where apt's own files for one index lie, and how a program is told to use them. */
export interface Hermetic {
  readonly folder: string;
  readonly environment: { readonly APT_CONFIG: string };
  /**
   * Says again what the configuration file says. apt only warns where `APT_CONFIG` names a file that is not there, and
   * goes on with the host's own sources (seen with apt 2.6.1, Debian 12); with these it finds no source and refuses.
   */
  readonly options: readonly string[];
}

/** Names only: what {@link prepareHermetic} makes and the transaction's command uses later, in another process. */
export const hermeticFor = (context: Pick<AptContext, 'directory'>, index: PlatformIndex): Hermetic => {
  const folder = join(context.directory, `${FOLDER_PREFIX}${index.digest.slice('sha256:'.length)}`);
  const options = [
    `Dir::Etc::SourceList=${join(folder, 'sources.list')}`,
    'Dir::Etc::SourceParts=/dev/null',
    `Dir::State::Lists=${join(folder, 'lists')}`,
    `Dir::Cache=${join(folder, 'cache')}`,
  ];
  return {
    folder,
    environment: { APT_CONFIG: join(folder, 'apt.conf') },
    options: options.flatMap((option) => ['-o', option]),
  };
};

/** Lays everything out and lets apt read the index. Safe to repeat; forgets what earlier indexes left. */
export const prepareHermetic = async (
  context: AptContext,
  source: { readonly index: PlatformIndex; readonly repository: string },
): Promise<Outcome<Hermetic>> => {
  const hermetic = hermeticFor(context, source.index);
  await removeOthers(context.directory, hermetic.folder);
  for (const folder of ['lists/partial', 'cache/archives/partial']) {
    await mkdir(join(hermetic.folder, folder), { recursive: true, mode: 0o700 });
  }
  await writeFile(join(hermetic.folder, 'sources.list'), sourcesList(source.repository));
  const carried = await carriedSettings(context);
  if (!carried.ok) return carried;
  await writeFile(hermetic.environment.APT_CONFIG, settings(hermetic, context.host, carried.value));
  const updated = outputOf(
    await ask(context, [PROGRAMS.aptGet, '-qq', ...hermetic.options, 'update'], { environment: hermetic.environment }),
  );
  return 'text' in updated ? ok(hermetic) : refuse('proposal-unable', { detail: updated.problem });
};

const FOLDER_PREFIX = 'index-';

/**
 * `trusted=yes`: there is no Release file to verify. Trust comes from the plan, which is signed and names the digest of
 * this very `Packages` file, which names the SHA-256 of every package; apt checks the latter once more.
 */
const sourcesList = (repository: string): string => {
  // A blank would end the address, a bracket begin options, a percent sign an escape.
  if (!/^\/[A-Za-z0-9_+=,./-]+$/.test(repository)) throw new Error(`apt cannot be given the folder ${repository}`);
  return `deb [trusted=yes] file:${repository} ./\n`;
};

const settings = ({ folder }: Hermetic, host: AptHost, carried: readonly string[]): string =>
  `${[
    // This file is read first, so it decides whether the host's own files are read at all (apt.conf(5)).
    'Dir::Etc::Parts "/dev/null";',
    'Dir::Etc::Main "/dev/null";',
    `Dir::Etc::SourceList "${folder}/sources.list";`,
    'Dir::Etc::SourceParts "/dev/null";',
    `Dir::State::Lists "${folder}/lists";`,
    `Dir::State::status "${host.dpkgAdminDirectory}/status";`,
    `Dir::State::extended_states "${host.extendedStates}";`,
    `Dir::Cache "${folder}/cache";`,
    // Only what was named and what it needs: the patch set says what comes to a host.
    'APT::Install-Recommends "false";',
    'APT::Install-Suggests "false";',
    'Acquire::Languages "none";',
    // The files are root's own and local: the user _apt, under whom apt fetches, could not read them.
    'APT::Sandbox::User "root";',
    // Output goes to a file: no terminal, no progress bar.
    'DPkg::Use-Pty "false";',
    'DPkg::Progress-Fancy "false";',
    // Whoever came between the look at the lock and apt is waited for, in seconds.
    'DPkg::Lock::Timeout "600";',
    ...carried,
    ...host.settings,
  ].join('\n')}\n`;

/** What the host runs around every dpkg: a read-only /usr made writable, etckeeper, snapshots, integrity databases. */
const CARRIED = /^DPkg::(Pre-Invoke|Post-Invoke|Pre-Install-Pkgs|Tools)(::| )/i;

const carriedSettings = async (context: AptContext): Promise<Outcome<readonly string[]>> => {
  const dumped = outputOf(await ask(context, [PROGRAMS.aptConfig, 'dump']));
  if ('problem' in dumped) return refuse('proposal-unable', { detail: `apt-config: ${dumped.problem}` });
  return ok(dumped.text.split('\n').filter((line) => CARRIED.test(line)));
};

const removeOthers = async (directory: string, folder: string): Promise<void> => {
  for (const name of await readdir(directory)) {
    const path = join(directory, name);
    // A simulation that was killed leaves its folder; none runs now, since questions are asked one after the other.
    const isLeft = name.startsWith(FOLDER_PREFIX) || name.startsWith(SIMULATION_PREFIX);
    if (isLeft && path !== folder) await rm(path, { recursive: true, force: true });
  }
};
