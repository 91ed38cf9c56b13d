// A proposal of a rollback: exact lower versions and what is to go, in one question. All of it or nothing: a host that is back
// by half runs what nobody has ever run together. Pins are not asked about: every one below 1000 prefers the higher version
// (apt_preferences(5)), and which one it is to be was approved by name.

import type { Digest } from '@slipway/core/ids';
import type { InstalledPackage, PackageDatabase } from '@slipway/core/inventory';
import type { Proposal, RefusedTarget } from '@slipway/core/patch-set';
import { type Outcome, ok, refuse } from '@slipway/core/reasons';
import type { WayDown } from '../../ports/index.ts';
import { conffileConflicts } from './conffiles.ts';
import type { Hermetic } from './hermetic.ts';
import type { AptContext } from './host.ts';
import { withRelations } from './obstacles.ts';
import { byName, changesOf, isSameArchitecture, keyOf } from './proposed-changes.ts';
import { simulate } from './simulate.ts';
import type { WishedTarget } from './solvable.ts';

export interface BackWish {
  readonly patchSetDigest: Digest;
  readonly repository: string;
  readonly targets: readonly WishedTarget[];
  readonly back: WayDown;
}

interface Known {
  readonly packages: readonly InstalledPackage[];
  readonly database: PackageDatabase;
  /** As `keyOf`. */
  readonly offered: ReadonlySet<string>;
  readonly hermetic: Hermetic;
}

export const proposeBack = async (context: AptContext, wish: BackWish, known: Known): Promise<Outcome<Proposal>> => {
  const { packages, database, hermetic } = known;
  const told = (part: Pick<Proposal, 'changes' | 'conffiles' | 'refused'>): Outcome<Proposal> =>
    ok({
      ...{ schema: 'slipway.proposal/1', patchSetDigest: wish.patchSetDigest, fingerprint: database.fingerprint },
      ...part,
    });
  const { coming, going, refused } = sortWay(wish, known);
  if (refused.length > 0) return told({ changes: [], conffiles: [], refused: refused.toSorted(byName) });
  if (coming.length + going.length === 0) return told({ changes: [], conffiles: [], refused: [] });
  const simulation = await simulate(context, {
    ...hermetic,
    hook: 'Install',
    command: [
      'install',
      '--allow-downgrades',
      '--',
      ...coming.map(({ name, architecture, version }) => `${name}:${architecture}=${version}`),
      ...going.map(({ name, architecture }) => `${name}:${architecture}-`),
    ],
  });
  switch (simulation.kind) {
    case 'solved': {
      const changes = changesOf(simulation.report, packages);
      return told({ changes, conffiles: await conffileConflicts(context, changes), refused: [] });
    }
    case 'unsolved': {
      const all = [...coming, ...going].map((one): RefusedTarget => ({ ...one, cause: 'dependency' }));
      const explained = await withRelations(context, all, wish.repository);
      return told({ changes: [], conffiles: [], refused: explained.toSorted(byName) });
    }
    case 'unable':
      return refuse('proposal-unable', { detail: simulation.problem });
  }
};

interface SortedWay {
  readonly coming: readonly WishedTarget[];
  readonly going: readonly WishedTarget[];
  readonly refused: readonly RefusedTarget[];
}

/** What is back already is not asked for; what was left half-way is, at whatever version it shows. */
const sortWay = ({ targets, back }: BackWish, { packages, offered }: Known): SortedWay => {
  const coming: WishedTarget[] = [];
  const going: WishedTarget[] = [];
  const refused: RefusedTarget[] = [];
  const find = ({ name, architecture }: WishedTarget): InstalledPackage | undefined =>
    packages.find((one) => one.name === name && isSameArchitecture(one.architecture, architecture));
  for (const { name, architecture, version } of targets) {
    const target = { name, architecture, version };
    const found = find(target);
    if (found?.state === 'installed' && found.version === version) continue;
    if (found?.held === true) refused.push({ ...target, cause: 'held' });
    else if (!offered.has(keyOf(target))) refused.push({ ...target, cause: 'unknown' });
    else coming.push(target);
  }
  for (const { name, architecture, version } of back.remove) {
    const target = { name, architecture, version };
    const found = find(target);
    if (found === undefined) continue;
    if (found.held) refused.push({ ...target, cause: 'held' });
    else going.push(target);
  }
  return { coming, going, refused };
};
