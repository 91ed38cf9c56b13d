// The package database as data: dpkg's by dpkg-query with a format of our own, apt's marks by their file.

import { join } from 'node:path';
import { fingerprintOf, type InstalledPackage, type PackageDatabase, type PackageState } from '@slipway/core/inventory';
import { type Outcome, ok, refuse } from '@slipway/core/reasons';
import { namesIfThere, textIfThere } from '../../if-there/index.ts';
import { readStanzas } from './deb822.ts';
import { type AptContext, ask, outputOf, PROGRAMS } from './host.ts';
import { readUnmet } from './unmet.ts';

export interface PackagesRead {
  readonly packages: readonly InstalledPackage[];
  readonly database: PackageDatabase;
}

/** Neither a name nor a version can hold a tab (deb-version(7), deb822(5)). */
export const PACKAGES_FORMAT = `${[
  'db:Status-Abbrev',
  'Package',
  'Architecture',
  'Version',
  'source:Package',
  'source:Version',
]
  .map((field) => `\${${field}}`)
  .join('\t')}\n`;

export const readPackages = async (context: AptContext): Promise<Outcome<PackagesRead>> => {
  const { dpkgAdminDirectory } = context.host;
  const listed = await listRows(context);
  if (!listed.ok) return listed;
  const rows = listed.value;
  const native = await nativeArchitecture(context);
  if (!native.ok) return native;
  // A host on which nothing was ever marked has no such file.
  const marks = readMarks((await textIfThere(context.host.extendedStates)) ?? '');
  const packages = rows.flatMap((row) => packageOf(row, { native: native.value, automatic: marks }));
  const fingerprint = fingerprintOf(packages, context.sha256);
  if (!rows.every(isWhole) || (await hasJournal(dpkgAdminDirectory))) {
    return ok({ packages, database: { fingerprint, state: 'interrupted' } });
  }
  const unmet = await readUnmet(context.host, native.value);
  const database: PackageDatabase =
    unmet.total === 0 ? { fingerprint, state: 'whole' } : { fingerprint, state: 'unmet', unmet };
  return ok({ packages, database });
};

/** Packages that dpkg wants unpacked again before it does anything else with them (third letter of its abbreviation). */
export const readReinstallRequired = async (
  context: AptContext,
): Promise<Outcome<readonly Pick<InstalledPackage, 'name' | 'architecture' | 'version'>[]>> => {
  const listed = await listRows(context);
  if (!listed.ok) return listed;
  return ok(listed.value.filter(({ status }) => status[2] === 'R'));
};

const listRows = async (context: AptContext): Promise<Outcome<readonly Row[]>> => {
  const { dpkgAdminDirectory } = context.host;
  const listed = outputOf(
    await ask(context, [
      PROGRAMS.dpkgQuery,
      `--admindir=${dpkgAdminDirectory}`,
      '--show',
      `--showformat=${PACKAGES_FORMAT}`,
    ]),
  );
  if ('problem' in listed) return refuse('package-database-broken', { state: `unreadable (${listed.problem})` });
  const rows = readRows(listed.text);
  return rows === null
    ? refuse('package-database-broken', { state: 'unreadable (dpkg-query answers otherwise)' })
    : ok(rows);
};

/** The architecture that apt gives to packages of architecture `all`. */
export const nativeArchitecture = async (context: Pick<AptContext, 'run'>): Promise<Outcome<string>> => {
  const printed = outputOf(await ask(context, [PROGRAMS.dpkg, '--print-architecture']));
  if ('problem' in printed) return refuse('package-database-broken', { state: printed.problem });
  // As deb-src-control(5) has the names of architectures.
  const architecture = /^([a-z0-9][a-z0-9-]*)\n$/.exec(printed.text)?.[1];
  return architecture === undefined
    ? refuse('package-database-broken', { state: 'unreadable (dpkg names no architecture)' })
    : ok(architecture);
};

/** How many packages dpkg knows, in whatever state; `null`: there is no dpkg, or no database that it could read. */
export const dpkgPackageCount = async (context: Pick<AptContext, 'run'>): Promise<number | null> => {
  const listed = outputOf(await ask(context, [PROGRAMS.dpkgQuery, '--show', '--showformat=.']));
  return 'text' in listed && /^\.*$/.test(listed.text) ? listed.text.length : null;
};

interface Row {
  /** Wanted, state, error: `ii `, `hi `, `iHR`, `rc `. */
  readonly status: string;
  readonly name: string;
  readonly architecture: string;
  readonly version: string;
  readonly sourceName: string;
  readonly sourceVersion: string;
}

/**
 * `null` unless every line is a row: half a list must not pass for the whole one, nor nothing for a list. A host that has
 * dpkg has at least dpkg installed.
 */
export const readRows = (text: string): readonly Row[] | null => {
  const lines = text.split('\n');
  if (lines.pop() !== '' || lines.length === 0) return null;
  const rows: Row[] = [];
  for (const line of lines) {
    const [status, name, architecture, version, sourceName, sourceVersion, ...rest] = line.split('\t');
    if (sourceVersion === undefined || rest.length > 0 || status?.length !== 3 || name === '') return null;
    rows.push({
      status,
      name: name ?? '',
      architecture: architecture ?? '',
      version: version ?? '',
      sourceName: sourceName ?? '',
      sourceVersion,
    });
  }
  return rows;
};

/** Second letter of dpkg's abbreviation (dpkg-query(1)). `n` and `c`: not installed, at most its configuration is. */
const STATES: Readonly<Record<string, PackageState>> = {
  i: 'installed',
  H: 'half-installed',
  U: 'unpacked',
  F: 'half-configured',
  W: 'triggers-awaited',
  t: 'triggers-pending',
};

const packageOf = (
  row: Row,
  marks: { readonly native: string; readonly automatic: ReadonlySet<string> },
): readonly InstalledPackage[] => {
  const state = STATES[row.status[1] ?? ''];
  if (state === undefined || row.version === '') return [];
  const { name, architecture, version, sourceName, sourceVersion } = row;
  // apt files a package of architecture `all` under the host's own architecture.
  const markedAs = architecture === 'all' ? marks.native : architecture;
  return [
    {
      name,
      architecture,
      version,
      sourceName,
      sourceVersion,
      state: row.status[2] === 'R' && state === 'installed' ? 'half-installed' : state,
      automatic: marks.automatic.has(`${name}/${markedAs}`) || marks.automatic.has(`${name}/${architecture}`),
      held: row.status[0] === 'h',
    },
  ];
};

const isWhole = ({ status }: Row): boolean => /^.[nci] $/.test(status);

/** dpkg writes its changes there before it puts them into the status file (dpkg(1), /var/lib/dpkg/updates). */
const hasJournal = async (adminDirectory: string): Promise<boolean> =>
  (await namesIfThere(join(adminDirectory, 'updates'))).some((name) => /^[0-9]+$/.test(name));

/** Packages that apt holds for automatically installed, as `name/architecture`. */
export const readMarks = (text: string): ReadonlySet<string> =>
  new Set(
    readStanzas(text)
      .filter((stanza) => stanza.get('auto-installed') === '1')
      .map((stanza) => `${stanza.get('package') ?? ''}/${stanza.get('architecture') ?? ''}`),
  );
