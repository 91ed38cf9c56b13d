// What root finds of a whole host: each file of each package as the package manager noted it, and all versions, to be held
// against what is believed of them elsewhere.

import { digestOf, type Sha256 } from '../document/index.ts';
import type { Digest } from '../ids/index.ts';
import type { Instant } from '../time/index.ts';
import { firstLine } from './taken.ts';
import type { Reading, VersionOfPackage, WholeHost } from './types.ts';

/** Of lists that people read; how many there are in all is told beside them. */
export const WHOLE_HOST_NAMED_MAX = 500;

/** The same for the same versions, in whatever order they come. */
export const versionsDigest = (packages: readonly VersionOfPackage[], sha256: Sha256): Digest =>
  digestOf(
    packages.map(({ name, architecture, version }) => [name, architecture, version].join(' ')).toSorted(),
    sha256,
  );

export const readingOfWholeHost = (found: WholeHost, takenAt: Instant): Reading => {
  const { packages, notWhole, notWholeInAll, differing, differingInAll } = found;
  const [file] = differing;
  const [half] = notWhole;
  const why = [
    ...(file === undefined ? [] : [`${counted(differingInAll, 'file')} not as packaged, the first is ${file.path}`]),
    ...(half === undefined ? [] : [`${counted(notWholeInAll, 'package')} not whole, the first is ${half.package}`]),
  ];
  const text = `${counted(packages, 'package')} looked at: ${why.length === 0 ? 'every file is as packaged' : why.join('; ')}`;
  return {
    ...{ state: why.length === 0 ? 'ok' : 'critical', text: firstLine(text) },
    ...{ takenAt, exit: null, modifiedAt: null, wholeHost: found },
  };
};

export interface VersionDifference {
  readonly name: string;
  readonly architecture: string;
  /** `null`: it is not believed to be there. Several side by side are one text. */
  readonly believed: string | null;
  /** `null`: it is not there. */
  readonly found: string | null;
}

/** By name and architecture, in that order; versions that stand side by side together. */
export const versionDifferences = (
  believed: readonly VersionOfPackage[],
  found: readonly VersionOfPackage[],
): readonly VersionDifference[] => {
  const [before, now] = [byPackage(believed), byPackage(found)];
  return [...new Set([...before.keys(), ...now.keys()])].toSorted().flatMap((key) => {
    const [name = '', architecture = ''] = key.split(' ');
    const [was, is] = [versionsText(before.get(key)), versionsText(now.get(key))];
    return was === is ? [] : [{ name, architecture, believed: was, found: is }];
  });
};

const byPackage = (packages: readonly VersionOfPackage[]): ReadonlyMap<string, readonly string[]> => {
  const found = new Map<string, string[]>();
  for (const { name, architecture, version } of packages) {
    const key = `${name} ${architecture}`;
    const versions = found.get(key) ?? [];
    versions.push(version);
    found.set(key, versions);
  }
  return found;
};

const versionsText = (versions: readonly string[] | undefined): string | null =>
  versions === undefined ? null : versions.toSorted().join(', ');

const counted = (count: number, what: string): string => `${count} ${what}${count === 1 ? '' : 's'}`;
