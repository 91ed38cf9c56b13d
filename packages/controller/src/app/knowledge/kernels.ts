// Kernels of a fleet: installed, running and next to boot are three facts, and only the last two are an exposure.

import { isKernelMeta, kernelPlace, kernelReleaseOf } from '@slipway/core/advisory';
import type { Instant } from '@slipway/core/time';
import type { CountedHosts, HostClass, KernelClass, LabelFilter, PackageId, StoreView } from '../../ports/index.ts';
import type { ExceptedPart } from './excepted.ts';

/** Hosts that are alike, counted by what runs there. */
export type Tally = HostClass & Pick<CountedHosts, 'unknown' | 'rebootPending' | 'excepted'>;

/** Packages that an answer is about, without those that only name a kernel to install: no code of theirs can run. */
export interface Carried {
  readonly packageIds: readonly PackageId[];
  /** Which of them hold a kernel's code, and of which release. Of another day nobody kept what ran: empty. */
  readonly kernels: ReadonlyMap<PackageId, string>;
}

export const carriedCode = async (
  { knowledge }: StoreView,
  packageIds: readonly PackageId[],
  asOf: Instant | null,
): Promise<Carried> => {
  const kernels = new Map<PackageId, string>();
  const metas = new Set<PackageId>();
  for (const { packageId, package: its } of await knowledge.versions(packageIds)) {
    const named = {
      package: its.name,
      sourcePackage: its.sourceName,
      installedVersion: its.version,
      architecture: its.architecture,
    };
    const release = kernelReleaseOf(named);
    if (release !== null) kernels.set(packageId, release);
    else if (isKernelMeta(named)) metas.add(packageId);
  }
  return { packageIds: packageIds.filter((id) => !metas.has(id)), kernels: asOf === null ? kernels : new Map() };
};

/** As `overlayHost` says it of one host: a kernel counts where it runs or boots next, anything else of its source always. */
export const kernelTally = (
  one: KernelClass,
  kernels: ReadonlyMap<PackageId, string>,
  part: ExceptedPart | null = null,
): Tally => {
  const whole = standingTally(one, kernels);
  if (part === null || whole.hosts === 0) return whole;
  const labels = Object.fromEntries(
    part.labels.flatMap((label, at) => (typeof one.apart[at] === 'string' ? [[label, one.apart[at]]] : [])),
  );
  const rest = standingTally({ ...one, packageIds: part.uncovered(labels, one.packageIds) }, kernels);
  return rest.hosts > 0 ? whole : { ...whole, hosts: 0, rebootPending: 0, excepted: whole.hosts };
};

const standingTally = (one: KernelClass, kernels: ReadonlyMap<PackageId, string>): Tally => {
  const { packageIds, kernel, virtualisation, hosts, apart: _, ...host } = one;
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
    excepted: 0,
  };
};

/** Who is exposed by these packages now, or as of a day, by classes that differ in what they are counted by. */
export const talliesOf = async (
  view: StoreView,
  all: readonly PackageId[],
  {
    asOf,
    labels = {},
    part = null,
  }: { readonly asOf: Instant | null; readonly labels?: LabelFilter | undefined; readonly part?: ExceptedPart | null },
): Promise<readonly Tally[]> => {
  const { packageIds, kernels } = await carriedCode(view, all, asOf);
  if (packageIds.length === 0) return [];
  if (kernels.size > 0 || (part !== null && asOf === null)) {
    const classes = await view.knowledge.kernelClasses(packageIds, labels, part?.labels ?? []);
    return classes.map((one) => kernelTally(one, kernels, part));
  }
  const classes = await view.knowledge.carrierClasses(packageIds, asOf, labels);
  return classes.map((one) => ({ ...one, unknown: 0, rebootPending: 0, excepted: 0 }));
};
