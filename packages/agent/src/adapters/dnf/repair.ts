// Repair after a cut: of each package that rpm knows twice the wanted version is laid down again and the others go. Which one is right
// and what else the cut left the program decides (program/repair.py); whoever wants to know what came of it reads the database.

import { join } from 'node:path';
import { type Outcome, ok, refuse } from '@slipway/core/reasons';
import type { CutTransaction } from '../../ports/index.ts';
import { layOutEmptyIndex, layOutIndex } from './frozen-index.ts';
import type { DnfContext } from './host.ts';
import { readPackages } from './packages.ts';
import { askDnf } from './program.ts';
import { DNF_STAGED } from './staged.ts';

/** Scriptlets of a whole transaction; one that takes longer is left to itself and waited for by its lock. */
const REPAIR_LIMIT_MS = 30 * 60_000;

export const repair = async (
  context: DnfContext,
  cut: CutTransaction | null,
  ownUnit: () => readonly string[],
): Promise<Outcome<void>> => {
  const repository = cut === null ? ok(await layOutEmptyIndex(context)) : await layOutStaged(context, cut);
  if (!repository.ok) return repository;
  const items = (cut?.wanted ?? []).map(({ name, architecture, version }) => ({ name, architecture, version }));
  const answer = await askDnf(
    context,
    { verb: 'repair', settings: { repository: repository.value, label: 'repair' }, items },
    { ownUnit: ownUnit(), timeLimitMs: REPAIR_LIMIT_MS },
  );
  if ('problem' in answer) return refuse('package-database-broken', { state: `not repaired: ${answer.problem}` });
  const read = await readPackages(context);
  return read.ok ? ok(undefined) : read;
};

const layOutStaged = async (context: DnfContext, { staged }: CutTransaction): Promise<Outcome<string>> => {
  const path = join(staged.directory, DNF_STAGED.index);
  return await layOutIndex(context, { index: staged.index, path, packages: staged.directory });
};
