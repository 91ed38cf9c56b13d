import type { Instant } from '@slipway/core/time';
import {
  type DueCount,
  type DueSpan,
  dueEdges,
  dueKey,
  type HostRecord,
  type HostState,
  type ModeCount,
  type RunningStep,
  type StoreFigures,
  UNKNOWN_URGENCY_KEY,
} from '../../ports/index.ts';
import { stateOf } from './host-state.ts';
import { isOpen } from './rollouts.ts';
import { portion } from './selection.ts';
import type { Transaction } from './transaction.ts';

export const figuresOn = (transaction: Transaction): StoreFigures => ({
  async modeCounts() {
    const hosts = transaction.reading.hosts.values().filter(({ value }) => value.retiredAt === null);
    return grouped(
      hosts.map(({ value }) => JSON.stringify(standingOf(value))),
      (text, count) => ({ ...(JSON.parse(text) as Omit<ModeCount, 'hosts'>), hosts: count }),
    );
  },
  async hostStates(silentSince, after) {
    const { found, next } = portion(transaction.reading, { selector: null, now: silentSince }, { after, limit: 1 });
    const items = grouped(
      found.map(({ host, stored }) => JSON.stringify(stateOf(host, stored, silentSince))),
      (text, count) => ({ ...(JSON.parse(text) as Omit<HostState, 'hosts'>), hosts: count }),
    );
    return { items, next };
  },
  async runningSteps() {
    const steps = new Map<string, RunningStep>();
    for (const { hostId } of transaction.reading.leases.values()) {
      const newest = transaction.reading.ledgers.of(hostId).at(-1)?.entry;
      if (newest?.kind !== 'step-begun') continue;
      const { step, at } = newest;
      const known = steps.get(step) ?? { step, begunAt: at, steps: 0 };
      steps.set(step, { step, begunAt: at < known.begunAt ? at : known.begunAt, steps: known.steps + 1 });
    }
    return [...steps.values()].sort((a, b) => (a.step < b.step ? -1 : 1));
  },
  async leases(now) {
    const all = transaction.reading.leases.values();
    const expired = all.filter(({ expiresAt }) => expiresAt <= now).length;
    return { standing: all.length - expired, expired };
  },
  async claims(now) {
    const all = transaction.reading.claims.values();
    return all.filter(({ released, expiresAt }) => !released && expiresAt > now).length;
  },
  async openRollouts() {
    const states = transaction.reading.rollouts.values().map(({ value }) => value.state);
    return grouped(states.filter(isOpen), (state, rollouts) => ({ state, rollouts }));
  },
  async waitingDeliveries() {
    const waiting = transaction.reading.outbox.deliveries
      .values()
      .flat()
      .filter(({ state }) => state === 'waiting');
    const times = waiting.flatMap(({ addedAt, digest }) =>
      addedAt === undefined || digest?.why === 'asked' ? [] : [addedAt],
    );
    const [oldest] = times.sort();
    return { deliveries: waiting.length, oldestAt: oldest ?? null };
  },
  async pendingPackages() {
    return transaction.reading.knowledge.versions.values().filter(({ pending }) => pending !== null).length;
  },
  async dueExposures(now) {
    const all = transaction.reading.knowledge.counts.values().flatMap(({ count }) => count.hosts);
    const counts = new Map<string, DueCount>();
    for (const { environment, hosts, dueFirst } of all.filter((one) => one.hosts > 0)) {
      const due = spanOf(dueKey(dueFirst.urgency), now);
      const key = `${environment ?? ''} ${due}`;
      counts.set(key, { environment, due, hosts: hosts + (counts.get(key)?.hosts ?? 0) });
    }
    return [...counts].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, count]) => count);
  },
  async sizeBytes() {
    return null;
  },
});

const standingOf = ({ reportedMode, barred, contact }: HostRecord): Omit<ModeCount, 'hosts'> => ({
  mode: reportedMode,
  barred: barred?.code ?? null,
  stopped: contact?.stopped ?? false,
  agentVersion: contact?.agentVersion ?? null,
});

const spanOf = (key: string, now: Instant): DueSpan => {
  if (key >= '~') return key === UNKNOWN_URGENCY_KEY ? 'unknown' : 'none';
  return dueEdges(now).find(({ before }) => key < before)?.due ?? 'later';
};

const grouped = <T>(texts: readonly string[], make: (text: string, count: number) => T): readonly T[] => {
  const counts = new Map<string, number>();
  for (const text of texts) counts.set(text, (counts.get(text) ?? 0) + 1);
  return [...counts].sort(([a], [b]) => (a < b ? -1 : 1)).map(([text, count]) => make(text, count));
};
