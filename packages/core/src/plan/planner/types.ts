// What the planner's files share: the facts of one planning, and a change that has been judged.

import type { Occurrence } from '../../calendar/index.ts';
import type { Sha256 } from '../../document/index.ts';
import type { ActingExceptions } from '../../exception/index.ts';
import type { HostId } from '../../ids/index.ts';
import type { Inventory } from '../../inventory/index.ts';
import type { OriginIndex, PackageFile, PlatformIndex, Target } from '../../patch-set/index.ts';
import type { EnvironmentPolicy } from '../../policy/index.ts';
import type { Outcome } from '../../reasons/index.ts';
import type { PlannedChange, PlanningInput, PreviousVersion } from '../types.ts';
import type { Fleet } from './fleet.ts';

export interface PlanningContext {
  readonly input: PlanningInput;
  readonly environment: EnvironmentPolicy;
  readonly sha256: Sha256;
  /** The first environment has nothing before it that could prove a target. */
  readonly isFirstEnvironment: boolean;
  readonly fleet: Fleet;
  readonly indexOf: (inventory: Inventory) => OriginIndex | null;
  readonly contents: ReadonlyMap<OriginIndex, PlatformContent>;
  readonly leaveOut: ReadonlyMap<HostId, string>;
  readonly removable: ReadonlySet<string>;
  readonly exceptions: ActingExceptions;
  readonly ahead: readonly Occurrence[];
  /** The longest that a host may be away in any of them. */
  readonly secondsLeftMax: number;
}

/** What the patch set has for the hosts of one index: of one platform, and with the same origins. */
export interface PlatformContent {
  readonly index: PlatformIndex;
  readonly targetsByName: ReadonlyMap<string, readonly Target[]>;
  /** Targets of packages that have none here, from origins that these hosts have not configured. */
  readonly foreignByName: ReadonlyMap<string, readonly Target[]>;
  /** By `name/architecture/version`; `null`: no source has the file any more. */
  readonly replaced: ReadonlyMap<string, PackageFile | null>;
  /** Answers that were given already, see judged-change.ts. Filled while planning, and gone with the context. */
  readonly judged: Map<string, Outcome<JudgedChange>>;
}

export interface JudgedChange {
  readonly planned: PlannedChange;
  /** What leads back; `null`: nobody keeps the version that is installed now. */
  readonly previous: PreviousVersion | null;
  /** The target's key, where no earlier environment has proven it. */
  readonly unproven: string | null;
}
