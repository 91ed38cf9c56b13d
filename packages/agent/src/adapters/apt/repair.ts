// Repair after a cut: configures what is unpacked, and unpacks again what dpkg flagged as to be reinstalled at the version
// that it shall have. What else is damaged (half-installed at the old version) is put right by the exact transaction once
// more, which the executor runs next; so the answer is not dpkg's exit status, and whoever wants to know reads the states.

import { join } from 'node:path';
import { type Outcome, ok, refuse } from '@slipway/core/reasons';
import type { CommandResult, CutTransaction, StagedVersion } from '../../ports/index.ts';
import { type AptContext, ask, PROGRAMS, problemOf } from './host.ts';
import { readPackages, readReinstallRequired } from './packages.ts';

/** Maintainer scripts of a whole transaction; a dpkg that takes longer is left to itself and waited for by its lock. */
const REPAIR_LIMIT_MS = 30 * 60_000;
const CONFFILES = ['--force-confdef', '--force-confold'] as const;

export const repair = async (
  context: AptContext,
  cut: CutTransaction | null,
  ownUnit: () => readonly string[],
): Promise<Outcome<void>> => {
  const configured = await dpkg(context, ownUnit(), ['--configure', '-a', ...CONFFILES]);
  if (configured.kind !== 'ended') return notRepaired(configured);
  const flagged = await readReinstallRequired(context);
  if (!flagged.ok) return flagged;
  const paths = cut === null ? [] : pathsOf(cut, flagged.value);
  if (paths.length > 0) {
    const unpacked = await dpkg(context, ownUnit(), ['--unpack', '--auto-deconfigure', ...CONFFILES, ...paths]);
    if (unpacked.kind !== 'ended') return notRepaired(unpacked);
  }
  const read = await readPackages(context);
  return read.ok ? ok(undefined) : read;
};

/**
 * Cut between "unpacked" and "whole" a package is at its new version and still flagged. apt 2.6 (Debian 12) takes it for
 * the newest version already and leaves it to dpkg, which refuses to configure it; with --reinstall apt gives up with
 * an internal error where others are unpacked too. dpkg itself put it right 6 of 6 times.
 */
const pathsOf = ({ staged, wanted }: CutTransaction, flagged: readonly Named[]): readonly string[] =>
  wanted
    .filter((version) => flagged.some((one) => isSame(one, version)))
    .map(({ file }) => join(staged.directory, `${file.sha256.slice('sha256:'.length)}.deb`));

const dpkg = async (
  context: AptContext,
  ownUnit: readonly string[],
  args: readonly string[],
): Promise<CommandResult> => {
  const { root, dpkgAdminDirectory } = context.host;
  const command = [...ownUnit, PROGRAMS.dpkg, `--root=${root}`, `--admindir=${dpkgAdminDirectory}`, ...args];
  const [program = PROGRAMS.dpkg, ...rest] = command;
  return await ask(context, [program, ...rest], { timeLimitMs: REPAIR_LIMIT_MS });
};

const notRepaired = (result: CommandResult): Outcome<never> =>
  refuse('package-database-broken', { state: `not repaired: ${problemOf(result)}` });

type Named = Pick<StagedVersion, 'name' | 'architecture' | 'version'>;

const isSame = (one: Named, other: Named): boolean =>
  one.name === other.name && one.architecture === other.architecture && one.version === other.version;
