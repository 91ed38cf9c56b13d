// A version whose advisory its vendor took back, and that no other advisory names as its fix.

import type { FeedStatement, PackageSubject, Release } from '../advisory/index.ts';
import type { Target } from '../patch-set/index.ts';
import type { Instant } from '../time/index.ts';

export interface TakenBack {
  readonly advisory: string;
  readonly withdrawnAt: Instant;
  readonly package: PackageSubject;
  /** Of the source, where the advisory speaks of one. */
  readonly version: string;
}

export type NamedVersion = Pick<Target, 'name' | 'version' | 'sourceName' | 'sourceVersion'> & {
  /** In the advisories' spelling. */
  readonly release: Release;
};

/**
 * `null`: nothing was. Only notices count: a vulnerability that is rejected says nothing against the update. Vendors take one
 * back to give it a new number, too: while another one stands that names the version, nothing is said against it.
 */
export function takenBack(statements: readonly FeedStatement[], version: NamedVersion): TakenBack | null {
  const naming = statements.filter((one) => one.kind === 'advisory' && names(one, version));
  if (naming.some(({ withdrawnAt }) => withdrawnAt === null)) return null;
  const [first] = naming;
  if (first === undefined || first.withdrawnAt === null) return null;
  const { subject } = first.statement;
  const at = subject.kind === 'source' ? version.sourceVersion : version.version;
  return { advisory: first.advisory, withdrawnAt: first.withdrawnAt, package: subject, version: at };
}

function names({ statement }: FeedStatement, target: NamedVersion): boolean {
  const { release, subject, says } = statement;
  if (release.distribution !== target.release.distribution || release.release !== target.release.release) return false;
  const [name, version] =
    subject.kind === 'source' ? [target.sourceName, target.sourceVersion] : [target.name, target.version];
  return (
    subject.name === name &&
    says.kind === 'affected-in' &&
    says.ranges.some(({ end }) => end.kind === 'fixed' && end.version === version)
  );
}
