// A proposal: what this host's own package manager says it would do, given only the patch set's index. What a person has
// held or pinned, and what cannot be satisfied, is refused by name; the rest goes on without it.

import { readFile } from 'node:fs/promises';
import type { Digest } from '@slipway/core/ids';
import type { InstalledPackage } from '@slipway/core/inventory';
import type { PlatformIndex, Proposal, ProposedChange, RefusedTarget } from '@slipway/core/patch-set';
import { type Outcome, ok, refuse } from '@slipway/core/reasons';
import { compareDeb } from '@slipway/core/version';
import { modifiedConffiles } from './conffiles.ts';
import { readStanzas } from './deb822.ts';
import { type Hermetic, prepareHermetic } from './hermetic.ts';
import type { HookPackage, HookReport, HookVersion } from './hook-report.ts';
import type { AptContext } from './host.ts';
import { type Forbidden, forbiddenChange, withRelations } from './obstacles.ts';
import { readPackages } from './packages.ts';
import { simulate } from './simulate.ts';
import { largestSolvable, type Solved, type WishedTarget } from './solvable.ts';

export interface Wish extends Forbidden {
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
    conffiles: await modifiedConffiles(context, changes),
    refused: [
      ...sorted.refused,
      ...pinned.value.map((target) => ({ ...target, cause: 'held' as const })),
      ...unsolved,
    ].toSorted(byName),
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

/** A package may go from one architecture to `all` and back between two versions; dpkg sees one package. */
const isSameArchitecture = (installed: string, target: string): boolean =>
  installed === target || installed === 'all' || target === 'all';

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

const changesOf = (report: HookReport | null, packages: readonly InstalledPackage[]): readonly ProposedChange[] =>
  (report?.packages ?? []).flatMap((one) => changeOf(one, packages)).toSorted(byName);

const changeOf = (
  { name, mode, automatic, current, install }: HookPackage,
  packages: readonly InstalledPackage[],
): readonly ProposedChange[] => {
  switch (mode) {
    // By the versions and not by apt's word: with protocol 0.1 (apt before 2.3.2) it calls an upgrade an installation.
    case 'install':
    case 'upgrade':
    case 'downgrade':
      return install === null ? [] : comingOf({ name, automatic, current, install }, packages);
    case 'deinstall':
    case 'purge': {
      if (current === null) return [];
      const { architecture, version } = current;
      const marked = isAutomatic(packages, name, architecture);
      return [{ kind: 'remove', name, architecture, from: version, to: null, automatic: marked }];
    }
    // The same version once more, or nothing: no change of versions.
    case 'reinstall':
    case 'keep':
      return [];
  }
};

const comingOf = (
  coming: Pick<HookPackage, 'name' | 'automatic' | 'current'> & { readonly install: HookVersion },
  packages: readonly InstalledPackage[],
): readonly ProposedChange[] => {
  const { name, current, install } = coming;
  const { architecture, version: to } = install;
  if (current === null) return [{ kind: 'install', name, architecture, from: null, to, automatic: coming.automatic }];
  const order = compareDeb(current.version, to);
  if (order === 0) return [];
  // apt shows a package that was asked for by name as manual; the marks are put back, so it keeps what it has.
  const automatic = isAutomatic(packages, name, architecture);
  return [{ kind: order < 0 ? 'upgrade' : 'downgrade', name, architecture, from: current.version, to, automatic }];
};

const isAutomatic = (packages: readonly InstalledPackage[], name: string, architecture: string): boolean =>
  packages.some((one) => one.name === name && isSameArchitecture(one.architecture, architecture) && one.automatic);

/** Versions that stand in the index, as {@link keyOf}. */
const offeredVersions = async (indexPath: string): Promise<ReadonlySet<string>> =>
  new Set(
    readStanzas(await readFile(indexPath, 'utf8')).map((stanza) =>
      keyOf({
        name: stanza.get('package') ?? '',
        architecture: stanza.get('architecture') ?? '',
        version: stanza.get('version') ?? '',
      }),
    ),
  );

const keyOf = ({ name, architecture, version }: WishedTarget): string => `${name}/${architecture}/${version}`;

const byName = (
  a: { readonly name: string; readonly architecture: string },
  b: { readonly name: string; readonly architecture: string },
): number => {
  const [left, right] = [`${a.name}/${a.architecture}`, `${b.name}/${b.architecture}`];
  return left < right ? -1 : left > right ? 1 : 0;
};
