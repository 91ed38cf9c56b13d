// What the planner needs for every host and works out once: the patch set by name, the fleet's clusters, the
// overrides, the occurrences ahead.

import { occurrencesOf } from '../../calendar/index.ts';
import type { Sha256 } from '../../document/index.ts';
import type { SystemFacts } from '../../inventory/index.ts';
import { type PatchSet, platformKey, targetKey } from '../../patch-set/index.ts';
import type { EnvironmentPolicy } from '../../policy/index.ts';
import type { PlanningInput } from '../types.ts';
import { fleetOf } from './fleet.ts';
import { OCCURRENCES_AHEAD, secondsLeft } from './occurrences.ts';
import type { PlanningContext, PlatformContent } from './types.ts';

export const contentFor = (context: PlanningContext, system: SystemFacts): PlatformContent | null =>
  context.platforms.get(platformKey(system)) ?? null;

export function contextOf(input: PlanningInput, environment: EnvironmentPolicy, sha256: Sha256): PlanningContext {
  const { policy, patchSet, overrides, now } = input;
  const ahead = occurrencesOf(environment.window, now, OCCURRENCES_AHEAD);
  return {
    input,
    environment,
    sha256,
    isFirstEnvironment: policy.environments[0]?.name === environment.name,
    fleet: fleetOf(input),
    platforms: platformsOf(patchSet),
    leaveOut: new Map(overrides.flatMap((one) => (one.kind === 'leave-out' ? [[one.hostId, one.why]] : []))),
    removable: new Set(overrides.flatMap((one) => (one.kind === 'allow-removal' ? [one.package] : []))),
    ahead,
    secondsLeftMax: Math.max(0, ...ahead.map((occurrence) => secondsLeft(occurrence, now))),
  };
}

function platformsOf(patchSet: PatchSet): ReadonlyMap<string, PlatformContent> {
  const targets = Map.groupBy(patchSet.targets, ({ platform }) => platformKey(platform));
  const replaced = Map.groupBy(patchSet.replaced, ({ platform }) => platformKey(platform));
  return new Map(
    patchSet.indexes.map((index) => {
      const key = platformKey(index.platform);
      const content: PlatformContent = {
        index,
        targetsByName: Map.groupBy(targets.get(key) ?? [], ({ name }) => name),
        replaced: new Map((replaced.get(key) ?? []).map((one) => [targetKey(one), one.file])),
        judged: new Map(),
      };
      return [key, content];
    }),
  );
}
