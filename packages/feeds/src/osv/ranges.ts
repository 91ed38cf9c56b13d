// Which versions an entry is about: the events of its ranges put in order, as the OSV schema evaluates them.

import type { VersionRange } from '@slipway/core/advisory';
import { type Outcome, ok, refuse } from '@slipway/core/reasons';
import { compareVersions, parseVersion, type VersionFormat } from '@slipway/core/version';
import { type JsonObject, listIn, objectOf, textIn, textsIn } from '../reading/index.ts';

export interface Affected {
  readonly ranges: readonly VersionRange[];
  /** Beside the ranges: those that lie in one say nothing more. */
  readonly versions: readonly string[];
}

interface Event {
  readonly kind: 'introduced' | 'fixed' | 'last-affected';
  /** `null`: before every version. */
  readonly version: string | null;
}

/** Refused where a version is none, and where nothing is said that a package of this format could be compared with. */
export const affectedIn = (entry: JsonObject, format: VersionFormat): Outcome<Affected> => {
  const ranges: VersionRange[] = [];
  for (const value of listIn(entry, 'ranges')) {
    const range = objectOf(value);
    // GIT and SEMVER are about the upstream project's source, and repeat what another range or the list says.
    if (textIn(range, 'type') !== 'ECOSYSTEM') continue;
    const events = eventsIn(range, format);
    if (!events.ok) return events;
    ranges.push(...rangesOf(events.value, format));
  }
  const versions: string[] = [];
  for (const version of textsIn(entry, 'versions')) {
    const fault = faultOf(version, format);
    if (fault !== null) return fault;
    if (!ranges.some((range) => isInside(version, range, format))) versions.push(version);
  }
  if (ranges.length === 0 && versions.length === 0)
    return refuse('record-unreadable', { detail: 'it names no versions' });
  return ok({ ranges, versions });
};

const eventsIn = (range: JsonObject | null, format: VersionFormat): Outcome<readonly Event[]> => {
  const events: Event[] = [];
  for (const value of listIn(range, 'events')) {
    const event = objectOf(value);
    for (const [kind, field] of EVENTS) {
      if (event === null || !Object.hasOwn(event, field)) continue;
      const version = textIn(event, field);
      // Without it a range that has an end would have none.
      if (version === null) return refuse('record-unreadable', { detail: `an event has no version in ${field}` });
      const first = kind === 'introduced' && version === '0';
      const fault = first ? null : faultOf(version, format);
      if (fault !== null) return fault;
      events.push({ kind, version: first ? null : version });
    }
  }
  return ok(events);
};

const EVENTS = [
  ['introduced', 'introduced'],
  ['fixed', 'fixed'],
  ['last-affected', 'last_affected'],
] as const;

/** What dpkg or rpm only warn about still has its place in the order. */
const faultOf = (version: string, format: VersionFormat): (Outcome<never> & { readonly ok: false }) | null => {
  const parsed = parseVersion(format, version);
  return parsed.ok || parsed.severity === 'warning' ? null : { ok: false, reason: parsed.reason };
};

const rangesOf = (events: readonly Event[], format: VersionFormat): readonly VersionRange[] => {
  const ranges: VersionRange[] = [];
  let open: { readonly introduced: string | null } | null = null;
  for (const { kind, version } of events.toSorted((a, b) => order(a, b, format))) {
    if (kind === 'introduced') {
      open ??= { introduced: version };
    } else if (open !== null && version !== null) {
      ranges.push({ introduced: open.introduced, end: { kind, version } });
      open = null;
    }
  }
  if (open !== null) ranges.push({ introduced: open.introduced, end: { kind: 'none' } });
  return ranges;
};

/** At one version the end comes before the next beginning, and before that a range that ends where it begins is none. */
const order = (a: Event, b: Event, format: VersionFormat): number => {
  if (a.version === null || b.version === null) return Number(b.version === null) - Number(a.version === null);
  const byVersion = compareVersions(format, a.version, b.version);
  return byVersion !== 0 ? byVersion : Number(a.kind === 'introduced') - Number(b.kind === 'introduced');
};

const isInside = (version: string, range: VersionRange, format: VersionFormat): boolean => {
  if (range.introduced !== null && compareVersions(format, version, range.introduced) < 0) return false;
  switch (range.end.kind) {
    case 'none':
      return true;
    case 'fixed':
      return compareVersions(format, version, range.end.version) < 0;
    case 'last-affected':
      return compareVersions(format, version, range.end.version) <= 0;
    default:
      return range.end satisfies never;
  }
};
