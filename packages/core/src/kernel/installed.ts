// Which packages of a host are of which of its kernels.

import type { InstalledPackage, KernelFacts } from '../inventory/index.ts';
import { byRelease, releaseOfPackage } from './release.ts';
import type { RemovedKernelPackage } from './types.ts';

export interface KernelPackage {
  readonly release: string;
  readonly part: 'image' | 'other';
  readonly one: InstalledPackage;
}

export const kernelPackages = (packages: readonly InstalledPackage[]): readonly KernelPackage[] =>
  packages.flatMap((one) => {
    const of = releaseOfPackage(one, one.version);
    return of === null ? [] : [{ ...of, one }];
  });

/** One whose image is not below /boot boots nothing: it takes no kept one's place, and why it is not there nobody knows. */
export const bootableAmong = (found: readonly KernelPackage[], { installed }: KernelFacts): readonly string[] => [
  ...new Set(found.flatMap(({ release, part }) => (part === 'image' && installed.includes(release) ? [release] : []))),
];

/** Of these kernels, as a host plan names them. */
export const removalsAmong = (
  found: readonly KernelPackage[],
  releases: ReadonlySet<string>,
): readonly RemovedKernelPackage[] =>
  found
    .filter(({ release }) => releases.has(release))
    .map(({ release, one: { name, architecture, version } }) => ({ name, architecture, version, release }))
    .toSorted(
      (a, b) => byRelease(a.release, b.release) || byText(a.name, b.name) || byText(a.architecture, b.architecture),
    );

const byText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
