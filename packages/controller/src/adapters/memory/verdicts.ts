import type { Release } from '@slipway/core/advisory';
import { canonicalise } from '@slipway/core/document';
import type { Instant } from '@slipway/core/time';
import {
  type ExposedUpdate,
  pageOf,
  readCursor,
  type StoredVerdict,
  type StoreVerdicts,
  type UpdateKey,
} from '../../ports/index.ts';
import { copyOf } from './copies.ts';
import { feedDateOf, severitiesNamed } from './feeds.ts';
import { carriedVersion } from './package-versions.ts';
import type { KnowledgeTables, Transaction, VerdictRow } from './transaction.ts';
import { markUpdatesOf, markUpdatesOn } from './uncounted.ts';

type Verdicts = Omit<
  StoreVerdicts,
  | 'versionsOf'
  | 'platforms'
  | 'versions'
  | 'packagesOn'
  | 'carriers'
  | 'carrierHosts'
  | 'countCarrierHosts'
  | 'carrierClasses'
  | 'kernelClasses'
>;

export const verdictsOn = (transaction: Transaction): Verdicts => ({
  ...judgedOn(transaction),
  ...updatesOn(transaction),
  ...startsOn(transaction),
});

const judgedOn = (
  transaction: Transaction,
): Pick<Verdicts, 'pendingPackages' | 'judgeEverythingAgain' | 'saveAssessment' | 'verdictsOf' | 'packagesWith'> => ({
  async pendingPackages(limit) {
    return rowsOf(transaction.reading.knowledge)
      .flatMap((row) => (row.pending === null ? [] : { ...carriedVersion(row), pending: row.pending }))
      .slice(0, limit);
  },
  async judgeEverythingAgain() {
    const { knowledge } = transaction.changing;
    for (const row of rowsOf(knowledge)) {
      if (row.pending !== null || row.hosts === 0) continue;
      knowledge.versions.set(String(row.packageId), copyOf({ ...row, pending: 'again' }));
    }
  },
  async saveAssessment({ packageId, release, subjects, verdicts }, at) {
    const { knowledge } = transaction.changing;
    const key = String(packageId);
    const row = knowledge.versions.get(key);
    if (row === undefined) throw new Error(`there is no package version ${packageId}`);
    knowledge.subjects.set(key, copyOf({ release, subjects }));
    const wanted = new Map(verdicts.map((verdict) => [canonicalise([release, verdict]), verdict]));
    const before = knowledge.verdicts.get(key) ?? [];
    const after: VerdictRow[] = [];
    for (const one of before) {
      if (one.knownUntil !== null) {
        after.push(one);
        continue;
      }
      const known = canonicalise([one.release, one.verdict]);
      after.push(wanted.has(known) ? one : { ...one, knownUntil: at });
      wanted.delete(known);
    }
    const fresh = [...wanted.values()].map((verdict) => copyOf(verdict));
    after.push(...fresh.map((verdict) => ({ release: copyOf(release), verdict, knownFrom: at, knownUntil: null })));
    const isChanged = fresh.length > 0 || after.some((one, at) => one !== before[at]);
    if (isChanged) markUpdatesOf(knowledge, [packageId]);
    knowledge.verdicts.set(key, after);
    if (isChanged) markUpdatesOf(knowledge, [packageId]);
    knowledge.versions.set(key, copyOf({ ...row, pending: null }));
    return fresh;
  },
  async verdictsOf(packageIds, asOf) {
    const { knowledge } = transaction.reading;
    return [...new Set(packageIds)]
      .sort((a, b) => a - b)
      .flatMap((packageId) =>
        standing(knowledge, packageId, asOf)
          .toSorted((a, b) => compare(a.verdict.vulnerability, b.verdict.vulnerability))
          .map(({ knownFrom, verdict }) => ({
            packageId,
            knownFrom,
            feedDate: feedDateOf(knowledge, verdict.feed, asOf),
            verdict,
          })),
      );
  },
  async packagesWith(name, asOf) {
    const { knowledge } = transaction.reading;
    const names = ({ vulnerability, advisory }: StoredVerdict) => vulnerability === name || advisory === name;
    return rowsOf(knowledge)
      .map(({ packageId }) => packageId)
      .filter((packageId) => standing(knowledge, packageId, asOf).some(({ verdict }) => names(verdict)));
  },
});

type Updates = Pick<Verdicts, 'exposedUpdates' | 'exposedUpdate' | 'updatesOfAdvisories' | 'neededBy' | 'severitiesOf'>;

