import { bytesOfKernels } from '../../kernel/index.ts';
import type { CheckerNote } from '../types.ts';
import type { Facts, InspectedHost } from './facts.ts';
import { error } from './notes.ts';

/** No kernel is planned where the host has said that it has no room for one, even without what goes before. Counted by what a kernel package is called. */
export function* checkKernelRoom({ input }: Facts, { hostPlan, host }: InspectedHost): Iterable<CheckerNote> {
  const room = host?.inventory?.system.kernel.room;
  if (room === undefined || input.rollback !== undefined) return;
  const images = hostPlan.transaction.filter(
    ({ name, to }) => to !== null && /^(?:linux-image-(?:unsigned-)?\d.*(?<!-dbg)|kernel(?:-\w+)?-core)$/.test(name),
  );
  const [first] = images;
  if (first === undefined) return;
  const neededBytes = bytesOfKernels(images.length, room.kernelBytes);
  const gone = new Set(hostPlan.kernels?.before?.map(({ release }) => release));
  let freeBytes = room.freeBytes;
  for (const { release, bytes } of room.kernels ?? []) if (gone.has(release)) freeBytes += bytes;
  if (freeBytes >= neededBytes) return;
  yield error('boot-room-short', { package: first.name, freeBytes, neededBytes }, hostPlan.hostId);
}
