// How often signing in may fail, by name and address. Kept in this process alone: several controllers allow several times as
// many, which is still far from what guessing needs.

import type { Instant } from '@slipway/core/time';
import { addSeconds, isBefore, msBetween } from '@slipway/core/time';

/** A person who mistypes needs three; a guesser gets as many from one address for one name. */
const BY_NAME_AND_ADDRESS_MAX = 5;
/** People behind one address share this. */
const BY_ADDRESS_MAX = 50;
/** From everywhere: without it a thousand addresses would guess one name. High, since strangers must not lock people out. */
const BY_NAME_MAX = 200;
const WINDOW_SECONDS = 900;
/** Beyond that the oldest are forgotten: a flood of names takes no more memory than this. */
const KEYS_MAX = 20_000;

interface Counted {
  readonly count: number;
  readonly until: Instant;
}

export interface FailedAttempts {
  /** Seconds until one may try again; 0: now. */
  waitSeconds(who: { readonly name: string; readonly address: string }, now: Instant): number;
  failed(who: { readonly name: string; readonly address: string }, now: Instant): void;
  succeeded(who: { readonly name: string; readonly address: string }): void;
}

export const failedAttempts = (): FailedAttempts => {
  const counts = new Map<string, Counted>();
  const standing = (key: string, now: Instant): Counted | null => {
    const found = counts.get(key);
    return found !== undefined && isBefore(now, found.until) ? found : null;
  };
  return {
    waitSeconds: (who, now) => {
      const waits = limitsOf(who).map(([key, max]) => {
        const found = standing(key, now);
        return found === null || found.count < max ? 0 : Math.ceil(msBetween(now, found.until) / 1000);
      });
      return Math.max(...waits);
    },
    failed: (who, now) => {
      for (const [key] of limitsOf(who)) {
        const found = standing(key, now);
        counts.delete(key);
        counts.set(key, { count: (found?.count ?? 0) + 1, until: found?.until ?? addSeconds(now, WINDOW_SECONDS) });
      }
      for (const key of counts.keys()) {
        if (counts.size <= KEYS_MAX) break;
        counts.delete(key);
      }
    },
    succeeded: ({ name, address }) => {
      counts.delete(both(name, address));
    },
  };
};

const both = (name: string, address: string): string => `both ${address} ${name}`;

const limitsOf = ({ name, address }: { readonly name: string; readonly address: string }) =>
  [
    [both(name, address), BY_NAME_AND_ADDRESS_MAX],
    [`address ${address}`, BY_ADDRESS_MAX],
    [`name ${name}`, BY_NAME_MAX],
  ] as const;
