// One `affected` entry: what it says about one package of one release.

import { type Release, releaseKey, releaseOfEcosystem, type Says, type Statement } from '@slipway/core/advisory';
import { type Reason, reason } from '@slipway/core/reasons';
import type { VersionFormat } from '@slipway/core/version';
import { type Json, type JsonObject, listIn, objectIn, objectOf, textIn } from '../reading/index.ts';
import { modulesOf } from './modules.ts';
import { type Affected, affectedIn } from './ranges.ts';

export type EntryRead =
  /** Of another ecosystem than those of the distributions that are known. */
  | { readonly kind: 'foreign' }
  /** `statements`: that nothing is known of the package, where at least that could be read. */
  | { readonly kind: 'problem'; readonly reason: Reason; readonly statements: readonly Statement[] }
  | { readonly kind: 'read'; readonly statements: readonly Statement[] };

/** Whose packages are sources, and whose record ids come once per release with another content. */
const SOURCES: ReadonlySet<string> = new Set(['debian', 'ubuntu', 'mageia', 'azurelinux']);
const DEB: ReadonlySet<string> = new Set(['debian', 'ubuntu']);

/** Longer than any real one; what is no package name at all cannot be installed anywhere. */
const NAME = /^[A-Za-z0-9][\w.+~:@-]{0,199}$/;

/** `modules`: those that the record names. */
export const readEntry = (value: Json, modules: readonly string[]): EntryRead => {
  const entry = objectOf(value);
  const stated = objectIn(entry, 'package');
  const ecosystem = textIn(stated, 'ecosystem');
  const known = ecosystem === null ? null : releaseOfEcosystem(ecosystem);
  if (entry === null || ecosystem === null) return broken('an entry names no ecosystem');
  if (known === null) return { kind: 'foreign' };
  const name = textIn(stated, 'name');
  if (name === null || !NAME.test(name)) return broken(`an entry of ${ecosystem} names no package`);
  const { release } = known;
  const format: VersionFormat = DEB.has(release.distribution) ? 'deb' : 'rpm';
  const affected = affectedIn(entry, format);
  const subject = { kind: SOURCES.has(release.distribution) ? 'source' : 'binary', name } as const;
  const base = { release, format, subject, architectures: null, vulnerabilities: null } as const;
  const entitlement = entitlementOf(entry, known.entitlement);
  if (!affected.ok) {
    const says = { kind: 'undetermined' } as const;
    const statement = { ...base, module: null, says, entitlement, binaries: [] };
    return { kind: 'problem', reason: affected.reason, statements: [statement] };
  }
  const says = saysOf(entry, affected.value);
  const binaries = fixedBinaries(entry, affected.value);
  const statements = modulesOf(endsOf(affected.value), modules).map((module) => ({
    ...base,
    module,
    says,
    entitlement,
    binaries,
  }));
  return { kind: 'read', statements };
};

const broken = (detail: string): EntryRead => ({
  kind: 'problem',
  reason: reason('record-unreadable', { detail }),
  statements: [],
});

const saysOf = (entry: JsonObject, affected: Affected): Says => ({
  kind: 'affected-in',
  ...affected,
  note: noteOf(urgencyOf(entry)),
});

/** Debian's word stands with each package. */
export const urgencyOf = (entry: JsonObject): string | null => textIn(objectIn(entry, 'ecosystem_specific'), 'urgency');

const noteOf = (urgency: string | null) => (urgency === 'unimportant' || urgency === 'end-of-life' ? urgency : null);

const endsOf = (affected: Affected): readonly string[] =>
  affected.ranges.flatMap(({ end }) => (end.kind === 'none' ? [] : [end.version]));

/** Ubuntu's text; the ecosystem says the same for the plain case, and this tells the add-on that plain Pro does not have. */
const entitlementOf = (entry: JsonObject, ofEcosystem: string | null): string | null => {
  const availability = textIn(objectIn(entry, 'ecosystem_specific'), 'availability');
  return ofEcosystem !== null && availability?.includes('Legacy') === true ? LEGACY : ofEcosystem;
};

const LEGACY = 'ubuntu-pro-legacy';

/** Ubuntu names the binaries of unfixed packages, too, at the newest version there is: that carries no fix. */
const fixedBinaries = (entry: JsonObject, affected: Affected): Statement['binaries'] => {
  if (!affected.ranges.some(({ end }) => end.kind === 'fixed')) return [];
  return listIn(objectIn(entry, 'ecosystem_specific'), 'binaries').flatMap((value) => {
    const name = textIn(objectOf(value), 'binary_name');
    const version = textIn(objectOf(value), 'binary_version');
    return name === null || version === null || !NAME.test(name) ? [] : [{ name, version }];
  });
};

/**
 * AlmaLinux gives one id to the advisories of several releases, at times with the packages of one, at times of all:
 * there a record is of one release. Elsewhere an id is unique and the record stays whole.
 */
export const separately = (release: Release): string | null =>
  release.distribution === 'almalinux' ? releaseKey(release).replace(':', '-') : null;
