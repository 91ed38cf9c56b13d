// Repair after a cut: configures what is unpacked, removes nothing. What dpkg cannot configure this way (half-installed,
// reinstallation required) is put right by the exact transaction once more, which the executor runs next; so the answer
// is not dpkg's exit status, and whoever wants to know reads the package states.

import { type Outcome, ok, refuse } from '@slipway/core/reasons';
import { type AptContext, ask, PROGRAMS, problemOf } from './host.ts';
import { readPackages } from './packages.ts';

/** Maintainer scripts of a whole transaction; a dpkg that takes longer is left to itself and waited for by its lock. */
const REPAIR_LIMIT_MS = 30 * 60_000;

export const repair = async (context: AptContext, ownUnit: readonly string[]): Promise<Outcome<void>> => {
  const [program, ...args] = [
    ...ownUnit,
    PROGRAMS.dpkg,
    `--admindir=${context.host.dpkgAdminDirectory}`,
    '--configure',
    '-a',
    '--force-confdef',
    '--force-confold',
  ];
  const result = await ask(context, [program ?? PROGRAMS.dpkg, ...args], { timeLimitMs: REPAIR_LIMIT_MS });
  if (result.kind !== 'ended')
    return refuse('package-database-broken', { state: `not repaired: ${problemOf(result)}` });
  const read = await readPackages(context);
  return read.ok ? ok(undefined) : read;
};
