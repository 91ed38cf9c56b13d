// How old what was read may be, and when it is read again.

import type { GateCondition } from '../policy/index.ts';
import { addSeconds, type Instant } from '../time/index.ts';

/** What was so two minutes ago is taken for so: longer than a slow probe and a missed turn, shorter than an outage that is not seen. */
export const READING_SECONDS_MAX = 120;
/** A host that is done is near no work and is asked at its next idle check-in, and answers with the one after. */
export const PLUG_IN_READING_SECONDS_MAX = 900;

/** Twice and more within {@link READING_SECONDS_MAX}: one answer that is lost closes nothing. */
const READ_AGAIN_SECONDS = 30;
/** What hosts said is looked up in the store, which asks nobody: whoever waits for it to get well waits no longer than it takes. */
const HOSTS_READ_AGAIN_SECONDS = 10;
/** While the wave soaks nothing hangs on it but that people hear of trouble early. */
const READ_AGAIN_SOAKING_SECONDS = 300;

/** A gate that stays closed for so long is told: most that close for a moment open by themselves. */
export const CLOSED_TOLD_SECONDS = 600;

type Kind = Pick<GateCondition, 'kind'>;

const isOfHosts = ({ kind }: Kind): boolean => kind === 'plug-in' || kind === 'health';

export const readingSecondsMax = (condition: Kind): number =>
  isOfHosts(condition) ? PLUG_IN_READING_SECONDS_MAX : READING_SECONDS_MAX;

/** When to read again what was asked at `askedAt`, of a wave that soaks until `soaksUntil`; never later than at its end. */
export const nextReadingAt = (condition: Kind, askedAt: Instant, soaksUntil: Instant): Instant => {
  if (askedAt >= soaksUntil) {
    return addSeconds(askedAt, isOfHosts(condition) ? HOSTS_READ_AGAIN_SECONDS : READ_AGAIN_SECONDS);
  }
  const calm = addSeconds(askedAt, READ_AGAIN_SOAKING_SECONDS);
  return calm < soaksUntil ? calm : soaksUntil;
};
