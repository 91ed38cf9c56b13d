// What the planner needs for every host and works out once: the patch set by name, the fleet's clusters, the
// overrides, the occurrences ahead.

import { type Occurrence, occurrencesOf } from '../../calendar/index.ts';
import type { HostId } from '../../ids/index.ts';
import type { SystemFacts } from '../../inventory/index.ts';
import {
  type PackageFile,
  type PatchSet,
  type PlatformIndex,
  platformKey,
  type Target,
  targetKey,
} from '../../patch-set/index.ts';
import type { EnvironmentPolicy } from '../../policy/index.ts';
import type { PlanningInput } from '../types.ts';
import { type Fleet, fleetOf } from './fleet.ts';
import { OCCURRENCES_AHEAD, secondsLeft } from './occurrences.ts';

export interface PlanningContext {
  readonly input: PlanningInput;
  readonly environment: EnvironmentPolicy;
  /** The first environment has nothing before it that could prove a target. */
  readonly isFirstEnvironment: boolean;
  readonly fleet: Fleet;
  readonly platforms: ReadonlyMap<string, PlatformContent>;
  readonly leaveOut: ReadonlyMap<HostId, string>;
  readonly removable: ReadonlySet<string>;
  readonly ahead: readonly Occurrence[];
  /** The longest that a host may be away in any of them. */
  readonly secondsLeftMax: number;
}

/** What the patch set has for the hosts of one platform. */
export interface PlatformContent {
  readonly index: PlatformIndex;
  readonly targetsByName: ReadonlyMap<string, readonly Target[]>;
  /** By `name/architecture/version`; `null`: no source has the file any more. */
  readonly replaced: ReadonlyMap<string, PackageFile | null>;
}

export const contentFor = (context: PlanningContext, system: SystemFacts): PlatformContent | null =>
  context.platforms.get(platformKey(system)) ?? null;

export function contextOf(input: PlanningInput, environment: EnvironmentPolicy): PlanningContext {
  const { policy, patchSet, overrides, now } = input;
  const ahead = occurrencesOf(environment.window, now, OCCURRENCES_AHEAD);
  return {
    input,
    environment,
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
      };
      return [key, content];
    }),
  );
}
