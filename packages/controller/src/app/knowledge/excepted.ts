// Hosts whose exposure an exception of policy answers for: exposed, by a decision that ends, and counted apart.

import { type ActingExceptions, coveredBy } from '@slipway/core/exception';
import { isIdentifier } from '@slipway/core/ids';
import type { Exception } from '@slipway/core/policy';
import { type Labels, labelsAskedBy, parseSelector } from '@slipway/core/selection';
import type { Instant } from '@slipway/core/time';
import type { PackageId, StoredVerdict, StoreView } from '../../ports/index.ts';
import { actingNow } from '../exception/index.ts';

/** The exceptions that act, read once for an answer about many updates. */
export interface Excepting {
  readonly acting: ActingExceptions;
  /** What is affected by the advisories that they name. */
  readonly packagesOf: ReadonlyMap<string, ReadonlySet<PackageId>>;
}

export const exceptingNow = async (view: StoreView, now: Instant): Promise<Excepting> => {
  const acting = await actingNow(view, now);
  const packagesOf = new Map<string, ReadonlySet<PackageId>>();
  for (const { leavesOut } of acting.all) {
    if (!('advisory' in leavesOut)) continue;
    packagesOf.set(leavesOut.advisory, new Set(await view.knowledge.packagesWith(leavesOut.advisory, null)));
  }
  return { acting, packagesOf };
};

/** Of a day of which nobody keeps what acted, and where no policy names one. */
export const NOTHING_EXCEPTED: Excepting = {
  acting: { all: [], on: () => [], against: () => null },
  packagesOf: new Map(),
};

/** What the exceptions that act mean for some packages that are affected. */
export interface ExceptedPart {
  /** Labels that tell hosts apart here. */
  readonly labels: readonly string[];
  /** Of these packages on a host, those for which no exception answers. */
  uncovered(labels: Labels, packageIds: readonly PackageId[]): readonly PackageId[];
  /** The first that answers for one of them; `null`: none does. */
  by(labels: Labels, packageIds: readonly PackageId[]): Exception | null;
}

/** `isMeant`: which verdicts about the packages are asked about. `null`: no exception is about any of them. */
export const exceptedPart = async (
  { knowledge }: StoreView,
  { acting, packagesOf }: Excepting,
  of: { readonly packageIds: readonly PackageId[]; readonly isMeant: (verdict: StoredVerdict) => boolean },
): Promise<ExceptedPart | null> => {
  if (acting.all.length === 0) return null;
  const names = new Map(
    (await knowledge.versions(of.packageIds)).map(({ packageId, package: { name } }) => [packageId, name]),
  );
  const carried = new Set(names.values());
  const touching = acting.all.filter(({ leavesOut }) =>
    'package' in leavesOut
      ? carried.has(leavesOut.package)
      : of.packageIds.some((id) => packagesOf.get(leavesOut.advisory)?.has(id) === true),
  );
  if (touching.length === 0) return null;
  // A kernel has thousands of verdicts: read only where it matters which of them an exception names.
  const byVerdict = touching.some(({ leavesOut }) => 'advisory' in leavesOut);
  const verdicts = byVerdict
    ? Map.groupBy(
        (await knowledge.verdictsOf(of.packageIds, null)).filter(
          ({ verdict }) => verdict.verdict === 'affected' && of.isMeant(verdict),
        ),
        ({ packageId }) => packageId,
      )
    : null;
  const isCovered = (by: readonly Exception[], id: PackageId): boolean => {
    const name = names.get(id) ?? '';
    if (by.some(({ leavesOut }) => 'package' in leavesOut && leavesOut.package === name)) return true;
    const its = verdicts?.get(id) ?? [];
    return its.length > 0 && its.every(({ verdict }) => coveredBy(by, { ...verdict, package: name }) !== null);
  };
  const on = (labels: Labels): readonly Exception[] => acting.on(labels).filter((one) => touching.includes(one));
  return {
    labels: [...new Set(touching.flatMap(labelsOf))],
    uncovered: (labels, packageIds) => {
      const by = on(labels);
      return by.length === 0 ? packageIds : packageIds.filter((id) => !isCovered(by, id));
    },
    by: (labels, packageIds) => on(labels).find((one) => packageIds.some((id) => isCovered([one], id))) ?? null,
  };
};

/** A key that no label can have is nobody's, and must not come near a path into a stored document. */
const labelsOf = ({ hosts }: Exception): readonly string[] => {
  const selector = parseSelector(hosts);
  return selector.ok ? labelsAskedBy(selector.value).filter(isIdentifier) : [];
};
