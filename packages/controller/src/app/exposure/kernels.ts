// Kernels of a fleet: installed, running and next to boot are three facts, and only the last two are an exposure.

import { kernelPlace, kernelReleaseOf } from '@slipway/core/advisory';
import type { CountedHosts, HostClass, KernelClass, PackageId, StoreView } from '../../ports/index.ts';

/** Hosts that are alike, counted by what runs there. */
export type Tally = HostClass & Pick<CountedHosts, 'unknown' | 'rebootPending'>;

/** Which of these packages hold a kernel's code, and of which release. */
export const kernelsAmong = async (
  { knowledge }: StoreView,
  packageIds: readonly PackageId[],
): Promise<ReadonlyMap<PackageId, string>> =>
  new Map(
    (await knowledge.versions(packageIds)).flatMap(({ packageId, package: its }) => {
      const release = kernelReleaseOf({
        package: its.name,
        sourcePackage: its.sourceName,
        installedVersion: its.version,
        architecture: its.architecture,
      });
      return release === null ? [] : [[packageId, release] as const];
    }),
  );

/** As `overlayHost` says it of one host: a kernel counts where it runs or boots next, anything else of its source always. */
export const kernelTally = (one: KernelClass, kernels: ReadonlyMap<PackageId, string>): Tally => {
  const { packageIds, kernel, virtualisation, hosts, ...host } = one;
  const places = packageIds.map((id) => {
    const release = kernels.get(id);
    return release === undefined ? 'running' : kernelPlace(release, { kernel, virtualisation });
  });
  const isAffected = places.some((place) => place === 'running' || place === 'boots-next');
  const isUnknown = !isAffected && places.includes('unpackaged');
  const carried = new Set(packageIds.flatMap((id) => kernels.get(id) ?? []));
  const { running, nextBoot } = kernel;
  const isRebootPending = isAffected && carried.has(running) && nextBoot !== null && !carried.has(nextBoot);
  return {
    ...host,
    hosts: isAffected ? hosts : 0,
    unknown: isUnknown ? hosts : 0,
    rebootPending: isRebootPending ? hosts : 0,
  };
};
