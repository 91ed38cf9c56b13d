// The words of version order. See index.ts.

import type { Reason } from '../reasons/index.ts';

/** Whose rules a version follows: dpkg's or rpm's. They disagree, so a comparison always names one. */
export type VersionFormat = 'deb' | 'rpm';

/** What a comparison says: the first version sorts before (-1), beside (0) or after (1) the second. */
export type Order = -1 | 0 | 1;

/**
 * What the reference program does with a text that is not a proper version:
 * - `warning`: it grumbles but compares, so such a text may stand in a package database and has its place in the order;
 * - `error`: it refuses to compare. Treat the version as unknown, never as old or new.
 */
export type FaultSeverity = 'warning' | 'error';

/** What a strict parser answers: an `Outcome` that also tells the exact fault. */
export type ParsedVersion<Version, Fault extends string> =
  | { readonly ok: true; readonly value: Version }
  | { readonly ok: false; readonly reason: Reason; readonly fault: Fault; readonly severity: FaultSeverity };
