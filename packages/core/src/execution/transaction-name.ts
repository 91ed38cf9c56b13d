// The names of the units in which package transactions run: made by the executor, found again by whoever looks at what they print.

import type { AttemptId } from '../ids/index.ts';

export type TransactionPurpose = 'make-room' | 'apply' | 'way-back' | 'clean-up';

/** Of the unit, for each of its tries, from 1: `slipway-apply-ATTEMPT-1`, or of a part `slipway-apply-ATTEMPT-part2-1`. */
export const transactionName = (
  { purpose, part }: { readonly purpose: TransactionPurpose; readonly part?: number | undefined },
  attemptId: AttemptId,
  attempt: number,
): string => `slipway-${purpose}-${attemptId}${part === undefined ? '' : `-part${part}`}-${attempt}`;

export const isTransactionOf = (unit: string, attemptId: AttemptId): boolean => NAME.exec(unit)?.[1] === attemptId;

const NAME = /^slipway-(?:make-room|apply|way-back|clean-up)-(.+?)(?:-part\d+)?-\d+$/;
