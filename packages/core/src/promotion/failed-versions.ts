// Versions that hosts fail with: by what they were changed to, and by who came through with the same.

import type { HostId } from '../ids/index.ts';
import type { HostPlan } from '../plan/index.ts';
import { type HostPhase, wasApplied } from '../rollout/index.ts';

/** One host that fails may be that host. The budget stops its rollout all the same; the version stays for the others. */
export const FAILED_HOSTS_MIN = 2;

export interface TriedHost {
  readonly hostId: HostId;
  readonly phase: HostPhase;
  /** The package that the host itself names in its reason; `null`: it names none. */
  readonly blames: string | null;
  readonly platform: HostPlan['index']['platform'];
  /** Of its plan, what it went about: of one that was done in part, no more than that. */
  readonly transaction: HostPlan['transaction'];
}

export interface FailedVersion {
  readonly platform: TriedHost['platform'];
  readonly name: string;
  readonly version: string;
  /** Sorted. */
  readonly hosts: readonly HostId[];
}

const FAILED: ReadonlySet<HostPhase> = new Set(['failed', 'gone-back']);

/**
 * At least {@link FAILED_HOSTS_MIN} hosts failed with it, and more than came through with it. Where the host names the
 * package, only that one counts; else every version of its transaction is under suspicion, and hosts that are done with
 * the same clear it.
 */
export function failedVersions(tried: readonly TriedHost[]): readonly FailedVersion[] {
  const versions = new Map<string, { failed: Set<HostId>; done: Set<HostId>; version: Omit<FailedVersion, 'hosts'> }>();
  for (const { hostId, phase, blames, platform, transaction } of tried) {
    const named = transaction.some(({ name }) => name === blames) ? blames : null;
    for (const { name, to } of transaction) {
      if (to === null) continue;
      const key = JSON.stringify([platform.distribution, platform.release, name, to]);
      const its = versions.get(key) ?? {
        failed: new Set(),
        done: new Set(),
        version: { platform, name, version: to },
      };
      versions.set(key, its);
      if (wasApplied(phase)) its.done.add(hostId);
      else if (FAILED.has(phase) && (named === null || named === name)) its.failed.add(hostId);
    }
  }
  return [...versions.values()]
    .filter(({ failed, done }) => failed.size >= FAILED_HOSTS_MIN && failed.size > done.size)
    .map(({ failed, version }) => ({ ...version, hosts: [...failed].sort() }));
}
