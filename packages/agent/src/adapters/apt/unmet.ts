// Relations between installed packages that do not hold, judged from their own fields as apt judges them: what dpkg was
// forced to (`--force-depends`, a package unpacked by hand) leaves a database that is whole and over which apt solves nothing.

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isMet, parseRelations, type Relation } from '@slipway/core/deb822';
import type { UnmetDependencies, UnmetDependency } from '@slipway/core/inventory';
import { readStanzas, type Stanza } from './deb822.ts';
import type { AptHost } from './host.ts';

/** People look at the first; the protocol takes no more. */
const UNMET_MAX = 50;
/** A line of a dependency may be long; people read the first of it. */
const RELATION_LENGTH_MAX = 300;

/** `native`: the host's own architecture, for which packages of architecture `all` count. */
export const readUnmet = async (host: AptHost, native: string): Promise<UnmetDependencies> =>
  unmetIn(readStanzas(await readFile(join(host.dpkgAdminDirectory, 'status'), 'utf8')), native);

export const unmetIn = (status: readonly Stanza[], native: string): UnmetDependencies => {
  const installed = status.filter(isInstalled).map((stanza) => readPackage(stanza, native));
  const byName = givenNames(installed);
  const found = installed.flatMap((one) => [...needsOf(one, byName), ...exclusionsOf(one, byName)]);
  return { items: found.slice(0, UNMET_MAX), total: found.length };
};

interface Package {
  readonly stanza: Stanza;
  readonly name: string;
  readonly version: string;
  readonly architecture: string;
  readonly multiArch: string | undefined;
}

/** What a package gives: its own name at its version, or what it provides, then with the version that it says there. */
interface Given {
  readonly by: Package;
  /** `null`: provided without one, which meets only what asks for none (debian-policy 7.5). */
  readonly version: string | null;
}

type GivenNames = ReadonlyMap<string, readonly Given[]>;

const isInstalled = (stanza: Stanza): boolean => stanza.get('status')?.endsWith(' ok installed') === true;

const readPackage = (stanza: Stanza, native: string): Package => {
  const architecture = stanza.get('architecture') ?? native;
  return {
    stanza,
    name: stanza.get('package') ?? '',
    version: stanza.get('version') ?? '',
    architecture: architecture === 'all' ? native : architecture,
    multiArch: stanza.get('multi-arch'),
  };
};

const givenNames = (installed: readonly Package[]): GivenNames => {
  const given = installed.flatMap((by) => [
    { name: by.name, by, version: by.version },
    ...parseRelations(by.stanza.get('provides') ?? '')
      .flat()
      .map(({ name, version }) => ({ name, by, version: version?.version ?? null })),
  ]);
  return Map.groupBy(given, ({ name }) => name);
};

const NEEDS = ['Pre-Depends', 'Depends'] as const;
const EXCLUDES = ['Breaks', 'Conflicts'] as const;

const needsOf = (one: Package, given: GivenNames): readonly UnmetDependency[] =>
  relationsOf(one, NEEDS)
    .filter(({ alternatives }) => !alternatives.some((need) => isGiven(one, need, given)))
    .map(({ field, alternatives }) => unmet(one, field, alternatives));

const isGiven = (one: Package, need: Relation, given: GivenNames): boolean =>
  (given.get(need.name) ?? []).some((it) => speaksOf(need, it) && mayServe(one, need, it.by));

/** A package serves others than those of its own architecture where it says so (deb-control(5), Multi-Arch). */
const mayServe = (one: Package, need: Relation, by: Package): boolean => {
  const { architecture } = need;
  if (architecture === 'any') return by.multiArch === 'allowed';
  if (architecture !== undefined) return by.architecture === architecture;
  return by.architecture === one.architecture || by.multiArch === 'foreign';
};

/** Whatever its architecture; a package never excludes itself, nor what it provides itself. */
const exclusionsOf = (one: Package, given: GivenNames): readonly UnmetDependency[] =>
  relationsOf(one, EXCLUDES).flatMap(({ field, alternatives }) =>
    alternatives
      .filter((excluded) =>
        (given.get(excluded.name) ?? []).some((it) => it.by.name !== one.name && speaksOf(excluded, it)),
      )
      .map((excluded) => unmet(one, field, [excluded])),
  );

const speaksOf = (relation: Relation, { version }: Given): boolean =>
  version === null ? relation.version === null : isMet(relation, { name: relation.name, version });

const relationsOf = (one: Package, fields: readonly string[]) =>
  fields.flatMap((field) =>
    parseRelations(one.stanza.get(field.toLowerCase()) ?? '').map((alternatives) => ({ field, alternatives })),
  );

const unmet = (one: Package, field: string, alternatives: readonly Relation[]): UnmetDependency => ({
  name: one.name,
  architecture: one.stanza.get('architecture') ?? one.architecture,
  version: one.version,
  relation: `${field}: ${alternatives.map(({ text }) => text).join(' | ')}`.slice(0, RELATION_LENGTH_MAX),
});
