// Which old kernels go before a new one is installed: those that policy lets go already, and where it would not fit below /boot, as many
// of those that policy would let go behind it as make the room. From the host's own inventory and the names of what comes alone, so
// that whoever asks a host, plans for it or checks a plan finds the same.

import type { InstalledPackage, KernelFacts } from '../inventory/index.ts';
import { bootableAmong, kernelPackages, removalsAmong } from './installed.ts';
import { ofFlavour } from './release.ts';
import { bringsSibling, type NamedAre, type ShortRoom, shortRoomFor } from './room.ts';
import type { KernelRules, RemovedKernelPackage } from './types.ts';

/** One that runs and one to fall back to: whatever policy says, and whatever the room. */
export const BOOTABLE_MIN = 2;

export interface RoomWish {
  /** `null`: policy has none for it, and nothing is taken away. */
  readonly rules: KernelRules | null;
  /** Whether its agent can take kernels away before a change. */
  readonly can: boolean;
  readonly kernel: KernelFacts;
  readonly packages: readonly InstalledPackage[];
  /** Of the updates that come. */
  readonly names: readonly string[];
  readonly are: NamedAre;
}

export type MadeRoom =
  /** It fits, once these are gone; or nobody can tell before preflight asks. */
  | { readonly kind: 'enough'; readonly removals: readonly RemovedKernelPackage[] }
  /** It does not, and nothing is taken away for it. `why` no old kernel makes up for that; `null`: policy wants none taken away. */
  | { readonly kind: 'short'; readonly short: ShortRoom; readonly why: string | null };

export const madeRoom = (wish: RoomWish): MadeRoom => {
  const { kernel } = wish;
  const shortBy = (freedBytes: number): ShortRoom | null => shortRoomFor(kernel, { ...wish, freedBytes });
  const short = shortBy(0);
  const spare = spareKernels(wish);
  if (typeof spare === 'string') return short === null ? ENOUGH : { kind: 'short', short, why: spare };
  if (spare === null) return short === null ? ENOUGH : { kind: 'short', short, why: null };
  const sizes = new Map(kernel.room?.kernels?.map(({ release, bytes }) => [release, bytes]));
  const gone = new Set<string>();
  let freedBytes = 0;
  for (const { release, isOverRule } of spare) {
    if (!isOverRule && shortBy(freedBytes) === null) break;
    gone.add(release);
    freedBytes += sizes.get(release) ?? 0;
  }
  const left = shortBy(freedBytes);
  if (left === null) return { kind: 'enough', removals: removalsAmong(kernelPackages(wish.packages), gone) };
  return {
    kind: 'short',
    short: short ?? left,
    why: whyNot({ gone, freedBytes, tells: kernel.room?.kernels !== undefined }),
  };
};

const ENOUGH: MadeRoom = { kind: 'enough', removals: [] };

const whyNot = (found: { gone: ReadonlySet<string>; freedBytes: number; tells: boolean }): string => {
  if (!found.tells)
    return 'the host does not tell what each of its kernels takes there (an agent of before, or a boot loader with copies of its own)';
  if (found.gone.size === 0)
    return 'none of its kernels may go: the one that runs, the one that boots next, the last good one, those that `keep` wants and two in all stay';
  return `without ${[...found.gone].join(', ')} it would be ${found.freedBytes} bytes more`;
};

interface SpareKernel {
  readonly release: string;
  /** There are more than policy keeps even without the new one. */
  readonly isOverRule: boolean;
}

/**
 * In the order in which they go, the oldest first. A text: why none may be chosen. `null`: policy lets none go, or no kernel comes that
 * would take the place of one.
 */
const spareKernels = ({
  rules,
  can,
  kernel,
  packages,
  names,
  are,
}: RoomWish): readonly SpareKernel[] | string | null => {
  const { running, nextBoot, lastGood, installed } = kernel;
  if (rules === null || !bringsSibling(kernel, { names, are }) || !installed.includes(running)) return null;
  if (!can) return 'its agent cannot take old kernels away before a change (capability kernels/2)';
  if (nextBoot === null) return 'nobody can tell which of its kernels the next boot takes';
  const found = kernelPackages(packages);
  const images = found.filter(({ part }) => part === 'image');
  const known = ofFlavour(running, bootableAmong(found, kernel));
  const isWhole = (release: string): boolean =>
    images.every((image) => image.release !== release || image.one.state === 'installed');
  const named = new Set(names);
  const stays = new Set([
    ...[running, nextBoot, lastGood],
    ...found.flatMap(({ release, one }) =>
      one.held || one.state !== 'installed' || (isOfOneName(one.name) && named.has(one.name)) ? [release] : [],
    ),
  ]);
  // The new one is among the newest that are kept.
  const others = known.slice(0, Math.max(0, known.length - (rules.keep - 1)));
  let bootable = known.filter(isWhole).length;
  const spare: SpareKernel[] = [];
  for (const [at, release] of others.entries()) {
    if (stays.has(release)) continue;
    if (isWhole(release) && bootable <= BOOTABLE_MIN) continue;
    if (isWhole(release)) bootable -= 1;
    spare.push({ release, isOverRule: at < known.length - rules.keep });
  }
  return spare;
};

/** Of Debian: the package of the kernel that is there changes itself. Of rpm the new one has the same name. */
const isOfOneName = (name: string): boolean => /^linux-\w/.test(name);
