// From the product lists of a document's vulnerabilities to statements. A document of 3 MB lists some thousand products that
// say one thing about a few dozen packages: statements are put together as the lists are read, not afterwards.

import type { Release, Says, Statement } from '@slipway/core/advisory';
import { type JsonObject, listIn, objectIn, objectOf, textIn, textsIn } from '../reading/index.ts';
import { type Component, isVersion } from './component.ts';
import type { ProductTree } from './product-tree.ts';

export interface ToldVulnerability {
  readonly id: string;
  readonly object: JsonObject | null;
}

export interface ToldProducts {
  readonly statements: readonly Statement[];
  /** Products that are no package of a release. */
  readonly others: number;
  /** Ids that the tree does not have. */
  readonly unknown: readonly string[];
  /** Versions that are none; their packages are told to be undetermined. */
  readonly versionless: readonly string[];
}

const STATUSES = {
  fixed: 'fixed',
  first_fixed: 'fixed',
  known_affected: 'affected',
  first_affected: 'affected',
  last_affected: 'last-affected',
  known_not_affected: 'not-affected',
  under_investigation: 'undetermined',
} as const;
type Status = (typeof STATUSES)[keyof typeof STATUSES];
const STATUS_NAMES = Object.keys(STATUSES) as readonly (keyof typeof STATUSES)[];

type Note = Extract<Says, { readonly kind: 'affected-in' }>['note'];

export const statementsOf = (vulnerabilities: readonly ToldVulnerability[], tree: ProductTree): ToldProducts => {
  const merged = new Map<string, { readonly row: Row; readonly vulnerabilities: Set<string> }>();
  const left = { others: 0, unknown: new Set<string>(), versionless: new Set<string>() };
  for (const { id, object } of vulnerabilities) {
    for (const row of withoutDoubledSources(rowsOf(object, tree, left))) {
      const key = JSON.stringify([row.key, row.architectures === null ? null : [...row.architectures].sort()]);
      const there = merged.get(key);
      if (there === undefined) merged.set(key, { row, vulnerabilities: new Set([id]) });
      else there.vulnerabilities.add(id);
    }
  }
  const all = new Set(vulnerabilities.map(({ id }) => id)).size;
  const statements = [...merged.values()].map(({ row, vulnerabilities: ids }) =>
    statementOf(row, ids.size === all ? null : [...ids]),
  );
  return { statements, others: left.others, unknown: [...left.unknown], versionless: [...left.versionless] };
};

interface Row {
  readonly key: string;
  readonly release: Release;
  readonly component: Component;
  readonly status: Status;
  readonly says: Says;
  /** `null`: all. */
  architectures: Set<string> | null;
}

interface LeftOut {
  others: number;
  readonly unknown: Set<string>;
  readonly versionless: Set<string>;
}

/** One row for all architectures of one vulnerability's package. */
const rowsOf = (vulnerability: JsonObject | null, tree: ProductTree, left: LeftOut): readonly Row[] => {
  const rows = new Map<string, Row>();
  const notes = notesOf(vulnerability);
  const lists = objectIn(vulnerability, 'product_status');
  for (const name of STATUS_NAMES) {
    for (const id of textsIn(lists, name)) {
      const product = tree.product(id);
      if (product.kind === 'unknown') left.unknown.add(id);
      else if (product.kind === 'other') left.others += 1;
      else addRow(rows, { ...product, status: STATUSES[name], note: notes.get(id) ?? null }, left);
    }
  }
  return [...rows.values()];
};

interface ToldPackage {
  readonly release: Release;
  readonly component: Component;
  readonly status: Status;
  readonly note: Note;
}

const addRow = (rows: Map<string, Row>, told: ToldPackage, left: LeftOut): void => {
  const { release, component, status } = told;
  const { architecture } = component;
  const isReadable = component.version === null || isVersion(component.version);
  if (!isReadable) left.versionless.add(`${component.name} ${component.version}`);
  const says: Says = isReadable ? saysOf(told) : { kind: 'undetermined' };
  const key = JSON.stringify([release.release, component.kind, component.name, component.module, says]);
  const there = rows.get(key);
  if (there === undefined) {
    const architectures = architecture === null ? null : new Set([architecture]);
    rows.set(key, { key, release, component, status, says, architectures });
  } else if (architecture === null) there.architectures = null;
  else there.architectures?.add(architecture);
};

const saysOf = ({ component: { version }, status, note }: ToldPackage): Says => {
  switch (status) {
    case 'fixed':
      // "Fixed", and nobody says in which version: then no version is known to be.
      if (version === null) return { kind: 'undetermined' };
      return affected({ ranges: [{ introduced: null, end: { kind: 'fixed', version } }] });
    case 'affected':
      return version === null
        ? affected({ ranges: [{ introduced: null, end: { kind: 'none' } }], note })
        : affected({ versions: [version], note });
    case 'last-affected':
      return version === null
        ? affected({ ranges: [{ introduced: null, end: { kind: 'none' } }], note })
        : affected({ ranges: [{ introduced: null, end: { kind: 'last-affected', version } }], note });
    case 'not-affected':
      return { kind: 'not-affected' };
    case 'undetermined':
      return { kind: 'undetermined' };
    default:
      return status satisfies never;
  }
};

const affected = (told: Partial<Omit<Extract<Says, { readonly kind: 'affected-in' }>, 'kind'>>): Says => ({
  kind: 'affected-in',
  ranges: [],
  versions: [],
  note: null,
  ...told,
});

/** Why there is no fix, by product id: Red Hat's words in the details of a remediation. */
const notesOf = (vulnerability: JsonObject | null): ReadonlyMap<string, Note> => {
  const notes = new Map<string, Note>();
  for (const value of listIn(vulnerability, 'remediations')) {
    const remediation = objectOf(value);
    const note = noteOf(textIn(remediation, 'category'), textIn(remediation, 'details') ?? '');
    if (note !== null) for (const id of textsIn(remediation, 'product_ids')) notes.set(id, note);
  }
  return notes;
};

const noteOf = (category: string | null, details: string): Note => {
  if (category === 'no_fix_planned') return /out of support/i.test(details) ? 'end-of-life' : 'ignored';
  return category === 'none_available' && /deferred/i.test(details) ? 'deferred' : null;
};

/**
 * The source stands beside its own binaries: of each of these there is a statement already, and a source's would reach the
 * binaries that the vendor left out on purpose.
 */
const withoutDoubledSources = (rows: readonly Row[]): readonly Row[] => {
  const binaries = new Set(rows.filter(({ component }) => component.kind === 'binary').map(buildKey));
  return rows.filter((row) => row.component.kind === 'binary' || !binaries.has(buildKey(row)));
};

/** Of one build: the version where there is one, else the name. */
const buildKey = ({ release, component, status }: Row): string =>
  JSON.stringify([release.release, component.module, status, component.version, component.version ?? component.name]);

const statementOf = (row: Row, vulnerabilities: readonly string[] | null): Statement => ({
  release: row.release,
  format: 'rpm',
  subject: { kind: row.component.kind, name: row.component.name },
  module: row.component.module,
  architectures: row.architectures === null ? null : [...row.architectures].sort(),
  vulnerabilities,
  says: row.says,
  entitlement: null,
  binaries: [],
});
