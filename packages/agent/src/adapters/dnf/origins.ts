// Where each installed package comes from: by the repositories that list exactly it, then by dnf's own word on where it was installed from,
// then by whoever has another version of it or another package of its source.

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  type InstalledPackage,
  isDistributionOrigin,
  type PackageOrigins,
  type PackagesOfOrigin,
  positionsOf,
  type SystemFacts,
  sortedPackages,
} from '@slipway/core/inventory';
import { compareRpm } from '@slipway/core/version';
import { ifThere, namesIfThere } from '../../if-there/index.ts';
import { keptOrigins } from '../../kept/index.ts';
import type { DurableFiles } from '../../ports/index.ts';
import type { DnfContext } from './host.ts';
import { askDnf } from './program.ts';
import { type DnfRepository, originOf, repositoryOf } from './repositories.ts';
import { list, named, record, shaped, text } from './shapes.ts';

type OriginSystem = Pick<SystemFacts, 'distribution' | 'release'>;

/** What the program tells of one installed version, by ids of repositories. */
export interface ListedPackage {
  readonly name: string;
  readonly architecture: string;
  readonly version: string;
  readonly exact: readonly string[];
  /** Empty where dnf does not know. */
  readonly from: string;
  readonly newest: Readonly<Record<string, string>>;
  readonly ofSource: readonly string[];
}

export interface OriginsLook {
  readonly context: DnfContext;
  readonly files: Pick<DurableFiles, 'read' | 'write'>;
  readonly system: OriginSystem;
  readonly fingerprint: string;
  readonly packages: readonly InstalledPackage[];
}

/** Reading every repository takes seconds, in a process that is gone afterwards; so only when metadata or a package has changed. */
export const packageOrigins = async (look: OriginsLook): Promise<PackageOrigins> => {
  const { context, files } = look;
  const key = await keyOf(look);
  if (key === null) return { kind: 'unknown', detail: 'the repositories were never read' };
  const kept = keptOrigins(context.directory, files);
  const known = await kept.find(key);
  if (known !== null) return known;
  const answer = await askDnf(context, { verb: 'origins' });
  if ('problem' in answer) return { kind: 'unknown', detail: answer.problem };
  const listed = shaped(answer.value, listedOf);
  if (listed === null) return { kind: 'unknown', detail: 'its answer cannot be read' };
  const found = assigned(look, listed);
  if (found === null) return { kind: 'unknown', detail: 'the packages changed meanwhile' };
  const origins: PackageOrigins = { kind: 'known', asOf: context.clock.now(), ...found };
  await kept.keep(key, origins);
  return origins;
};

/** Which metadata there are, and the packages. `null`: there are none at all. */
const keyOf = async ({ context, system, fingerprint }: OriginsLook): Promise<string | null> => {
  const folder = join(context.directory, 'cache');
  const parts = [fingerprint, system.distribution, system.release];
  for (const name of await namesIfThere(folder)) {
    // Names the digests of all others of its repository; a repository that changed its address has another folder.
    const repomd = await ifThere(readFile(join(folder, name, 'repodata/repomd.xml')), ['ENOTDIR']);
    if (repomd !== null) parts.push(name, context.sha256(repomd));
  }
  if (parts.length === 3) return null;
  return context.sha256(Buffer.from(JSON.stringify(parts), 'utf8'));
};

export interface Listed {
  readonly repositories: readonly DnfRepository[];
  readonly packages: readonly ListedPackage[];
}

export const listedOf = (value: unknown): Listed => {
  const { repositories, packages } = record(value);
  return {
    repositories: list(repositories, repositoryOf),
    packages: list(packages, (each) => {
      const one = record(each);
      return {
        name: named(one['name']),
        architecture: named(one['architecture']),
        version: named(one['version']),
        exact: list(one['exact'], named),
        from: text(one['from']),
        newest: Object.fromEntries(Object.entries(record(one['newest'])).map(([id, version]) => [id, named(version)])),
        ofSource: list(one['ofSource'], named),
      };
    }),
  };
};

/** `null`: the packages are not those of the list. */
export const assigned = (
  { system, packages }: Pick<OriginsLook, 'system' | 'packages'>,
  listed: Listed,
): Pick<Extract<PackageOrigins, { kind: 'known' }>, 'origins' | 'none'> | null => {
  const keyed = new Map(listed.packages.map((one) => [keyOfPackage(one), one]));
  const sorted = sortedPackages(packages).map((one) => keyed.get(keyOfPackage(one)));
  const whole = sorted.filter((one) => one !== undefined);
  if (whole.length !== sorted.length || keyed.size !== sorted.length) return null;
  const order = listed.repositories.toSorted((a, b) => rank(a, system) - rank(b, system) || (a.id < b.id ? -1 : 1));
  const places = new Map(order.map(({ id }) => [id, { exact: [] as number[], others: [] as number[] }]));
  const none: number[] = [];
  for (const [at, one] of whole.entries()) {
    const exact = order.find(({ id }) => one.exact.includes(id));
    const other = exact ?? order.find(({ id }) => id === one.from) ?? publisherOfAnother(one, order);
    if (other === undefined) none.push(at);
    else places.get(other.id)?.[exact === undefined ? 'others' : 'exact'].push(at);
  }
  return {
    origins: order.flatMap((one) => originFor(one, { places, packages: whole, system })),
    none: positionsOf(none),
  };
};

const keyOfPackage = ({
  name,
  architecture,
  version,
}: Pick<ListedPackage, 'name' | 'architecture' | 'version'>): string => `${name}/${architecture}/${version}`;

/** The distribution's own word on a version counts before that of others who carry the same. */
const rank = (repository: DnfRepository, system: OriginSystem): number =>
  isDistributionOrigin(originOf(repository, system), system) ? 0 : 1;

/** Whoever has only older versions never published it. */
const publisherOfAnother = (one: ListedPackage, order: readonly DnfRepository[]): DnfRepository | undefined =>
  order.find(({ id }) => one.newest[id] !== undefined && compareRpm(one.newest[id], one.version) >= 0) ??
  order.find(({ id }) => one.ofSource.includes(id));

const originFor = (
  repository: DnfRepository,
  found: {
    readonly places: ReadonlyMap<string, { readonly exact: readonly number[]; readonly others: readonly number[] }>;
    readonly packages: readonly ListedPackage[];
    readonly system: OriginSystem;
  },
): readonly PackagesOfOrigin[] => {
  const { exact, others } = found.places.get(repository.id) ?? { exact: [], others: [] };
  if (exact.length + others.length === 0) return [];
  const origin = originOf(repository, found.system);
  const isForeign = !isDistributionOrigin(origin, found.system);
  const newer = [...exact, ...others]
    .toSorted((a, b) => a - b)
    .flatMap((at) => {
      const one = found.packages[at];
      const version = one?.newest[repository.id];
      return version !== undefined && compareRpm(version, one?.version ?? '') > 0 ? [{ at, version }] : [];
    });
  return [
    {
      ...origin,
      uri: origin.origin === '' ? repository.uri : null,
      packages: positionsOf(exact),
      others: positionsOf(others),
      newer: isForeign ? newer : [],
    },
  ];
};
