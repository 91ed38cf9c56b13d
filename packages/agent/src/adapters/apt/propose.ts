// A proposal: what this host's own package manager says it would do, given only the patch set's index. What a person has
// held or pinned, and what cannot be satisfied, is refused by name; the rest goes on without it.

import type { Digest } from '@slipway/core/ids';
import type { InstalledPackage } from '@slipway/core/inventory';
import type { PlatformIndex, Proposal, RefusedTarget } from '@slipway/core/patch-set';
import { type Outcome, ok, refuse } from '@slipway/core/reasons';
import { compareDeb } from '@slipway/core/version';
import type { BroughtConffiles, WayDown } from '../../ports/index.ts';
import { conffileConflicts } from './conffiles.ts';
import { type Hermetic, prepareHermetic } from './hermetic.ts';
import type { AptContext } from './host.ts';
import { type Forbidden, forbiddenChange, withRelations } from './obstacles.ts';
import { ownFiles } from './own-files.ts';
import { readPackages } from './packages.ts';
import { proposeBack } from './propose-back.ts';
import { byName, changesOf, isSameArchitecture, keyOf, offeredVersions } from './proposed-changes.ts';
import { simulate } from './simulate.ts';
import { largestSolvable, type Solved, type WishedTarget } from './solvable.ts';

export interface Wish extends Forbidden {
  readonly back?: WayDown;
  readonly ownFiles?: 'wanted';
  readonly conffiles?: readonly BroughtConffiles[];
  readonly patchSetDigest: Digest;
  readonly index: PlatformIndex;
  /** Holds `Packages`, which is the index. */
  readonly repository: string;
  readonly targets: readonly WishedTarget[];
}

export const propose = async (context: AptContext, wish: Wish): Promise<Outcome<Proposal>> => {
  const read = await readPackages(context);
  if (!read.ok) return read;
  const hermetic = await prepareHermetic(context, wish);
  if (!hermetic.ok) return hermetic;
  const { packages, database } = read.value;
  const offered = await offeredVersions(`${wish.repository}/Packages`);
  if (wish.back !== undefined) {
    const known = { packages, database, offered, hermetic: hermetic.value };
    return await proposeBack(context, { ...wish, back: wish.back }, known);
  }
  const sorted = sortTargets(wish.targets, packages, offered);
  const pinned = await pinnedAway(context, hermetic.value, sorted.updates);
  if (!pinned.ok) return pinned;
  const wanted = [...sorted.broken, ...sorted.updates.filter((target) => !pinned.value.includes(target))];
  const solved = await largestSolvable(wanted, async (targets) =>
    judged(await simulateTargets(context, hermetic.value, targets), packages, wish),
  );
  if (!solved.ok) return solved;
  const changes = changesOf(solved.value.report, packages);
  // Controllers of earlier versions know no obstacles, and say nothing of what may be removed either.
  const unsolved =
    wish.mayRemove === undefined
      ? solved.value.refused
      : await withRelations(context, solved.value.refused, wish.repository);
  return ok({
    schema: 'slipway.proposal/1',
    patchSetDigest: wish.patchSetDigest,
    fingerprint: database.fingerprint,
    changes,
    conffiles: await conffileConflicts(context, changes, wish.conffiles),
    refused: [
      ...sorted.refused,
      ...pinned.value.map((target) => ({ ...target, cause: 'held' as const })),
      ...unsolved,
    ].toSorted(byName),
    ...(wish.ownFiles === 'wanted' ? { ownFiles: await ownFiles(context, changes, offered) } : {}),
  });
};

const simulateTargets = async (
  context: AptContext,
  hermetic: Hermetic,
  targets: readonly WishedTarget[],
): Promise<Outcome<Solved>> => {
  const simulation = await simulate(context, {
    ...hermetic,
    hook: 'Install',
    command: ['install', ...targets.map(exact)],
  });
  switch (simulation.kind) {
    case 'solved':
      return ok({ solvable: true, report: simulation.report });
    case 'unsolved':
      return ok({ solvable: false });
    case 'unable':
      return refuse('proposal-unable', { detail: simulation.problem });
  }
};

/** A transaction with a change that may not be is none: the target that asks for it is refused, and the rest goes on. */
const judged = (
  solved: Outcome<Solved>,
  packages: readonly InstalledPackage[],
  forbidden: Forbidden,
): Outcome<Solved> => {
  if (!solved.ok || !solved.value.solvable) return solved;
  const against = forbiddenChange(changesOf(solved.value.report, packages), forbidden);
  return against === null ? solved : ok({ solvable: false, against });
};

const exact = ({ name, architecture, version }: WishedTarget): string => `${name}:${architecture}=${version}`;

interface SortedTargets {
  readonly updates: readonly WishedTarget[];
  /** Left half-way by a transaction that was cut: asked for at whatever version they show. */
  readonly broken: readonly WishedTarget[];
  readonly refused: readonly RefusedTarget[];
}

/**
 * Only what is installed is asked for: a target that this host lacks comes to it as a dependency or not at all. What is
 * at its target or beyond is not asked for either: an update never goes down.
 */
const sortTargets = (
  targets: readonly WishedTarget[],
  packages: readonly InstalledPackage[],
  offered: ReadonlySet<string>,
): SortedTargets => {
  const updates: WishedTarget[] = [];
  const broken: WishedTarget[] = [];
  const refused: RefusedTarget[] = [];
  for (const { name, architecture, version } of targets) {
    const target = { name, architecture, version };
    const found = packages.find((one) => one.name === name && isSameArchitecture(one.architecture, architecture));
    if (found === undefined || (found.state === 'installed' && compareDeb(found.version, version) >= 0)) continue;
    if (found.held) refused.push({ ...target, cause: 'held' });
    else if (!offered.has(keyOf(target))) refused.push({ ...target, cause: 'unknown' });
    else if (found.state === 'installed') updates.push(target);
    else broken.push(target);
  }
  return { updates, broken, refused };
};

/** Asked for by exact version, apt installs what a pin forbids; so it is asked what it would take by itself. */
const pinnedAway = async (
  context: AptContext,
  hermetic: Hermetic,
  updates: readonly WishedTarget[],
): Promise<Outcome<readonly WishedTarget[]>> => {
  if (updates.length === 0) return ok([]);
  const simulation = await simulate(context, { ...hermetic, hook: 'Install', command: ['install', '?upgradable'] });
  if (simulation.kind === 'unable') return refuse('proposal-unable', { detail: simulation.problem });
  const byItself = new Set(
    simulation.report.packages.flatMap(({ name, install }) => (install === null ? [] : [keyOf({ name, ...install })])),
  );
  return ok(updates.filter((target) => !byItself.has(keyOf(target))));
};
