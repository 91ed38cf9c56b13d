// The way back of a transaction: the versions that are installed now, each with the file that the package store keeps, or with one
// of the host's own; where one is lost, the restore point that policy has made.

import type { OwnFiles } from '../../patch-set/index.ts';
import type { Rules } from '../../policy/index.ts';
import { type Reason, reason } from '../../reasons/index.ts';
import type { RestorePoint } from '../../restore-point/index.ts';
import type { PreviousVersion, WayBack } from '../types.ts';
import type { JudgedChange } from './types.ts';

export interface WayBackWish {
  readonly rules: Pick<Rules, 'wayBack' | 'wayBackRebuilt'>;
  /** What the host has itself; `null`: nothing, or its agent would not know what to do with it. */
  readonly own: OwnFiles | null;
  /** `null`: none is made on this host. */
  readonly restorePoint: RestorePoint | null;
}

/** Half a way back by packages is none: the first package whose installed version nobody keeps is named. */
export function wayBackOf(transaction: readonly JudgedChange[], wish: WayBackWish): WayBack {
  const back: PreviousVersion[] = [];
  for (const change of transaction) {
    const previous = change.previous ?? ownVersion(change, wish);
    if (previous === null) {
      const { name, from } = change.planned;
      return otherwise(reason('no-way-back', { package: name, version: from ?? '' }), wish);
    }
    back.push(previous);
  }
  return { kind: 'packages', when: wish.rules.wayBack, previous: back };
}

/** The names of what would be made anew on the host; empty with every other way back. */
export const rebuiltVersions = (wayBack: WayBack): readonly PreviousVersion[] =>
  wayBack.kind === 'packages' ? wayBack.previous.filter(({ place }) => place === 'rebuilt') : [];

/** From the cache before anything that is made anew, which has the host's own configuration in it. */
function ownVersion({ planned }: JudgedChange, { rules, own }: WayBackWish): PreviousVersion | null {
  const { name, architecture, from } = planned;
  if (own === null || from === null) return null;
  const cached = own.cached.find(
    (one) => one.name === name && one.architecture === architecture && one.version === from,
  );
  if (cached !== undefined) return { architecture, file: cached.file, name, place: 'host-cache', version: from };
  return rules.wayBackRebuilt === 'accepted' && own.rebuilds === 'possible'
    ? { architecture, file: null, name, place: 'rebuilt', version: from }
    : null;
}

const otherwise = (why: Reason, { rules, restorePoint }: WayBackWish): WayBack =>
  restorePoint === null ? { kind: 'none', reason: why } : { kind: 'restore-point', when: rules.wayBack, reason: why };
