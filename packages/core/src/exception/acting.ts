// The exceptions of a policy that act at a moment.

import type { SystemFacts } from '../inventory/index.ts';
import { type AnsweredVersion, answeredBy } from '../patch-set/index.ts';
import { type Exception, type Policy, selecting } from '../policy/index.ts';
import { type Labels, parseSelector, type Selector } from '../selection/index.ts';
import type { Instant } from '../time/index.ts';

/** A package on its way: from what is installed, to what would be. */
export interface MovedPackage {
  readonly name: string;
  readonly architecture: string;
  /** `null`: it is not installed. */
  readonly from: string | null;
  readonly to: {
    readonly version: string;
    /** `null`: not known. */
    readonly sourceVersion: string | null;
  };
}

export interface ActingExceptions {
  /** In the policy's order. */
  readonly all: readonly Exception[];
  /** Those that select the host, in the policy's order. */
  on(labels: Labels): readonly Exception[];
  /** Of these, the first that leaves the move out; `null`: none does. */
  against(
    exceptions: readonly Exception[],
    system: Pick<SystemFacts, 'distribution' | 'release' | 'packageFormat'>,
    moved: MovedPackage,
  ): Exception | null;
}

/** One that has expired acts no longer. `answered`: of every advisory that one of these exceptions names. */
export function actingExceptions(
  policy: Pick<Policy, 'exceptions'>,
  now: Instant,
  answered: readonly AnsweredVersion[] = [],
): ActingExceptions {
  const all = (policy.exceptions ?? []).filter(({ expiresAt }) => now < expiresAt);
  if (all.length === 0) return NONE;
  const by = selecting(all.map((part) => ({ part, selector: readSelector(part.hosts) })));
  const byVersion = Map.groupBy(answered, ({ platform, ...of }) => versionKey(platform, of));
  return {
    all,
    on: (labels) => by.of(labels),
    against: (exceptions, system, moved) =>
      exceptions.find(({ leavesOut }) => {
        if ('package' in leavesOut) return leavesOut.package === moved.name;
        if (moved.from === null) return false;
        const key = versionKey(system, { ...moved, version: moved.from });
        return (byVersion.get(key) ?? []).some(
          (one) => one.advisory === leavesOut.advisory && answeredBy(one, moved.to, system.packageFormat),
        );
      }) ?? null,
  };
}

const NONE: ActingExceptions = { all: [], on: () => [], against: () => null };

const versionKey = (
  { distribution, release }: Pick<SystemFacts, 'distribution' | 'release'>,
  { name, architecture, version }: { readonly name: string; readonly architecture: string; readonly version: string },
): string => `${distribution}/${release}/${name}/${architecture}/${version}`;

/** `validatePolicy` refuses what cannot be read at the border; past it, it is a bug. */
function readSelector(text: string): Selector {
  const parsed = parseSelector(text);
  if (!parsed.ok) throw new Error(`the policy was not validated: ${JSON.stringify(parsed.reason)}`);
  return parsed.value;
}
