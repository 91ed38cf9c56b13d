import type { Clock, FileOwners } from '../../ports/index.ts';
import { lookAtFlatpaks, lookAtSnaps } from './bundles.ts';
import { lookAtContainers } from './containers.ts';
import { listingOf } from './listing.ts';
import { lookAtPrograms, type ProgramsLook } from './programs.ts';
import type { SoftwareReport } from './report.ts';

/** `before`: the last look, so that a file is hashed once and a program that ran is remembered within the boot. */
export const lookAtSoftware = async (options: {
  readonly clock: Pick<Clock, 'now'>;
  readonly bootId: string;
  readonly ownersOf: FileOwners;
  readonly before: SoftwareReport | null;
  /** Where /var and /run are looked up; `/` on a host. */
  readonly root?: string;
  readonly folders?: readonly string[];
}): Promise<SoftwareReport> => {
  const { clock, bootId, before, root = '/' } = options;
  let hashes: ProgramsLook['hashes'] = {};
  const programs = await listingOf(async () => {
    const look = await lookAtPrograms({
      ...options,
      hashes: before?.hashes ?? {},
      seenRunning: ranBefore(before, bootId),
    });
    hashes = look.hashes;
    return look.programs;
  });
  return {
    bootId,
    hashes,
    software: {
      kind: 'known',
      asOf: clock.now(),
      programs,
      snaps: await listingOf(async () => await lookAtSnaps(root)),
      flatpaks: await listingOf(async () => await lookAtFlatpaks(root)),
      containers: await listingOf(async () => await lookAtContainers(root)),
    },
  };
};

const ranBefore = (before: SoftwareReport | null, bootId: string): readonly string[] =>
  before === null || before.bootId !== bootId || before.software.programs.kind === 'unknown'
    ? []
    : before.software.programs.items.filter(({ seen }) => seen === 'running').map(({ path }) => path);
