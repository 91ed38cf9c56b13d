// What a package needs of others, as versions of packages: rpm's packages require what others provide, and inventories name
// packages. Of each package that provides it, the lowest listed version that does is what must be there.

import type { PackageRelations } from '@slipway/core/patch-set';
import { compareVersions } from '@slipway/core/version';
import {
  type Capability,
  capabilityText,
  openedFragment,
  type RpmPackage,
  type RpmRepository,
} from '@slipway/feeds/rpm-metadata';
import type { VendorEntry } from '../../ports/index.ts';
import { readStanza } from './frozen-index.ts';

type Relation = PackageRelations['excludes'][number];

export const relationsAmong = (
  entry: VendorEntry,
  repositories: readonly RpmRepository[],
  from: VendorEntry | null,
): PackageRelations => {
  const its = packageOf(entry);
  if (its === null) return { needs: [], excludes: [] };
  // The installed version stands, so what it requires is there.
  const met = new Set((from === null ? null : packageOf(from))?.requires.map(capabilityText));
  const needs = its.requires
    .filter((required) => isOfPackages(required) && !met.has(capabilityText(required)))
    .map((required) => groupFor(required, repositories))
    .filter((group) => group.length > 0 && !group.some(({ name }) => name === its.name));
  return { needs, excludes: its.conflicts.filter(isOfPackages).map(relationOf) };
};

const packageOf = ({ stanza }: VendorEntry): RpmPackage | null => openedFragment(readStanza(stanza).primary);

/** rpm's own features are of no package; a condition (`(a if b)`) is for the host's package manager to work out. */
const isOfPackages = ({ name }: Capability): boolean => !name.startsWith('rpmlib(') && !name.startsWith('(');

const groupFor = (required: Capability, repositories: readonly RpmRepository[]): readonly Relation[] => {
  const lowest = new Map<string, string>();
  for (const repository of repositories) {
    for (const { name, version } of providersOf(repository, required)) {
      const known = lowest.get(name);
      if (known === undefined || compareVersions('rpm', version, known) < 0) lowest.set(name, version);
    }
  }
  return [...lowest].map(([name, version]) => ({
    name,
    version: { operator: '>=', version },
    text: `${name} >= ${version}`,
  }));
};

/** Hundreds of packages require the same few libraries. */
const known = new WeakMap<RpmRepository, Map<string, readonly RpmPackage[]>>();

const providersOf = (repository: RpmRepository, required: Capability): readonly RpmPackage[] => {
  const ofRepository = known.get(repository) ?? new Map<string, readonly RpmPackage[]>();
  known.set(repository, ofRepository);
  const text = capabilityText(required);
  const found = ofRepository.get(text) ?? repository.providersOf(required);
  ofRepository.set(text, found);
  return found;
};

const OPERATORS = { LT: '<<', LE: '<=', EQ: '=', GE: '>=', GT: '>>' } as const;

const relationOf = (capability: Capability): Relation => ({
  name: capability.name,
  version:
    capability.version === null
      ? null
      : { operator: OPERATORS[capability.version.comparison], version: capability.version.version },
  text: capabilityText(capability),
});
