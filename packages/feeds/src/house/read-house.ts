// The file as a whole, and each advisory in it.

import {
  type AdvisoryRecord,
  EVERY_RELEASE,
  type Release,
  type Severity,
  type Statement,
} from '@slipway/core/advisory';
import type { Instant } from '@slipway/core/time';
import { parseVersion, type VersionFormat } from '@slipway/core/version';
import type { Found } from '../format.ts';
import { instantOfText, plainText } from '../reading/index.ts';
import { type Entry, Fields, type TextRule, type WrittenProblem } from '../written/index.ts';
import { formatOfDistribution, releaseOfText } from './releases.ts';

const FILE_KEYS = ['schema', 'date', 'advisories'];
const ADVISORY_KEYS = [
  ...['id', 'package', 'source', 'fixed', 'severity', 'summary', 'link', 'releases', 'format', 'cves'],
  ...['architectures', 'published', 'withdrawn'],
];
const SEVERITIES: readonly Severity[] = ['negligible', 'low', 'medium', 'high', 'critical'];

export interface ReadHouse {
  readonly found: readonly Found[];
  readonly problems: readonly WrittenProblem[];
}

export const readHouse = (root: Entry): ReadHouse => {
  const problems: WrittenProblem[] = [];
  const file = Fields.of(root, FILE_KEYS, problems);
  if (file === null) return { found: [], problems };
  file.text('schema', { must: true, allows: (text) => text === 'slipway.house/1', form: '"slipway.house/1"' });
  const date = instantIn(file, 'date');
  const ids = new Set<string>();
  const records = file.list('advisories', { must: true }).flatMap((entry) => {
    const fields = Fields.of(entry, ADVISORY_KEYS, problems);
    const record = fields === null ? null : recordIn(fields);
    if (fields === null || record === null) return [];
    if (ids.has(record.recordId)) fields.wrong('id', `"${record.recordId}" stands twice`);
    ids.add(record.recordId);
    return [record];
  });
  const dated: readonly Found[] = date === null ? [] : [{ kind: 'dated', at: date }];
  return { found: [...dated, ...records.map((record) => ({ kind: 'advisory', record }) as const)], problems };
};

const ID: TextRule = pattern(/^[A-Za-z0-9][A-Za-z0-9._:-]{0,99}$/, '1 to 100 characters of A-Z, a-z, 0-9 and ._:-');
const NAME: TextRule = pattern(/^[A-Za-z0-9_][A-Za-z0-9._+~-]{0,199}$/, "a package's name");
const LINK: TextRule = pattern(/^https?:\/\/\S{1,480}$/, 'a web address');
const ARCHITECTURE: TextRule = pattern(/^[a-z0-9_]{1,20}$/, "an architecture's name, such as amd64 or x86_64");
const VULNERABILITY: TextRule = pattern(/^[A-Za-z0-9][A-Za-z0-9._:-]{0,59}$/, 'an id such as CVE-2026-12345');

/** Several problems of one advisory are told at once; `null` where there is one without which it cannot stand. */
const recordIn = (fields: Fields): AdvisoryRecord | null => {
  const id = fields.text('id', { must: true, ...ID });
  const name = nameIn(fields);
  const severity = fields.word('severity', SEVERITIES, { must: true });
  const link = fields.text('link', { must: true, ...LINK });
  const releases = releasesIn(fields);
  const format = formatIn(fields, releases);
  const fixed = format === null ? null : fixedIn(fields, format);
  const architectures = fields.texts('architectures', ARCHITECTURE);
  const cves = fields.texts('cves', VULNERABILITY);
  const [publishedAt, withdrawnAt] = [instantIn(fields, 'published'), instantIn(fields, 'withdrawn')];
  const summary = plainText(fields.text('summary', {}) ?? '');
  if (id === null || name === null || severity === null || link === null || format === null || fixed === null)
    return null;
  const statement = (release: Release): Statement => ({
    ...{ release, format, subject: name, module: null, vulnerabilities: null, entitlement: null, binaries: [] },
    architectures: architectures.length === 0 ? null : architectures,
    says: { kind: 'affected-in', ranges: [{ introduced: null, end: fixed }], versions: [], note: null },
    publisher: 'any',
  });
  return {
    ...{
      recordId: id,
      name: id,
      kind: 'advisory',
      security: true,
      severity,
      publishedAt,
      modifiedAt: null,
      withdrawnAt,
    },
    summary: summary || `${name.name} ${fixed.kind === 'fixed' ? `below ${fixed.version}` : 'without a fix'}`,
    vulnerabilities: cves.length === 0 ? [id] : [...new Set(cves)],
    references: [link],
    statements: (releases.length === 0 ? [EVERY_RELEASE] : releases).map(statement),
  };
};

const nameIn = (fields: Fields): Statement['subject'] | null => {
  const binary = fields.text('package', NAME);
  const source = fields.text('source', NAME);
  if (fields.has('package') === fields.has('source')) {
    fields.wrong('package', 'an advisory names either a `package` or a `source`');
    return null;
  }
  if (binary !== null) return { kind: 'binary', name: binary };
  return source === null ? null : { kind: 'source', name: source };
};

const releasesIn = (fields: Fields): readonly Release[] => {
  const releases = fields.items('releases').flatMap(({ line, text }) => {
    const release = releaseOfText(text);
    if (release === null)
      fields.wrongAt(line, `"${text}" is no release such as debian:bookworm, ubuntu:noble or rhel:9`);
    return release ?? [];
  });
  const distinct = new Map(releases.map((release) => [`${release.distribution}:${release.release}`, release]));
  return [...distinct.values()];
};

/** From the releases, else stated: a version is compared by the rules of one package manager. */
const formatIn = (fields: Fields, releases: readonly Release[]): VersionFormat | null => {
  const stated = fields.word('format', ['deb', 'rpm'] as const, { must: false });
  const ofReleases = new Set(releases.flatMap(({ distribution }) => formatOfDistribution(distribution) ?? []));
  if (ofReleases.size > 1) {
    fields.wrong('releases', 'are of different package managers: write one advisory for each');
    return null;
  }
  const [known = null] = ofReleases;
  if (known !== null && stated !== null && known !== stated)
    fields.wrong('format', `is ${stated}, and the releases are ${known}`);
  if (known === null && stated === null && !fields.has('format'))
    fields.wrong('format', 'must be deb or rpm, where the releases do not tell');
  return known ?? stated;
};

type End = Extract<Statement['says'], { readonly kind: 'affected-in' }>['ranges'][number]['end'];

const fixedIn = (fields: Fields, format: VersionFormat): End | null => {
  const version = fields.text('fixed', { must: true });
  if (version === null) return null;
  if (version === 'none') return { kind: 'none' };
  if (parseVersion(format, version).ok) return { kind: 'fixed', version };
  fields.wrong('fixed', `"${version}" is no ${format} version; write none where there is no fix`);
  return null;
};

const instantIn = (fields: Fields, name: string): Instant | null =>
  instantOfText(
    fields.text(name, { allows: (text) => instantOfText(text) !== null, form: 'a date such as 2026-11-20' }),
  );

function pattern(expression: RegExp, form: string): TextRule {
  return { allows: (text) => expression.test(text), form };
}
