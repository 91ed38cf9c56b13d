// What of a host's pending updates exceptions leave out, as the host itself sees them: without the vendor's index, which
// alone says what source a new version is built from.

import type { Inventory, PendingUpdate } from '../inventory/index.ts';
import type { Exception } from '../policy/index.ts';
import type { Labels } from '../selection/index.ts';
import type { ActingExceptions } from './acting.ts';

export interface ExceptedUpdate {
  readonly update: PendingUpdate;
  readonly exception: Exception;
}

export function exceptedPending(
  acting: ActingExceptions,
  labels: Labels,
  { system, packages, updates }: Pick<Inventory, 'system' | 'packages' | 'updates'>,
): readonly ExceptedUpdate[] {
  const selecting = acting.on(labels);
  if (selecting.length === 0 || updates.kind === 'unknown') return [];
  return updates.updates.flatMap((update) => {
    const { name, architecture, from, to } = update;
    const installed = packages.find((one) => one.name === name && one.version === from);
    // Most packages carry their source's version; of the others it is not known, and counts as one that answers.
    const sourceVersion = installed?.version === installed?.sourceVersion ? to : null;
    const exception = acting.against(selecting, system, {
      name,
      architecture,
      from,
      to: { version: to, sourceVersion },
    });
    return exception === null ? [] : [{ update, exception }];
  });
}
