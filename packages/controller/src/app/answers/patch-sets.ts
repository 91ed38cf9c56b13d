import type { PatchSetSummary } from '@slipway/protocol/api';
import { mapPage, type Page, type PageRequest, type StoredPatchSet } from '../../ports/index.ts';
import type { App } from '../context.ts';

export const listPatchSets = async (app: App, page: PageRequest): Promise<Page<PatchSetSummary>> =>
  mapPage(await app.ports.store.read(async ({ patchSets }) => await patchSets.patchSets(page)), summaryOf);

const summaryOf = ({ digest, patchSet, author, cutAt }: StoredPatchSet): PatchSetSummary => ({
  digest,
  scope: patchSet.scope,
  author,
  cutAt,
  targets: patchSet.targets.length,
  security: patchSet.targets.filter(({ security }) => security).length,
  replaced: patchSet.replaced.length,
  replacedGone: patchSet.replaced.filter(({ file }) => file === null).length,
});
