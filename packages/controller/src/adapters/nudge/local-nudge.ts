import type { Nudge, NudgeSubject } from '../../ports/index.ts';

/** Held check-ins of a large fleet and its watchers; above that a wait still ends in time, only without hints. */
const WAITS_MAX = 50_000;
/** Subjects named while nobody waited. The oldest is forgotten first: that costs its waiter one poll interval. */
const KEPT_MAX = 10_000;

export interface LocalNudge extends Nudge {
  /** Ends every wait, now and from now on: the program ends. */
  readonly close: () => void;
}

export const openLocalNudge = (): LocalNudge => {
  const waits = new Map<NudgeSubject, Set<() => void>>();
  const kept = new Set<NudgeSubject>();
  let waiting = 0;
  let closed = false;

  const notify = (subject: NudgeSubject): void => {
    const woken = waits.get(subject);
    if (woken !== undefined) {
      for (const wake of [...woken]) wake();
      return;
    }
    // A loop that is looking just now will wait in a moment, and what was named meanwhile may be what it has not seen.
    kept.delete(subject);
    kept.add(subject);
    const [oldest] = kept;
    if (kept.size > KEPT_MAX && oldest !== undefined) kept.delete(oldest);
  };

  const wait = async (subject: NudgeSubject, waitMs: number): Promise<void> => {
    if (closed || kept.delete(subject)) return;
    const hinted = waiting < WAITS_MAX;
    waiting += 1;
    await new Promise<void>((resolve) => {
      const wake = (): void => {
        clearTimeout(timer);
        forget(subject, wake);
        waiting -= 1;
        resolve();
      };
      const timer = setTimeout(wake, waitMs);
      if (hinted) remember(subject, wake);
    });
  };

  const remember = (subject: NudgeSubject, wake: () => void): void => {
    const known = waits.get(subject);
    if (known === undefined) waits.set(subject, new Set([wake]));
    else known.add(wake);
  };

  const forget = (subject: NudgeSubject, wake: () => void): void => {
    const known = waits.get(subject);
    if (known?.delete(wake) === true && known.size === 0) waits.delete(subject);
  };

  const close = (): void => {
    closed = true;
    for (const woken of [...waits.values()]) for (const wake of [...woken]) wake();
  };

  return { notify, wait, close };
};
