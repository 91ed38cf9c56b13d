// The way back of a transaction: the versions that are installed now, each with the file that the package store keeps; where one
// is lost, the restore point that policy has made.

import { type Reason, reason } from '../../reasons/index.ts';
import type { RestorePoint } from '../../restore-point/index.ts';
import type { PreviousVersion, WayBack } from '../types.ts';
import type { JudgedChange } from './types.ts';

export interface WayBackWish {
  readonly when: 'automatic' | 'asked';
  /** `null`: none is made on this host. */
  readonly restorePoint: RestorePoint | null;
}

/** Half a way back by packages is none: the first package whose installed version nobody keeps is named. */
export function wayBackOf(transaction: readonly JudgedChange[], { when, restorePoint }: WayBackWish): WayBack {
  const back: PreviousVersion[] = [];
  for (const { planned, previous } of transaction) {
    if (previous === null) {
      const { name, from } = planned;
      return otherwise(reason('no-way-back', { package: name, version: from ?? '' }), { when, restorePoint });
    }
    back.push(previous);
  }
  return { kind: 'packages', when, previous: back };
}

const otherwise = (why: Reason, { when, restorePoint }: WayBackWish): WayBack =>
  restorePoint === null ? { kind: 'none', reason: why } : { kind: 'restore-point', when, reason: why };
