import type { Digest } from '@slipway/core/ids';
import type { PatchSetStanding } from '@slipway/core/promotion';
import { type Outcome, ok, refuse } from '@slipway/core/reasons';
import type { PatchSetSummary } from '@slipway/protocol/api';
import { mapPage, type Page, type PageRequest, type StoredPatchSet } from '../../ports/index.ts';
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

export type ShownPatchSet = StoredPatchSet & { readonly standing: PatchSetStanding | null };

export const showPatchSet = async (app: App, digest: Digest): Promise<Outcome<ShownPatchSet>> =>
  await app.ports.store.read(async ({ patchSets, promotions }): Promise<Outcome<ShownPatchSet>> => {
    const found = await patchSets.patchSet(digest);
    if (found === null) return refuse('not-found', { what: 'patch set', id: digest });
    return ok({ ...found, standing: (await promotions.standing(digest))?.value ?? null });
  });
