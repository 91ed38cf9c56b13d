import type { Instant } from '@slipway/core/time';
import {
  type CountedHosts,
  type CountedUpdate,
  type CountFilter,
  dueKey,
  dueKeyUntil,
  mapPage,
  pageOf,
  readCursor,
  type StoreExposures,
  severityRank,
  UNKNOWN_URGENCY_KEY,
  type UpdateCount,
  type UpdateKey,
} from '../../ports/index.ts';
import { copyOf } from './copies.ts';
import type { KnowledgeTables, Transaction } from './transaction.ts';
import { markUpdate, updateText } from './uncounted.ts';

export const exposuresOn = (transaction: Transaction): StoreExposures => ({
  async uncounted(limit) {
    return transaction.reading.knowledge.uncounted.values().slice(0, limit);
  },
  async countUncounted() {
    return transaction.reading.knowledge.uncounted.size;
  },
  async countEverythingAgain() {
    const { knowledge } = transaction.changing;
    const standing = knowledge.versions
      .values()
      .flatMap(({ packageId }) => knowledge.verdicts.get(String(packageId)) ?? [])
      .filter(({ knownUntil, verdict }) => knownUntil === null && verdict.verdict === 'affected')
      .map(({ release, verdict }): UpdateKey => ({ ...verdict, release }));
    const kept = knowledge.counts.values().map(({ count }) => count);
    const all = [...standing, ...kept].sort((a, b) => compareKeys(keyOf(a), keyOf(b)));
    for (const key of all) markUpdate(knowledge, key);
  },
  async countAgain(updates) {
    for (const update of updates) markUpdate(transaction.changing.knowledge, update);
  },
  async saveCount(count, at) {
    const { counts, uncounted } = transaction.changing.knowledge;
    const text = updateText(count);
    counts.delete(text);
    uncounted.delete(text);
    if (count.hosts.length > 0) counts.add(text, copyOf({ count, at }));
  },
  async counted(request, filter) {
    const after = readCursor(request, 'text', 'text', 'text', 'text', 'text');
    const rows = filtered(transaction.reading.knowledge, filter).filter(
      (row) => after === null || compareKeys(placeOf(row), after) > 0,
    );
    return mapPage(pageOf(rows, request, placeOf), ({ update }) => update);
  },
  async countsOf(updates) {
    const { counts } = transaction.reading.knowledge;
    return [...new Set(updates.map(updateText))]
      .flatMap((text) => counts.get(text)?.count ?? [])
      .sort((a, b) => compareKeys(keyOf(a), keyOf(b)))
      .map(({ release, sourcePackage, fixedVersion, hosts: classes }) => {
        const sum = (of: (one: CountedHosts) => number) => classes.reduce((all, one) => all + of(one), 0);
        return {
          ...{ release, sourcePackage, fixedVersion },
          hosts: sum(({ hosts }) => hosts),
          unknown: sum(({ unknown }) => unknown),
          excepted: sum(({ excepted }) => excepted),
        };
      });
  },
  async totals(filter, now) {
    const rows = filtered(transaction.reading.knowledge, filter);
    return {
      updates: rows.length,
      overdue: rows.filter(({ due }) => due < now).length,
      unknownUrgency: rows.filter(({ due }) => due === UNKNOWN_URGENCY_KEY).length,
      excepted: filtered(transaction.reading.knowledge, { ...filter, excepted: 'only' }).length,
    };
  },
});

interface Row {
  readonly due: string;
  readonly update: CountedUpdate;
}

const filtered = ({ counts }: KnowledgeTables, filter: CountFilter): readonly Row[] =>
  counts
    .values()
    .flatMap(({ count, at }) => rowOf(count, at, filter) ?? [])
    .filter(({ due }) => filter.dueBy === undefined || due <= dueKeyUntil(filter.dueBy))
    .filter(({ due }) => filter.urgency === undefined || due === UNKNOWN_URGENCY_KEY)
    .sort((a, b) => compareKeys(placeOf(a), placeOf(b)));

const rowOf = (count: UpdateCount, countedAt: Instant, filter: CountFilter): Row | null => {
  const { environment, owner, severity, fix, sourcePackage, exploited } = filter;
  const { hosts: classes, ...update } = count;
  if (severity !== undefined && count.severity !== null && severityRank(count.severity) < severityRank(severity)) {
    return null;
  }
  if (sourcePackage !== undefined && count.sourcePackage !== sourcePackage) return null;
  if (exploited !== undefined && (count.exploited ?? 0) === 0) return null;
  if (fix !== undefined && (fix === 'some') === (count.fixedVersion === null)) return null;
  const its = classes.filter(
    (one) =>
      (environment === undefined || one.environment === environment) && (owner === undefined || one.owner === owner),
  );
  // Of those hosts alone that are asked about: a deadline that only excepted ones have is nobody's.
  const asked = its.filter(({ hosts, unknown, excepted }) =>
    filter.excepted === 'only' ? excepted > 0 : hosts + unknown > 0,
  );
  const [first] = asked.toSorted((a, b) => compare(dueOf(a), dueOf(b)));
  if (first === undefined) return null;
  const sum = (count: (one: CountedHosts) => number) => its.reduce((all, one) => all + count(one), 0);
  return {
    due: dueOf(first),
    update: {
      ...update,
      hosts: sum(({ hosts }) => hosts),
      unknown: sum(({ unknown }) => unknown),
      rebootPending: sum(({ rebootPending }) => rebootPending),
      excepted: sum(({ excepted }) => excepted),
      dueFirst: first.dueFirst,
      countedAt,
    },
  };
};

const dueOf = ({ dueFirst }: CountedHosts): string => dueKey(dueFirst.urgency);

const keyOf = ({ release, sourcePackage, fixedVersion }: UpdateKey): readonly string[] => [
  sourcePackage,
  release.distribution,
  release.release,
  fixedVersion ?? '',
];
const placeOf = ({ due, update }: Row): readonly string[] => [due, ...keyOf(update)];
const compareKeys = (a: readonly string[], b: readonly string[]): number => {
  const at = a.findIndex((part, index) => part !== b[index]);
  return at < 0 ? 0 : compare(a[at] ?? '', b[at] ?? '');
};
const compare = (a: string, b: string): number => (a === b ? 0 : a < b ? -1 : 1);
