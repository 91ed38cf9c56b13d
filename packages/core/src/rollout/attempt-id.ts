// Names of attempts: rollout, host and number, so that deciding twice names the same attempt, and one ledger never sees a
// name twice.

import { type AttemptId, asAttemptId, type HostId, isIdentifier, type RolloutId } from '../ids/index.ts';

/** What an identifier may have at most, see ids. */
const LENGTH_MAX = 63;

/** `number` counts from 1. Longer than an identifier may be, the middle gives way to a hash of the whole. */
export const attemptIdFor = (rolloutId: RolloutId, hostId: HostId, number: number): AttemptId => {
  const whole = `${rolloutId}-${hostId}-${number}`;
  if (whole.length <= LENGTH_MAX) return asAttemptId(whole);
  const tail = `-${fingerprint(whole)}-${number}`;
  const short = `${whole.slice(0, LENGTH_MAX - tail.length)}${tail}`;
  if (!isIdentifier(short)) throw new Error(`no identifier can be made for attempt ${whole}`);
  return asAttemptId(short);
};

/** 0 for a host that has had none. */
export const attemptNumber = (attemptId: AttemptId | null): number =>
  attemptId === null ? 0 : Number(attemptId.slice(attemptId.lastIndexOf('-') + 1));

/** FNV-1a, 64 bits: tells names apart that share a beginning; nothing is secured by it. */
const fingerprint = (text: string): string => {
  let hash = 0xcbf29ce484222325n;
  for (let at = 0; at < text.length; at++) {
    hash = BigInt.asUintN(64, (hash ^ BigInt(text.charCodeAt(at))) * 0x100000001b3n);
  }
  return hash.toString(36);
};
