import { bytesOfKernels } from '../../kernel/index.ts';
import type { CheckerNote } from '../types.ts';
import type { Facts, InspectedHost } from './facts.ts';
import { error } from './notes.ts';

/** No kernel is planned where the host has said that it has no room for one. Counted by what a kernel package is called. */
export function* checkKernelRoom({ input }: Facts, { hostPlan, host }: InspectedHost): Iterable<CheckerNote> {
  const room = host?.inventory?.system.kernel.room;
  if (room === undefined || input.rollback !== undefined) return;
  const images = hostPlan.transaction.filter(
    ({ name, to }) => to !== null && /^(?:linux-image-(?:unsigned-)?\d.*(?<!-dbg)|kernel(?:-\w+)?-core)$/.test(name),
  );
  const [first] = images;
  if (first === undefined) return;
  const neededBytes = bytesOfKernels(images.length, room.kernelBytes);
  if (room.freeBytes >= neededBytes) return;
  yield error('boot-room-short', { package: first.name, freeBytes: room.freeBytes, neededBytes }, hostPlan.hostId);
}
