// When a host with nothing to do comes again.

import { type HostId, spreadOf } from '@slipway/core/ids';
import { type Instant, msOfInstant } from '@slipway/core/time';

/** Who comes this little before its own moment, as clocks and rounding have it, waits for the next one. */
const EARLY_SHARE = 0.1;

/**
 * Until the host's own moment within the interval, which its id says: a fleet that came together, after an outage of its
 * controller, is spread evenly with the round after, and every controller says the same (docs/adr/0063). From a tenth of
 * the interval to eleven tenths.
 */
export const idleSeconds = (hostId: HostId, now: Instant, intervalSeconds: number): number => {
  const own = spreadOf(hostId) * intervalSeconds;
  const at = (msOfInstant(now) / 1000) % intervalSeconds;
  const early = EARLY_SHARE * intervalSeconds;
  const until = (own - at - early + 2 * intervalSeconds) % intervalSeconds;
  return Math.round((early + until) * 10) / 10;
};
