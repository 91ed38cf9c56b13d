// Who has not been heard for so long that it may be down.

import { addSeconds, type Instant, isBefore } from '@slipway/core/time';
import type { HostRecord } from '../../ports/index.ts';

/** A host that is silent this long may be down: it takes a place in its clusters until it speaks again. */
const UNREACHABLE_SECONDS_MIN = 180;
/** Of the interval in which idle hosts report: one check-in comes as late as jitter lets it, fails, and is tried again. */
const INTERVALS = 2;

export interface Listening {
  readonly now: Instant;
  /** In which hosts without work report. */
  readonly idleCheckInSeconds: number;
}

/** A host that is well may say nothing for so long, and no longer. */
export const silenceSeconds = (idleCheckInSeconds: number, secondsMin = UNREACHABLE_SECONDS_MIN): number =>
  Math.max(secondsMin, INTERVALS * idleCheckInSeconds);

/** Whoever was heard before, or never, is. */
export const silentSince = ({ now, idleCheckInSeconds }: Listening): Instant =>
  addSeconds(now, -silenceSeconds(idleCheckInSeconds));

/** One that was never heard of as well: nobody knows that it serves. */
export const isSilent = ({ contact }: Pick<HostRecord, 'contact'>, listening: Listening): boolean =>
  contact === null || isBefore(contact.seenAt, silentSince(listening));
