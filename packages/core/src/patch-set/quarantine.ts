// Version quarantine: a version kept from all hosts, or from those of one platform, until a person lifts it.

import type { Reason } from '../reasons/index.ts';
import { reason } from '../reasons/index.ts';
import type { Instant } from '../time/index.ts';
import type { Platform, Target } from './types.ts';

export interface VersionQuarantine {
  /** Made of what it is about where nobody chose it: the same cause never quarantines twice. */
  readonly quarantineId: string;
  /** As inventories name it; `null`: wherever the version is. */
  readonly platform: Pick<Platform, 'distribution' | 'release'> | null;
  readonly package: { readonly kind: 'source' | 'binary'; readonly name: string };
  readonly version: string;
  readonly why: string;
  readonly cause: 'person' | 'advisory-withdrawn' | 'hosts-failed';
  /** The person, the advisory, or how many hosts. */
  readonly by: string;
  readonly at: Instant;
  readonly lifted: { readonly by: string; readonly why: string; readonly at: Instant } | null;
}

export type QuarantinedVersion = Pick<Target, 'platform' | 'name' | 'version' | 'sourceName' | 'sourceVersion'>;

/** Why this version may not be installed; `null`: nothing stands against it. */
export const quarantineAgainst = (
  quarantines: readonly VersionQuarantine[],
  target: QuarantinedVersion,
): Reason | null => {
  const found = quarantines.find((one) => one.lifted === null && isAbout(one, target));
  if (found === undefined) return null;
  const { name, version } = target;
  return reason('version-quarantined', { package: name, version, quarantine: found.quarantineId, why: found.why });
};

const isAbout = ({ platform, package: its, version }: VersionQuarantine, target: QuarantinedVersion): boolean => {
  const isOfPlatform =
    platform === null ||
    (platform.distribution === target.platform.distribution && platform.release === target.platform.release);
  const [name, found] =
    its.kind === 'source' ? [target.sourceName, target.sourceVersion] : [target.name, target.version];
  return isOfPlatform && its.name === name && version === found;
};
