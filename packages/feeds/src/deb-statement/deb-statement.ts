import type { Release, Says, Statement } from '@slipway/core/advisory';
import type { Reason } from '@slipway/core/reasons';
import { parseDebVersion } from '@slipway/core/version';

export type Note = Extract<Says, { readonly kind: 'affected-in' }>['note'];

export interface AboutSource {
  readonly release: Release;
  readonly name: string;
  readonly says: Says;
  /** What must be there to get the fix; left out: nothing. */
  readonly entitlement?: string | null;
}

/** Of every architecture and for all vulnerabilities of its record: the lists do not tell more. */
export const sourceStatement = ({ release, name, says, entitlement = null }: AboutSource): Statement => ({
  release,
  format: 'deb',
  subject: { kind: 'source', name },
  module: null,
  architectures: null,
  vulnerabilities: null,
  says,
  entitlement,
  binaries: [],
});

export const NOT_AFFECTED: Says = { kind: 'not-affected' };
export const UNDETERMINED: Says = { kind: 'undetermined' };

export const affectedUntil = (version: string, note: Note = null): Says => ({
  kind: 'affected-in',
  ranges: [{ introduced: null, end: { kind: 'fixed', version } }],
  versions: [],
  note,
});

export const unfixed = (note: Note = null): Says => ({
  kind: 'affected-in',
  ranges: [{ introduced: null, end: { kind: 'none' } }],
  versions: [],
  note,
});

/** Why the text cannot stand as a version that others are compared with, or `null`. Any fault counts: a typo that still compares gives wrong verdicts quietly. */
export const versionFault = (version: string): Reason | null => {
  const parsed = parseDebVersion(version);
  return parsed.ok ? null : parsed.reason;
};

/** Debian policy 5.6.1 allows lower case; the tracker also has upper case from before it. The longest known has 61 letters. */
export const isSourceName = (name: string): boolean => /^[a-z0-9][a-z0-9+.-]{1,99}$/i.test(name);
