// OSV records of the shared data as statements: straight from the format's description, without the feeds' parser.

import { type FeedStatement, releaseOfEcosystem, type Statement } from '../../src/advisory/index.ts';
import { instantOfMs } from '../../src/time/index.ts';
import type { ArchivedFile } from './archives.ts';
import { FEED_DATE } from './statements.ts';

interface OsvRecord {
  readonly id: string;
  readonly summary?: string;
  readonly withdrawn?: string;
  readonly upstream?: readonly string[];
  readonly related?: readonly string[];
  readonly affected: readonly {
    readonly package: { readonly ecosystem: string; readonly name: string };
    readonly ranges?: readonly { readonly events: readonly Readonly<Record<string, string>>[] }[];
    readonly versions?: readonly string[];
    readonly ecosystem_specific?: {
      readonly binaries?: readonly { readonly binary_name: string; readonly binary_version: string }[];
    };
  }[];
}

export const statementsOf = (files: Iterable<ArchivedFile>, feed: string): readonly FeedStatement[] =>
  [...files].filter(({ name }) => name.endsWith('.json')).flatMap(({ content }) => statementsOfOsv(content, feed));

export function statementsOfOsv(json: string, feed: string): readonly FeedStatement[] {
  const record = JSON.parse(json) as OsvRecord;
  const named = [...(record.upstream ?? []), ...(record.related ?? [])].map(cveOf).filter((id) => id !== null);
  const isRecord = record.id.startsWith('UBUNTU-CVE-');
  const module = moduleOf(record, json);
  return record.affected.flatMap((affected): FeedStatement[] => {
    const found = releaseOfEcosystem(affected.package.ecosystem);
    if (found === null) return [];
    const isRpm = found.release.distribution !== 'debian' && found.release.distribution !== 'ubuntu';
    const statement: Statement = {
      release: found.release,
      format: isRpm ? 'rpm' : 'deb',
      subject: { kind: isRpm ? 'binary' : 'source', name: affected.package.name },
      module,
      architectures: null,
      vulnerabilities: null,
      says: saysOf(affected),
      entitlement: found.entitlement,
      binaries: (affected.ecosystem_specific?.binaries ?? []).map((binary) => ({
        name: binary.binary_name,
        version: binary.binary_version,
      })),
    };
    return [
      {
        feed,
        feedDate: FEED_DATE,
        recordId: record.id,
        advisory: record.id,
        kind: isRecord ? 'vulnerability' : 'advisory',
        withdrawnAt: record.withdrawn === undefined ? null : instantOfMs(Date.parse(record.withdrawn)),
        security: !/^AL[BE]A-/.test(record.id),
        severity: null,
        vulnerabilities: named.length === 0 ? [record.id] : [...new Set(named)],
        statement,
      },
    ];
  });
}

const cveOf = (id: string): string | null => /CVE-\d+-\d+$/.exec(id)?.[0] ?? null;

/**
 * AlmaLinux has no field for it, only `Important: nodejs:18 security, bug fix, and enhancement update`. But
 * `Important: pam:1.5.1 security update` (ALSA-2024:10244) names a version: only the versions tell a module for sure.
 */
const moduleOf = (record: OsvRecord, json: string): string | null =>
  json.includes('.module_el') ? (/^\w+: ([\w.+-]+:[\w.+-]+) /.exec(record.summary ?? '')?.[1] ?? null) : null;

function saysOf(affected: OsvRecord['affected'][number]): Statement['says'] {
  const ranges = (affected.ranges ?? []).map(({ events }) => {
    const introduced = events.find((event) => event['introduced'] !== undefined)?.['introduced'] ?? '0';
    const fixed = events.find((event) => event['fixed'] !== undefined)?.['fixed'];
    return {
      introduced: introduced === '0' ? null : introduced,
      end: fixed === undefined ? ({ kind: 'none' } as const) : ({ kind: 'fixed', version: fixed } as const),
    };
  });
  return { kind: 'affected-in', ranges, versions: affected.versions ?? [], note: null };
}
