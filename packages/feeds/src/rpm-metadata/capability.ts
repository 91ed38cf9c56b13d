// What packages provide and require: a name, and mostly a span of versions. rpm-dependencies(7).

import { compareRpmForMatching } from '@slipway/core/version';
import { attributeIn, childrenIn, type XmlElement } from '../xml/index.ts';

export type Comparison = 'LT' | 'LE' | 'EQ' | 'GE' | 'GT';

export interface Capability {
  readonly name: string;
  /** `null`: any version. The version is `epoch:version-release` without an epoch of 0, and may have no release. */
  readonly version: { readonly comparison: Comparison; readonly version: string } | null;
}

const COMPARISONS: readonly string[] = ['LT', 'LE', 'EQ', 'GE', 'GT'] satisfies readonly Comparison[];

/** The entries of `<rpm:requires>` and its like. */
export const capabilitiesIn = (list: XmlElement | null): readonly Capability[] =>
  childrenIn(list, 'rpm:entry').flatMap((entry) => {
    const name = attributeIn(entry, 'name');
    return name === null ? [] : [{ name, version: versionIn(entry) }];
  });

const versionIn = (entry: XmlElement): Capability['version'] => {
  const flags = attributeIn(entry, 'flags');
  const version = evrIn(entry);
  if (flags === null || version === null || !COMPARISONS.includes(flags)) return null;
  return { comparison: flags as Comparison, version };
};

/** As hosts name versions: without an epoch of 0. `null`: it has none. */
export const evrIn = (element: XmlElement | null): string | null => {
  const [epoch, version, release] = [
    attributeIn(element, 'epoch') ?? '0',
    attributeIn(element, 'ver'),
    attributeIn(element, 'rel'),
  ];
  if (version === null) return null;
  return `${epoch === '0' ? '' : `${epoch}:`}${version}${release === null ? '' : `-${release}`}`;
};

/** One line for each: equal capabilities, equal texts. */
export const capabilityText = ({ name, version }: Capability): string =>
  version === null ? name : `${name} ${version.comparison} ${version.version}`;

/**
 * Whether spans of versions have one in common, as rpm decides it (`rpmverOverlap` of 4.18): a side without a version is met by
 * any, and one without a release that may be equal by every release of its version.
 */
export const isProvidedBy = (required: Capability, provided: Capability): boolean => {
  if (required.name !== provided.name) return false;
  if (required.version === null || provided.version === null) return true;
  const order = compareRpmForMatching(provided.version.version, required.version.version);
  const [here, there] = [provided.version.comparison, required.version.comparison];
  const [hereHas, thereHas] = [hasRelease(provided.version.version), hasRelease(required.version.version)];
  if (order === 0 && hereHas !== thereHas && hasEqual(hereHas ? there : here)) return true;
  if (order < 0) return isUpwards(here) || isDownwards(there);
  if (order > 0) return isDownwards(here) || isUpwards(there);
  return (
    (hasEqual(here) && hasEqual(there)) ||
    (isUpwards(here) && isUpwards(there)) ||
    (isDownwards(here) && isDownwards(there))
  );
};

const hasRelease = (version: string): boolean => version.includes('-');
const isUpwards = (comparison: Comparison): boolean => comparison === 'GT' || comparison === 'GE';
const isDownwards = (comparison: Comparison): boolean => comparison === 'LT' || comparison === 'LE';
const hasEqual = (comparison: Comparison): boolean => comparison !== 'LT' && comparison !== 'GT';
