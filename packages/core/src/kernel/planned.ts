// Which kernel a host plan boots into, and which old ones it takes away. From the host's own inventory and the transaction alone:
// whoever plans again finds the same.

import type { InstalledPackage, KernelFacts } from '../inventory/index.ts';
import { bootableAmong, kernelPackages, removalsAmong } from './installed.ts';
import { isNewer, newestOfFlavour, ofFlavour, releaseOfPackage } from './release.ts';
import type { KernelRules, PlannedKernels, RemovedKernelPackage } from './types.ts';

export interface KernelWish {
  readonly rules: KernelRules;
  readonly kernel: KernelFacts;
  readonly packages: readonly InstalledPackage[];
  readonly transaction: readonly {
    readonly name: string;
    readonly architecture: string;
    readonly from: string | null;
    readonly to: string | null;
  }[];
  /** Whether a reboot may happen at all. */
  readonly reboots: boolean;
  /** What goes before anything is installed, see making-room.ts. */
  readonly before: readonly RemovedKernelPackage[];
}

/** `null`: nothing about kernels is planned. */
export const plannedKernels = (wish: KernelWish): PlannedKernels | null => {
  const { rules, kernel, before } = wish;
  // A container runs its carrier's kernel, and a host without /boot has one that no package of its own brings.
  if (!kernel.installed.includes(kernel.running)) return null;
  const coming = wish.transaction.flatMap((change) => {
    const of = change.to === null ? null : releaseOfPackage(change, change.to);
    return of?.part === 'image' ? [of.release] : [];
  });
  const newest = newestOfFlavour(kernel.running, [...kernel.installed, ...coming]);
  const boot = wish.reboots && newest !== null && isNewer(newest, kernel.running) ? newest : null;
  const removals = removalsOf(wish, coming);
  if (boot === null && removals.length === 0 && before.length === 0) return null;
  return { boot, trial: rules.trial, removals, ...(before.length === 0 ? {} : { before }) };
};

/** Removed is a package of a kernel that goes as a whole: one that is held keeps its kernel. */
const removalsOf = (
  { rules, kernel, packages, transaction, before }: KernelWish,
  coming: readonly string[],
): readonly RemovedKernelPackage[] => {
  // By version too: of rpm every kernel's packages have the same names, and what is put beside them changes none.
  const changed = new Set(transaction.flatMap((change) => (change.from === null ? [] : [keyOf(change, change.from)])));
  const found = kernelPackages(packages);
  const known = ofFlavour(kernel.running, [...new Set([...bootableAmong(found, kernel), ...coming])]);
  const stays = new Set([kernel.running, ...known.slice(-rules.keep)]);
  const kept = new Set(
    found.flatMap(({ release, one }) =>
      one.held || one.state !== 'installed' || changed.has(keyOf(one, one.version)) ? [release] : [],
    ),
  );
  const gone = new Set(before.map(({ release }) => release));
  const goes = known.filter((release) => !stays.has(release) && !kept.has(release) && !gone.has(release));
  return removalsAmong(found, new Set(goes));
};

const keyOf = ({ name, architecture }: { readonly name: string; readonly architecture: string }, version: string) =>
  `${name}/${architecture}/${version}`;

/** For whoever reads the plan. What goes before stands there by package: no way back brings it again. */
export const kernelPlanText = ({ boot, removals, before = [] }: PlannedKernels): readonly string[] => [
  ...[...Map.groupBy(before, ({ release }) => release)].map(
    ([release, its]) =>
      `takes kernel ${release} away before anything is installed: ${its.map(removalText).join(', ')}; the way back does not bring it again`,
  ),
  ...(boot === null ? [] : [`boots kernel ${boot}`]),
  ...(removals.length === 0 ? [] : [`takes kernel ${releasesOf(removals)} away afterwards`]),
];

const releasesOf = (removals: readonly RemovedKernelPackage[]): string =>
  [...new Set(removals.map(({ release }) => release))].join(', ');

const removalText = ({ name, version, architecture }: RemovedKernelPackage): string =>
  `${name} ${version} (${architecture})`;
