import type { Digest } from '@slipway/core/ids';
import type { PatchSetStanding } from '@slipway/core/promotion';
import { type Outcome, ok, refuse } from '@slipway/core/reasons';
import type { PatchSetSummary } from '@slipway/protocol/api';
import { mapPage, type Page, type PageRequest, pageOf, readCursor, type StoredPatchSet } from '../../ports/index.ts';
import type { App } from '../context.ts';

export const listPatchSets = async (app: App, page: PageRequest): Promise<Page<PatchSetSummary>> =>
  await app.ports.store.read(async ({ patchSets, promotions }) => {
    const said = new Map((await promotions.standings()).map((one) => [one.patchSetDigest, one.standing]));
    return mapPage(await patchSets.patchSets(page), (stored) => summaryOf(stored, said.get(stored.digest)));
  });

/** Of each patch set in a list; its own page says all. */
const LEFT_OUT_LISTED = 20;

const summaryOf = (
  { digest, patchSet, author, cutAt, leftOut }: StoredPatchSet,
  standing: PatchSetStanding['standing'] = 'current',
): PatchSetSummary => ({
  digest,
  scope: patchSet.scope,
  ...(patchSet.takesBack === undefined ? {} : { takesBack: patchSet.takesBack }),
  author,
  cutAt,
  targets: patchSet.targets.length,
  security: patchSet.targets.filter(({ security }) => security).length,
  replaced: patchSet.replaced.length,
  replacedGone: patchSet.replaced.filter(({ file }) => file === null).length,
  standing,
  ...(leftOut === undefined
    ? {}
    : { leftOut: { count: leftOut.count, updates: leftOut.updates.slice(0, LEFT_OUT_LISTED) } }),
});

type Target = StoredPatchSet['patchSet']['targets'][number];
type UpdateLeftOut = NonNullable<StoredPatchSet['leftOut']>['updates'][number];

export const listTargets = async (
  app: App,
  { digest, security = false }: { readonly digest: Digest; readonly security?: boolean | undefined },
  page: PageRequest,
): Promise<Outcome<Page<Target> & { readonly summary: PatchSetSummary }>> => {
  const found = await showPatchSet(app, digest);
  if (!found.ok) return found;
  const { patchSet, standing } = found.value;
  const targets = security ? patchSet.targets.filter((target) => target.security) : patchSet.targets;
  return ok({ ...pageByPlace(targets, page), summary: summaryOf(found.value, standing?.standing) });
};

export const listLeftOut = async (
  app: App,
  digest: Digest,
  page: PageRequest,
): Promise<Outcome<Page<UpdateLeftOut> & { readonly count: number }>> => {
  const found = await showPatchSet(app, digest);
  if (!found.ok) return found;
  const { count, updates } = found.value.leftOut ?? { count: 0, updates: [] };
  return ok({ ...pageByPlace(updates, page), count });
};

/** Of a list whose rows have no key of their own, and that hardly ever changes: a place in it is the cursor. */
const pageByPlace = <T>(items: readonly T[], page: PageRequest): Page<T> => {
  const from = (readCursor(page, 'number')?.[0] ?? -1) + 1;
  const placed = items.slice(from, from + page.limit + 1).map((item, at) => ({ item, place: from + at }));
  return mapPage(
    pageOf(placed, page, ({ place }) => [place]),
    ({ item }) => item,
  );
};

export type ShownPatchSet = StoredPatchSet & { readonly standing: PatchSetStanding | null };

export const showPatchSet = async (app: App, digest: Digest): Promise<Outcome<ShownPatchSet>> =>
  await app.ports.store.read(async ({ patchSets, promotions }): Promise<Outcome<ShownPatchSet>> => {
    const found = await patchSets.patchSet(digest);
    if (found === null) return refuse('not-found', { what: 'patch set', id: digest });
    return ok({ ...found, standing: (await promotions.standing(digest))?.value ?? null });
  });
