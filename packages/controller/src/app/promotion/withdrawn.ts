// A vendor takes an advisory back: the versions that it named as its fix are kept from hosts, wherever they are under way.

import { type PackageSubject, releaseOfSystem } from '@slipway/core/advisory';
import type { PatchSet, Target } from '@slipway/core/patch-set';
import { takenBack } from '@slipway/core/promotion';
import type { StoreView } from '../../ports/index.ts';
import type { App } from '../context.ts';
import { quarantineOnce } from './quarantines.ts';

/** A year of weekly cuts: whatever was cut before has long been overtaken. */
const PATCH_SETS_MAX = 52;
/** What the last look was over, so that nothing is looked at where neither feeds nor patch sets have changed. */
const LOOKED_AT = 'withdrawn-looked-at';

/** Answers whether anything was. */
export const quarantineWithdrawn = async (app: App): Promise<boolean> => {
  const { store } = app.ports;
  const { standing, before } = await store.read(async (view) => ({
    standing: await standingNow(view),
    before: await view.access.setting(LOOKED_AT),
  }));
  if (standing === before) return false;
  const targets = distinctTargets(await newestPatchSets(app));
  let done = false;
  for (const target of targets) done = (await quarantineIfWithdrawn(app, target)) || done;
  await store.write(async ({ access }) => await access.setSetting(LOOKED_AT, standing));
  return done;
};

const standingNow = async ({ knowledge, promotions }: StoreView): Promise<string> => {
  const imports = (await knowledge.feeds()).map(({ value }) => `${value.spec.name} ${value.lastImport?.number ?? 0}`);
  const newest = (await promotions.promotions({ after: null, limit: 1 })).items.map((one) => one.promotionId);
  return JSON.stringify([imports, newest]);
};

const newestPatchSets = async ({ ports: { store } }: App): Promise<readonly PatchSet[]> =>
  await store.read(async ({ patchSets }) => {
    const { items } = await patchSets.patchSets({ after: null, limit: PATCH_SETS_MAX });
    return items.map(({ patchSet }) => patchSet);
  });

/** By what an advisory can name: many binary packages are of one source. */
const distinctTargets = (patchSets: readonly PatchSet[]): readonly Target[] => {
  const byKey = new Map<string, Target>();
  for (const target of patchSets.flatMap(({ targets }) => targets)) {
    const { platform, name, version, sourceName, sourceVersion } = target;
    byKey.set([platform.distribution, platform.release, name, version, sourceName, sourceVersion].join('\0'), target);
  }
  return [...byKey.values()];
};

const quarantineIfWithdrawn = async (app: App, target: Target): Promise<boolean> => {
  const subjects: readonly PackageSubject[] = [
    { kind: 'source', name: target.sourceName },
    { kind: 'binary', name: target.name },
  ];
  // A read of its own for each: a kernel has ten thousand statements, and others have their turns between.
  const statements = await app.ports.store.read(async ({ knowledge }) => await knowledge.statementsFor(subjects, null));
  const { distribution, release } = target.platform;
  const found = takenBack(statements, { ...target, release: releaseOfSystem({ distribution, release }) });
  if (found === null) return false;
  return await quarantineOnce(app, {
    platform: { distribution, release },
    package: found.package,
    version: found.version,
    cause: 'advisory-withdrawn',
    by: found.advisory,
    why: `${found.advisory} was withdrawn at ${found.withdrawnAt}`,
  });
};