const updatesOn = (transaction: Transaction): Updates => ({
  async exposedUpdates(request, asOf, which = 'affected') {
    const after = readCursor(request, 'text', 'text', 'text', 'text');
    const all = updatesOf(transaction.reading.knowledge, asOf, which);
    const rows = all.filter((row) => after === null || compareKeys(keyOf(row), after) > 0);
    return pageOf(rows, request, keyOf);
  },
  async exposedUpdate(key, asOf, which = 'affected') {
    const wanted = keyOf(key);
    return (
      updatesOf(transaction.reading.knowledge, asOf, which).find((row) => compareKeys(keyOf(row), wanted) === 0) ?? null
    );
  },
  async updatesOfAdvisories(names) {
    const { knowledge } = transaction.reading;
    const found = new Map<string, { readonly advisory: string; readonly update: UpdateKey }>();
    for (const { packageId } of rowsOf(knowledge)) {
      for (const { release, verdict } of standing(knowledge, packageId, null)) {
        const { advisory, sourcePackage, fixedVersion } = verdict;
        if (verdict.verdict !== 'affected' || advisory === null || !names.includes(advisory)) continue;
        const update = { release, sourcePackage, fixedVersion };
        found.set(JSON.stringify([advisory, keyOf(update)]), { advisory, update });
      }
    }
    return [...found.values()].sort(
      (a, b) => compare(a.advisory, b.advisory) || compareKeys(keyOf(a.update), keyOf(b.update)),
    );
  },
  async neededBy(packageIds) {
    const { knowledge } = transaction.reading;
    const wanted = new Set(packageIds);
    return rowsOf(knowledge)
      .filter(({ packageId }) => wanted.has(packageId))
      .map(({ packageId, pending }) => ({
        packageId,
        judged: pending === null,
        updates: updatesOf(knowledge, null)
          .filter((update) => update.packageIds.includes(packageId))
          .map(({ sourcePackage, fixedVersion }) => ({ sourcePackage, fixedVersion })),
      }));
  },
  async severitiesOf({ release, sourcePackage, fixedVersions }, asOf) {
    const { knowledge } = transaction.reading;
    const wanted = new Set(
      fixedVersions.map((fixedVersion) => JSON.stringify(keyOf({ release, sourcePackage, fixedVersion }))),
    );
    const names = rowsOf(knowledge)
      .flatMap(({ packageId }) => standing(knowledge, packageId, asOf))
      .filter(({ release: its, verdict }) => wanted.has(JSON.stringify(keyOf({ ...verdict, release: its }))))
      .flatMap(({ verdict }) => (verdict.verdict === 'affected' ? (verdict.advisory ?? []) : []));
    return severitiesNamed(knowledge, new Set(names), asOf);
  },
});

const startsOn = (transaction: Transaction): Pick<Verdicts, 'noteStarts' | 'restart' | 'starts'> => ({
  async noteStarts(kind, subjects, at) {
    const { knowledge } = transaction.changing;
    for (const subject of subjects) {
      const key = JSON.stringify([kind, subject]);
      if (knowledge.starts.get(key) !== undefined) continue;
      knowledge.starts.set(key, at);
      if (kind === 'facing-changed') markUpdatesOn(knowledge, subject);
    }
  },
  async restart(kind, subject, at) {
    const { knowledge } = transaction.changing;
    knowledge.starts.set(JSON.stringify([kind, subject]), at);
    if (kind === 'facing-changed') markUpdatesOn(knowledge, subject);
  },
  async starts(kind, subjects) {
    const { starts } = transaction.reading.knowledge;
    return new Map(
      subjects.flatMap((subject) => {
        const at = starts.get(JSON.stringify([kind, subject]));
        return at === undefined ? [] : [[subject, at] as const];
      }),
    );
  },
});

const rowsOf = ({ versions }: KnowledgeTables) => versions.values().toSorted((a, b) => a.packageId - b.packageId);

const standing = ({ verdicts }: KnowledgeTables, packageId: number, asOf: Instant | null): readonly VerdictRow[] =>
  (verdicts.get(String(packageId)) ?? []).filter(({ knownFrom, knownUntil }) =>
    asOf === null ? knownUntil === null : knownFrom <= asOf && (knownUntil === null || knownUntil > asOf),
  );

const updatesOf = (
  knowledge: KnowledgeTables,
  asOf: Instant | null,
  which: 'affected' | 'unknown' = 'affected',
): readonly ExposedUpdate[] => {
  const groups = new Map<string, { release: Release; key: UpdateKey; ids: Set<number>; names: Set<string> }>();
  for (const { packageId } of rowsOf(knowledge)) {
    for (const { release, verdict } of standing(knowledge, packageId, asOf)) {
      if (verdict.verdict !== which) continue;
      const { sourcePackage, fixedVersion } = verdict;
      const key = { release, sourcePackage, fixedVersion };
      const text = JSON.stringify(keyOf(key));
      const group = groups.get(text) ?? { release, key, ids: new Set(), names: new Set() };
      group.ids.add(packageId);
      group.names.add(verdict.vulnerability);
      groups.set(text, group);
    }
  }
  return [...groups.values()]
    .map(({ key, ids, names }) => ({ ...key, vulnerabilities: [...names].sort(), packageIds: [...ids] }))
    .sort((a, b) => compareKeys(keyOf(a), keyOf(b)));
};

type Key = readonly [string, string, string, string];
const keyOf = ({ release, sourcePackage, fixedVersion }: UpdateKey): Key => [
  sourcePackage,
  release.distribution,
  release.release,
  fixedVersion ?? '',
];
const compareKeys = (a: Key, b: Key): number => {
  const at = a.findIndex((part, index) => part !== b[index]);
  return at < 0 ? 0 : compare(a[at] ?? '', b[at] ?? '');
};
const compare = (a: string, b: string): number => (a === b ? 0 : a < b ? -1 : 1);
