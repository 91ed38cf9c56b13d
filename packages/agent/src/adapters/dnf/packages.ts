// The package database as data, by librpm and dnf's history. rpm knows no half-installed package; what a cut leaves are two versions of
// one package, or files that are not those of the installed version (C05).

import {
  fingerprintOf,
  type InstalledPackage,
  type PackageDatabase,
  type PackageFingerprint,
  type PackageState,
  type UnmetDependencies,
  type UnmetDependency,
} from '@slipway/core/inventory';
import { type Outcome, ok, refuse } from '@slipway/core/reasons';
import type { DnfContext } from './host.ts';
import { askDnf } from './program.ts';
import { count, type Fields, flag, list, named, record, shaped, text, textOrNull } from './shapes.ts';

export interface PackagesRead {
  readonly packages: readonly InstalledPackage[];
  readonly database: PackageDatabase;
}

export const readPackages = async (context: DnfContext): Promise<Outcome<PackagesRead>> => {
  const answer = await askDnf(context, { verb: 'read' });
  if ('problem' in answer) return refuse('package-database-broken', { state: `unreadable (${answer.problem})` });
  return packagesRead(context, answer.value);
};

/** From any answer that holds the packages beside what else it tells. */
export const packagesRead = (context: Pick<DnfContext, 'sha256'>, value: unknown): Outcome<PackagesRead> => {
  const packages = shaped(value, installedPackages);
  // A host that has rpm has at least rpm installed: half a list must not pass for the whole one, nor nothing for a list.
  if (packages === null || packages.length === 0)
    return refuse('package-database-broken', { state: 'unreadable (its answer is none)' });
  const unmet = shaped(value, unmetDependencies);
  if (unmet === null) return refuse('package-database-broken', { state: 'unreadable (its answer is none)' });
  const fingerprint = fingerprintOf(packages, context.sha256);
  return ok({ packages, database: databaseOf({ fingerprint, packages, unmet }) });
};

const databaseOf = ({
  fingerprint,
  packages,
  unmet,
}: {
  readonly fingerprint: PackageFingerprint;
  readonly packages: readonly InstalledPackage[];
  readonly unmet: UnmetDependencies;
}): PackageDatabase => {
  if (packages.some(({ state }) => state !== 'installed')) return { fingerprint, state: 'interrupted' };
  return unmet.total === 0 ? { fingerprint, state: 'whole' } : { fingerprint, state: 'unmet', unmet };
};

const unmetDependencies = (value: unknown): UnmetDependencies => {
  const unmet = record(record(value)['unmet']);
  const items = list(unmet['items'], (one) => unmetDependency(record(one)));
  const total = count(unmet['total']);
  if (total < items.length || (total > 0 && items.length === 0)) throw new TypeError('a list that says otherwise');
  return { items, total };
};

const unmetDependency = (one: Fields): UnmetDependency => ({
  name: named(one['name']),
  architecture: named(one['architecture']),
  version: named(one['version']),
  relation: text(one['relation']),
});

const installedPackages = (value: unknown): readonly InstalledPackage[] =>
  list(record(value)['packages'], (one) => packageOf(record(one)));

const packageOf = (one: Fields): InstalledPackage => {
  const [name, version] = [named(one['name']), named(one['version'])];
  const source = sourceOf({ source: text(one['source']), epoch: count(one['epoch']), name, version });
  const stream = textOrNull(one['stream']);
  return {
    name,
    architecture: named(one['architecture']),
    version,
    sourceName: source.name,
    sourceVersion: source.version,
    state: stateOf({ doubled: flag(one['doubled']), torn: flag(one['torn']) }),
    automatic: flag(one['automatic']),
    held: flag(one['held']),
    ...(stream === null ? {} : { module: stream }),
  };
};

const stateOf = ({ doubled, torn }: { readonly doubled: boolean; readonly torn: boolean }): PackageState =>
  doubled || torn ? 'half-installed' : 'installed';

/** `NAME-VERSION-RELEASE.src.rpm`, without the epoch, which is the binary package's in nearly all (docs/adr/0031). */
const sourceOf = (one: {
  readonly source: string;
  readonly epoch: number;
  readonly name: string;
  readonly version: string;
}): { readonly name: string; readonly version: string } => {
  const [, name, version] = /^(.+)-([^-]+-[^-]+)\.(?:no)?src\.rpm$/.exec(one.source) ?? [];
  if (name === undefined || version === undefined) return { name: one.name, version: one.version };
  return { name, version: one.epoch === 0 ? version : `${one.epoch}:${version}` };
};
