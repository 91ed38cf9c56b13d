// Exceptions come and go by a new policy and by time alone: the counts that they are about are marked when the set that
// acts is another than at the last look.

import type { Exception } from '@slipway/core/policy';
import type { Instant } from '@slipway/core/time';
import type { PackageId, StoreView, UpdateKey } from '../../ports/index.ts';
import { judgedPackageOf } from '../knowledge/index.ts';

/** What of an exception makes a difference for a count. */
type Counted = Pick<Exception, 'hosts' | 'leavesOut'>;

const SETTING = 'exceptions-counted';

/** Answers what is to be marked and written; `null`: what acts is what was counted by. */
export const otherExceptions = async (view: StoreView, now: Instant): Promise<OtherExceptions | null> => {
  const policy = await view.plans.policy();
  const acting = (policy?.value.exceptions ?? [])
    .filter(({ expiresAt }) => now < expiresAt)
    .map(({ hosts, leavesOut }): Counted => ({ hosts, leavesOut }));
  const text = JSON.stringify(acting);
  const before = (await view.access.setting(SETTING)) ?? '[]';
  return text === before ? null : { text, changed: differing(JSON.parse(before) as readonly Counted[], acting) };
};

export interface OtherExceptions {
  readonly text: string;
  readonly changed: readonly Counted[];
}

/** In the transaction of a `write`. */
export const markOther = async (change: StoreView, { text, changed }: OtherExceptions): Promise<void> => {
  const updates = new Map<string, UpdateKey>();
  for (const { leavesOut } of changed) {
    for (const update of await updatesOf(change, leavesOut)) updates.set(JSON.stringify(update), update);
  }
  await change.exposures.countAgain([...updates.values()]);
  await change.access.setSetting(SETTING, text);
};

const differing = (before: readonly Counted[], now: readonly Counted[]): readonly Counted[] => {
  const texts = (list: readonly Counted[]) => new Set(list.map((one) => JSON.stringify(one)));
  const [was, is] = [texts(before), texts(now)];
  return [...before, ...now].filter((one) => was.has(JSON.stringify(one)) !== is.has(JSON.stringify(one)));
};

const updatesOf = async (
  { knowledge }: StoreView,
  leavesOut: Exception['leavesOut'],
): Promise<readonly UpdateKey[]> => {
  const ids: readonly PackageId[] =
    'package' in leavesOut
      ? (await knowledge.versionsOf(leavesOut.package, null)).map(({ packageId }) => packageId)
      : await knowledge.packagesWith(leavesOut.advisory, null);
  const releases = new Map((await knowledge.versions(ids)).map((one) => [one.packageId, judgedPackageOf(one).release]));
  return (await knowledge.verdictsOf(ids, null)).flatMap(({ packageId, verdict }) => {
    const release = releases.get(packageId);
    if (release === undefined || verdict.verdict !== 'affected') return [];
    return [{ release, sourcePackage: verdict.sourcePackage, fixedVersion: verdict.fixedVersion }];
  });
};
