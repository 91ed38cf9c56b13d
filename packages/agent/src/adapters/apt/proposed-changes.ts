// What a simulation of apt says, as proposed changes, and what an index offers.

import { readFile } from 'node:fs/promises';
import type { InstalledPackage } from '@slipway/core/inventory';
import type { ProposedChange } from '@slipway/core/patch-set';
import { compareDeb } from '@slipway/core/version';
import { readStanzas } from './deb822.ts';
import type { HookPackage, HookReport, HookVersion } from './hook-report.ts';
import type { WishedTarget } from './solvable.ts';

/** A package may go from one architecture to `all` and back between two versions; dpkg sees one package. */
export const isSameArchitecture = (installed: string, target: string): boolean =>
  installed === target || installed === 'all' || target === 'all';

export const changesOf = (
  report: HookReport | null,
  packages: readonly InstalledPackage[],
): readonly ProposedChange[] => (report?.packages ?? []).flatMap((one) => changeOf(one, packages)).toSorted(byName);

const changeOf = (
  { name, mode, automatic, current, install }: HookPackage,
  packages: readonly InstalledPackage[],
): readonly ProposedChange[] => {
  switch (mode) {
    // By the versions and not by apt's word: with protocol 0.1 (apt before 2.3.2) it calls an upgrade an installation.
    case 'install':
    case 'upgrade':
    case 'downgrade':
      return install === null ? [] : comingOf({ name, automatic, current, install }, packages);
    case 'deinstall':
    case 'purge': {
      if (current === null) return [];
      const { architecture, version } = current;
      const marked = isAutomatic(packages, name, architecture);
      return [{ kind: 'remove', name, architecture, from: version, to: null, automatic: marked }];
    }
    // The same version once more, or nothing: no change of versions.
    case 'reinstall':
    case 'keep':
      return [];
  }
};

const comingOf = (
  coming: Pick<HookPackage, 'name' | 'automatic' | 'current'> & { readonly install: HookVersion },
  packages: readonly InstalledPackage[],
): readonly ProposedChange[] => {
  const { name, current, install } = coming;
  const { architecture, version: to } = install;
  if (current === null) return [{ kind: 'install', name, architecture, from: null, to, automatic: coming.automatic }];
  const order = compareDeb(current.version, to);
  if (order === 0) return [];
  // apt shows a package that was asked for by name as manual; the marks are put back, so it keeps what it has.
  const automatic = isAutomatic(packages, name, architecture);
  return [{ kind: order < 0 ? 'upgrade' : 'downgrade', name, architecture, from: current.version, to, automatic }];
};

const isAutomatic = (packages: readonly InstalledPackage[], name: string, architecture: string): boolean =>
  packages.some((one) => one.name === name && isSameArchitecture(one.architecture, architecture) && one.automatic);

/** Versions that stand in the index, as {@link keyOf}. */
export const offeredVersions = async (indexPath: string): Promise<ReadonlySet<string>> =>
  new Set(
    readStanzas(await readFile(indexPath, 'utf8')).map((stanza) =>
      keyOf({
        name: stanza.get('package') ?? '',
        architecture: stanza.get('architecture') ?? '',
        version: stanza.get('version') ?? '',
      }),
    ),
  );

export const keyOf = ({ name, architecture, version }: WishedTarget): string => `${name}/${architecture}/${version}`;

export const byName = (
  a: { readonly name: string; readonly architecture: string },
  b: { readonly name: string; readonly architecture: string },
): number => {
  const [left, right] = [`${a.name}/${a.architecture}`, `${b.name}/${b.architecture}`];
  return left < right ? -1 : left > right ? 1 : 0;
};
