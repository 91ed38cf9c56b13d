import { setTimeout as pause } from 'node:timers/promises';
import { addressHolder, type Lab } from '../fleet/index.ts';

export interface AddressMove {
  readonly at: number;
  readonly from: string;
  readonly to: string;
}

/** Twice a second is finer than keepalived's own pace (a second), and costs two short commands. */
const LOOK_MS = 500;

/** Watches who holds the virtual address. While it moves nobody or both may; only whoever holds it alone counts. */
export function watchAddress(lab: Lab): { stop(): Promise<readonly AddressMove[]> } {
  const moves: AddressMove[] = [];
  let holder: string | null = null;
  let watching = true;
  const watch = async (): Promise<void> => {
    while (watching) {
      const now = (await addressHolder(lab))?.name ?? null;
      if (now !== null && holder !== null && now !== holder) moves.push({ at: Date.now(), from: holder, to: now });
      holder = now ?? holder;
      await pause(LOOK_MS);
    }
  };
  const watched = watch();
  return {
    stop: async () => {
      watching = false;
      await watched;
      return moves;
    },
  };
}
