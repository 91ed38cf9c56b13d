// The name of an inventory's content, so that an unchanged host costs one digest and no message.

import { digestOf, type Sha256 } from '../document/index.ts';
import type { Digest } from '../ids/index.ts';
import type { Inventory } from './types.ts';

/** Over everything but the times of looking, which change at every look. Agent and controller compute the same. */
export const inventoryDigest = (inventory: Inventory, sha256: Sha256): Digest => {
  const { collectedAt: _, updates, restart, origins, unmanaged, guests, ...rest } = inventory;
  const still = updates.kind === 'known' ? { ...updates, asOf: null, metadataAsOf: null } : { ...updates, asOf: null };
  const running = restart.kind === 'known' ? restart.processes : restart.detail;
  const later = {
    // What an earlier agent does not send must not change the name of what it sends.
    ...(origins === undefined ? {} : { origins: withoutTime(origins) }),
    ...(unmanaged === undefined ? {} : { unmanaged: withoutTime(unmanaged) }),
    ...(guests === undefined ? {} : { guests: withoutTime(guests) }),
  };
  return digestOf({ ...rest, ...later, updates: still, running }, sha256);
};

const withoutTime = <Look extends object>(look: Look): Omit<Look, 'asOf'> => {
  const { asOf: _, ...found } = look as Look & { readonly asOf?: unknown };
  return found;
};
