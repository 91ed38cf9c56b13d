// Whether a package says of itself what its repository says of it. Metadata without a signature are anybody's: who changes
// them must not be able to pass an old package off as a new one, or to make one replace another. What the metadata leave
// out is no lie (createrepo_c leaves out much), and rpm itself looks at the header before it installs.

import { type Capability, capabilityText, type RpmPackage } from '@slipway/feeds/rpm-metadata';
import { pathsIn, type RpmHeader, type RpmTag } from './rpm-header.ts';

/** What the metadata claim and the header does not say; `null`: nothing. */
export const headerFault = (
  header: RpmHeader,
  said: { readonly package: RpmPackage; readonly paths: readonly string[]; readonly streams: readonly string[] },
): string | null => {
  const its = said.package;
  const [name, architecture, source] = [header('name')[0], header('architecture')[0], header('sourceRpm')[0]];
  const version = versionIn(header);
  if (name !== its.name || architecture !== its.architecture || version !== its.version)
    return `it is ${name ?? 'nothing'} ${version}.${architecture ?? 'unknown'}`;
  if ((source ?? '') !== its.sourceRpm) return `it was built from ${source ?? 'nothing that it names'}`;
  const stream = streamIn(header);
  if (stream === null ? said.streams.length > 0 : !said.streams.includes(stream))
    return `it is of ${stream === null ? 'no module' : `the module ${stream}`}`;
  for (const kind of KINDS) {
    const known = new Set(capabilitiesIn(header, kind).map(capabilityText));
    const stranger = its[`${kind}s`].find((one) => !known.has(capabilityText(one)));
    if (stranger !== undefined) return `it ${kind}s nothing of the kind of ${capabilityText(stranger)}`;
  }
  const paths = new Set(pathsIn(header));
  const path = [...its.files, ...said.paths].find((one) => !paths.has(one));
  return path === undefined ? null : `it has no ${path}`;
};

const KINDS = ['provide', 'require', 'conflict', 'obsolete', 'recommend', 'supplement'] as const;

const versionIn = (header: RpmHeader): string => {
  const epoch = header('epoch')[0] ?? '0';
  return `${epoch === '0' ? '' : `${epoch}:`}${header('version')[0] ?? ''}-${header('release')[0] ?? ''}`;
};

/** `nodejs:18:9040020240301:rhel9`: the first two tell streams apart. */
const streamIn = (header: RpmHeader): string | null => {
  const [name = '', stream = ''] = (header('modularityLabel')[0] ?? '').split(':');
  return name === '' || stream === '' ? null : `${name}:${stream}`;
};

const LESS = 2;
const GREATER = 4;
const EQUAL = 8;

const capabilitiesIn = (header: RpmHeader, kind: (typeof KINDS)[number]): readonly Capability[] => {
  const of = (part: 'Name' | 'Flags' | 'Version') => header(`${kind}${part}` satisfies RpmTag);
  const [flags, versions] = [of('Flags'), of('Version')];
  return of('Name').map((name, at) => {
    const comparison = comparisonOf(Number(flags[at] ?? '0'));
    const version = withoutZero(versions[at] ?? '');
    return { name, version: comparison === null || version === '' ? null : { comparison, version } };
  });
};

const withoutZero = (version: string): string => version.replace(/^0*:/, '');

const comparisonOf = (flags: number): NonNullable<Capability['version']>['comparison'] | null => {
  const isEqual = (flags & EQUAL) !== 0;
  if ((flags & LESS) !== 0) return isEqual ? 'LE' : 'LT';
  if ((flags & GREATER) !== 0) return isEqual ? 'GE' : 'GT';
  return isEqual ? 'EQ' : null;
};
