// Which kernel a host plan boots into, and which old ones it takes away. From the host's own inventory and the transaction alone:
// whoever plans again finds the same.

import type { InstalledPackage, KernelFacts } from '../inventory/index.ts';
import { byRelease, isNewer, newestOfFlavour, ofFlavour, releaseOfPackage } from './release.ts';
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
}

/** `null`: nothing about kernels is planned. */
export const plannedKernels = (wish: KernelWish): PlannedKernels | null => {
  const { rules, kernel } = wish;
  // A container runs its carrier's kernel, and a host without /boot has one that no package of its own brings.
  if (!kernel.installed.includes(kernel.running)) return null;
  const coming = wish.transaction.flatMap((change) => {
    const of = change.to === null ? null : releaseOfPackage(change, change.to);
    return of?.part === 'image' ? [of.release] : [];
  });
  const newest = newestOfFlavour(kernel.running, [...kernel.installed, ...coming]);
  const boot = wish.reboots && newest !== null && isNewer(newest, kernel.running) ? newest : null;
  const removals = removalsOf(wish, coming);
  return boot === null && removals.length === 0 ? null : { boot, trial: rules.trial, removals };
};

/** Removed is a package of a kernel that goes as a whole: one that is held keeps its kernel. */
const removalsOf = (
  { rules, kernel, packages, transaction }: KernelWish,
  coming: readonly string[],
): readonly RemovedKernelPackage[] => {
  // By version too: of rpm every kernel's packages have the same names, and what is put beside them changes none.
  const changed = new Set(transaction.flatMap((change) => (change.from === null ? [] : [keyOf(change, change.from)])));
  const found = packages.flatMap((one) => {
    const of = releaseOfPackage(one, one.version);
    return of === null ? [] : [{ ...of, one }];
  });
  const there = found.flatMap(({ release, part }) => (part === 'image' ? [release] : []));
  const known = ofFlavour(kernel.running, [...new Set([...there, ...coming])]);
  const stays = new Set([kernel.running, ...known.slice(-rules.keep)]);
  const kept = new Set(
    found.flatMap(({ release, one }) =>
      one.held || one.state !== 'installed' || changed.has(keyOf(one, one.version)) ? [release] : [],
    ),
  );
  const goes = new Set(known.filter((release) => !stays.has(release) && !kept.has(release)));
  return found
    .filter(({ release }) => goes.has(release))
    .map(({ release, one: { name, architecture, version } }) => ({ name, architecture, version, release }))
    .toSorted(
      (a, b) => byRelease(a.release, b.release) || byText(a.name, b.name) || byText(a.architecture, b.architecture),
    );
};

const keyOf = ({ name, architecture }: { readonly name: string; readonly architecture: string }, version: string) =>
  `${name}/${architecture}/${version}`;

const byText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** For whoever reads the plan. */
export const kernelPlanText = ({ boot, removals }: PlannedKernels): readonly string[] => {
  const gone = [...new Set(removals.map(({ release }) => release))];
  return [
    ...(boot === null ? [] : [`boots kernel ${boot}`]),
    ...(gone.length === 0 ? [] : [`takes kernel ${gone.join(', ')} away afterwards`]),
  ];
};
