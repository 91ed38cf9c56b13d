// What only package store and feeds can say of a patch set that would enter an environment: whether its files are kept, and
// whether it would bring an exposure that hosts do not have.

import { neededSubjects } from '@slipway/core/advisory';
import type { Digest } from '@slipway/core/ids';
import type { PatchSet, Target } from '@slipway/core/patch-set';
import { type CheckedPatchSet, newExposures } from '@slipway/core/promotion';
import { reason } from '@slipway/core/reasons';
import type { Instant } from '@slipway/core/time';
import type { CarriedVersion, StoredPatchSet, StoreView } from '../../ports/index.ts';
import type { App } from '../context.ts';
import { judgedPackageOf } from '../knowledge/index.ts';

export const checkPatchSet = async (app: App, digest: Digest): Promise<CheckedPatchSet> => {
  const found = await app.ports.store.read(async ({ patchSets }) => await patchSets.patchSet(digest));
  if (found === null) throw new Error(`patch set ${digest} is promoted and not stored`);
  return { exposure: await exposureOf(app, found), files: await filesOf(app, found.patchSet) };
};

/** By hash, out of the package store: the archive may have moved on long ago. */
const filesOf = async ({ ports: { content } }: App, { targets }: PatchSet): Promise<CheckedPatchSet['files']> => {
  for (const { name, version, file } of targets) {
    if (!(await content.has(file.sha256))) {
      return { answer: 'no', reason: reason('files-gone', { package: name, version }) };
    }
  }
  return { answer: 'yes', reason: reason('files-kept', { files: targets.length }) };
};

const exposureOf = async (
  { ports: { store } }: App,
  { patchSet, cutAt }: StoredPatchSet,
): Promise<CheckedPatchSet['exposure']> => {
  const isRead = await store.read(async ({ knowledge }) =>
    (await knowledge.feeds()).some(({ value }) => value.mark !== null),
  );
  if (!isRead) return { answer: 'unknown', reason: reason('exposure-not-known') };
  for (const target of patchSet.targets) {
    // A read of its own for each: all others have their turns between.
    const brought = await store.read(async (view) => await broughtBy(view, target, cutAt));
    const [vulnerability] = brought;
    if (vulnerability !== undefined) {
      const { name, version } = target;
      return { answer: 'no', reason: reason('exposure-new', { package: name, version, vulnerability }) };
    }
  }
  return { answer: 'yes', reason: reason('exposure-none-new') };
};

/** A version that nobody carries yet was not judged: nobody has tried it, and the environment before says so. */
const broughtBy = async (view: StoreView, target: Target, cutAt: Instant): Promise<readonly string[]> => {
  const carried = (await view.knowledge.versionsOf(target.name, null)).filter((one) => isOfPlatform(one, target));
  const brought = carried.find(({ package: its }) => its.version === target.version);
  if (brought === undefined) return [];
  const verdicts = await view.knowledge.verdictsOf([brought.packageId], null);
  if (!verdicts.some(({ verdict }) => verdict.verdict === 'affected')) return [];
  const judged = judgedPackageOf(brought);
  const subjects = neededSubjects(judged);
  return newExposures({
    brought: judged,
    replaced: carried.filter((one) => one !== brought && one.hosts > 0).map(judgedPackageOf),
    now: await view.knowledge.statementsFor(subjects, null),
    atCut: await view.knowledge.statementsFor(subjects, cutAt),
  });
};

const isOfPlatform = ({ platform, package: its }: CarriedVersion, target: Target): boolean =>
  platform.distribution === target.platform.distribution &&
  platform.release === target.platform.release &&
  its.architecture === target.architecture;
