// The marks "automatic" and "manual". apt makes everything manual that it is given by name, which breaks autoremove; so
// after each transaction they are put back, and compared.

import type { InstalledPackage } from '@slipway/core/inventory';
import { type Outcome, ok, refuse } from '@slipway/core/reasons';
import { type AptContext, ask, PROGRAMS, problemOf } from './host.ts';
import { readPackages } from './packages.ts';

export interface WishedMark {
  readonly name: string;
  readonly architecture: string;
  readonly automatic: boolean;
}

export const restoreMarks = async (context: AptContext, wished: readonly WishedMark[]): Promise<Outcome<void>> => {
  const before = await wrongMarks(context, wished);
  if (!before.ok) return before;
  for (const automatic of [true, false]) {
    const wrong = before.value.filter((mark) => mark.automatic === automatic);
    if (wrong.length === 0) continue;
    const result = await ask(context, [
      PROGRAMS.aptMark,
      ...OWN_SOURCES,
      '-o',
      `Dir::State::status=${context.host.dpkgAdminDirectory}/status`,
      '-o',
      `Dir::State::extended_states=${context.host.extendedStates}`,
      automatic ? 'auto' : 'manual',
      ...wrong.map(({ name, architecture }) => `${name}:${architecture}`),
    ]);
    if (result.kind !== 'ended' || result.status !== 0)
      return refuse('apply-failed', { status: 'marks', detail: problemOf(result) });
  }
  const after = await wrongMarks(context, wished);
  if (!after.ok) return after;
  const names = after.value.map(({ name }) => name).join(', ');
  return names === '' ? ok(undefined) : refuse('apply-failed', { status: 'marks', detail: `not as before: ${names}` });
};

/** Marks concern what is installed; the host's own lists, which may be broken, have no part in it. */
const OWN_SOURCES = ['-qq', '-o', 'Dir::Etc::SourceList=/dev/null', '-o', 'Dir::Etc::SourceParts=/dev/null'];

/** Those of the wished that are installed and marked otherwise. */
const wrongMarks = async (
  context: AptContext,
  wished: readonly WishedMark[],
): Promise<Outcome<readonly WishedMark[]>> => {
  const read = await readPackages(context);
  if (!read.ok) return read;
  const installed = new Map(read.value.packages.map((one): [string, InstalledPackage] => [keyOf(one), one]));
  return ok(wished.filter((mark) => (installed.get(keyOf(mark)) ?? mark).automatic !== mark.automatic));
};

const keyOf = ({ name, architecture }: Pick<WishedMark, 'name' | 'architecture'>): string => `${name}/${architecture}`;
