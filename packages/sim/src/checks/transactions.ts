// Package transactions, seen from outside of the programs: never two on one host, and none carried out whole a second time.

import type { Happening } from '../host/index.ts';

export interface TransactionWatch {
  /** What is broken by it; `null`: nothing. */
  see(hostname: string, what: Happening): string | null;
}

export const watchTransactions = (): TransactionWatch => {
  const running = new Map<string, string>();
  const ended = new Set<string>();
  return {
    see: (hostname, what) => {
      if (what.kind !== 'transaction') return null;
      const { unit, phase } = what;
      const key = `${hostname} ${unit}`;
      const before = running.get(hostname);
      if (phase !== 'started') {
        running.delete(hostname);
        if (phase === 'ended') ended.add(key);
        return null;
      }
      running.set(hostname, unit);
      if (before !== undefined) return `${hostname} begins ${unit} while ${before} runs`;
      return ended.has(key) ? `${hostname} carries ${unit} out a second time` : null;
    },
  };
};
