import { compareDeb, compareRpmForMatching, type Order, parseVersion, type VersionFormat } from '../version/index.ts';
import type { Says, VersionRange } from './types.ts';

/** What one statement means for one version. */
export type Said =
  | { readonly kind: 'affected'; readonly fixedVersion: string | null; readonly note: Note }
  /** `fixedVersion` is null past a last affected version: nobody named the first good one. */
  | { readonly kind: 'fixed'; readonly fixedVersion: string | null }
  | { readonly kind: 'not-affected'; readonly because: 'vendor' | 'version' | 'unimportant' }
  | { readonly kind: 'undetermined' }
  | { readonly kind: 'unreadable'; readonly version: string };

type AffectedIn = Extract<Says, { kind: 'affected-in' }>;
export type Note = AffectedIn['note'];

/** The installed version, ready to be compared with many others. */
export interface Installed {
  readonly version: string;
  /** Where the installed version stands against another; `null` where one of them is no version at all. */
  readonly against: (other: string) => Order | null;
  readonly isReadable: boolean;
}

/**
 * Remembers each answer, since a kernel has thousands of statements and a few dozen versions in them. rpm's releases
 * count only where both sides have one (`compareRpmForMatching`).
 */
export function installedOf(format: VersionFormat, version: string): Installed {
  const isReadable = isComparable(format, version);
  const known = new Map<string, Order | null>();
  const against = (other: string): Order | null => {
    const before = known.get(other);
    if (before !== undefined) return before;
    const order =
      isReadable && isComparable(format, other)
        ? (format === 'deb' ? compareDeb : compareRpmForMatching)(version, other)
        : null;
    known.set(other, order);
    return order;
  };
  return { version, against, isReadable };
}

/** What the reference program only grumbles about stands in real databases, and has its place in the order. */
function isComparable(format: VersionFormat, version: string): boolean {
  const parsed = parseVersion(format, version);
  return parsed.ok || parsed.severity === 'warning';
}

/** Judges one statement, as OSV's evaluation has it: in any range, or exactly one of the versions. */
export function saidOf(says: Says, installed: Installed): Said {
  switch (says.kind) {
    case 'not-affected':
      return { kind: 'not-affected', because: 'vendor' };
    case 'undetermined':
      return { kind: 'undetermined' };
    case 'affected-in':
      return says.note === 'unimportant'
        ? { kind: 'not-affected', because: 'unimportant' }
        : saidByVersion(says, installed);
    default:
      return refuse(says);
  }
}

function saidByVersion(says: AffectedIn, installed: Installed): Said {
  const fixes: (string | null)[] = [];
  let reached: string | null | undefined;
  for (const range of says.ranges) {
    const unreadable = unreadableIn(range, installed);
    if (unreadable !== null) return { kind: 'unreadable', version: unreadable };
    const place = placeIn(range, installed);
    const fixed = range.end.kind === 'fixed' ? range.end.version : null;
    if (place === 'inside') fixes.push(fixed);
    if (place === 'past') reached = reached ?? fixed;
  }
  if (fixes.length > 0) {
    // A range without an end is not left by reaching the end of another.
    return { kind: 'affected', fixedVersion: fixes.includes(null) ? null : (fixes[0] ?? null), note: says.note };
  }
  if (says.versions.includes(installed.version)) {
    return { kind: 'affected', fixedVersion: fixAbove(says.ranges, installed), note: says.note };
  }
  return reached === undefined
    ? { kind: 'not-affected', because: 'version' }
    : { kind: 'fixed', fixedVersion: reached };
}

function placeIn(range: VersionRange, installed: Installed): 'before' | 'inside' | 'past' {
  if (range.introduced !== null && installed.against(range.introduced) === -1) return 'before';
  if (range.end.kind === 'none') return 'inside';
  const order = installed.against(range.end.version);
  return order === -1 || (order === 0 && range.end.kind === 'last-affected') ? 'inside' : 'past';
}

/** The version that makes a range impossible to judge. Neither old nor new may be concluded from a text that is none. */
function unreadableIn({ introduced, end }: VersionRange, installed: Installed): string | null {
  for (const version of [introduced, end.kind === 'none' ? null : end.version]) {
    if (version !== null && installed.against(version) === null)
      return installed.isReadable ? version : installed.version;
  }
  return null;
}

/** For a version that is named itself: a fix that lies above it. */
function fixAbove(ranges: readonly VersionRange[], installed: Installed): string | null {
  for (const { end } of ranges) if (end.kind === 'fixed' && installed.against(end.version) === -1) return end.version;
  return null;
}

function refuse(says: never): never {
  throw new TypeError(`a statement says ${JSON.stringify(says)}, which is none of the kinds`);
}
