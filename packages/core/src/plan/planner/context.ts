// What the planner needs for every host and works out once: the patch set by name, the fleet's clusters, the
// overrides, the occurrences ahead.

import { EMPTY_CALENDAR, occurrencesOf } from '../../calendar/index.ts';
import type { Sha256 } from '../../document/index.ts';
import { actingExceptions } from '../../exception/index.ts';
import type { Inventory } from '../../inventory/index.ts';
import {
  indexChooser,
  type OriginIndex,
  originKey,
  originsOfIndex,
  type PatchSet,
  type Platform,
  platformKey,
  type ReplacedVersion,
  targetKey,
  targetsOf,
} from '../../patch-set/index.ts';
import type { EnvironmentPolicy } from '../../policy/index.ts';
import type { PlanningInput } from '../types.ts';
import { fleetOf } from './fleet.ts';
import { OCCURRENCES_AHEAD, secondsLeft } from './occurrences.ts';
import type { PlanningContext, PlatformContent } from './types.ts';

/** `null`: nothing of the patch set is published by the host's own repositories. */
export function contentFor(context: PlanningContext, inventory: Inventory): PlatformContent | null {
  const index = context.indexOf(inventory);
  return index === null ? null : (context.contents.get(index) ?? null);
}

export function contextOf(input: PlanningInput, environment: EnvironmentPolicy, sha256: Sha256): PlanningContext {
  const { policy, patchSet, overrides, now } = input;
  const ahead = aheadOf(input, environment);
  return {
    input,
    environment,
    sha256,
    isFirstEnvironment: policy.environments[0]?.name === environment.name,
    fleet: fleetOf(input),
    indexOf: indexChooser(patchSet),
    contents: contentsOf(patchSet),
    leaveOut: new Map(overrides.flatMap((one) => (one.kind === 'leave-out' ? [[one.hostId, one.why]] : []))),
    removable: new Set(overrides.flatMap((one) => (one.kind === 'allow-removal' ? [one.package] : []))),
    exceptions: actingExceptions(policy, now, input.answered),
    ahead,
    secondsLeftMax: Math.max(0, ...ahead.map((occurrence) => secondsLeft(occurrence, now))),
  };
}

/** None where the window no longer has the occurrence that the plan is for: policy was changed meanwhile. */
function aheadOf({ now, calendar, forOccurrence }: PlanningInput, { window }: EnvironmentPolicy) {
  const ahead = occurrencesOf(window, now, OCCURRENCES_AHEAD, calendar ?? EMPTY_CALENDAR);
  if (forOccurrence === undefined) return ahead;
  const at = ahead.findIndex(({ id }) => id === forOccurrence);
  return at === -1 ? [] : ahead.slice(at);
}

function contentsOf(patchSet: PatchSet): ReadonlyMap<OriginIndex, PlatformContent> {
  return new Map(
    patchSet.indexes.map((index) => {
      const targets = targetsOf(patchSet, index);
      const { platform, digest, sizeBytes } = index;
      const content: PlatformContent = {
        // Without its origins: hosts know an index by its digest, and earlier ones would not read more.
        index: { platform, digest, sizeBytes },
        targetsByName: Map.groupBy(targets, ({ name }) => name),
        foreignByName: foreignByName(patchSet, platform, new Set(targets.map(({ name }) => name))),
        replaced: replacedOf(patchSet, index),
        judged: new Map(),
      };
      return [index, content];
    }),
  );
}

/** Of whoever else publishes for the platform; not of names that have a target of the host's own. */
export const foreignByName = (patchSet: PatchSet, platform: Platform, own: ReadonlySet<string>) =>
  Map.groupBy(
    patchSet.targets.filter(
      (one) => one.role === 'target' && platformKey(one.platform) === platformKey(platform) && !own.has(one.name),
    ),
    ({ name }) => name,
  );

/** One origin's file per version, the first in the patch set's order: where two of a host's own have it, either will do. */
function replacedOf(patchSet: PatchSet, index: OriginIndex): PlatformContent['replaced'] {
  const origins = originsOfIndex(patchSet, index);
  const isOwn = ({ platform, origin }: ReplacedVersion): boolean =>
    platformKey(platform) === platformKey(index.platform) && (origin === undefined || origins.has(originKey(origin)));
  const replaced = new Map<string, ReplacedVersion['file']>();
  for (const one of patchSet.replaced.filter(isOwn)) {
    const key = targetKey(one);
    replaced.set(key, replaced.get(key) ?? one.file);
  }
  return replaced;
}
