// The way back of a transaction: the versions that are installed now, each with the file that the package store keeps.

import { reason } from '../../reasons/index.ts';
import type { PreviousVersion, WayBack } from '../types.ts';
import type { JudgedChange } from './types.ts';

/** `none` names the first package whose installed version nobody keeps: half a way back is none. */
export function wayBackOf(transaction: readonly JudgedChange[], when: 'automatic' | 'asked'): WayBack {
  const back: PreviousVersion[] = [];
  for (const { planned, previous } of transaction) {
    if (previous === null) {
      const { name, from } = planned;
      return { kind: 'none', reason: reason('no-way-back', { package: name, version: from ?? '' }) };
    }
    back.push(previous);
  }
  return { kind: 'packages', when, previous: back };
}
