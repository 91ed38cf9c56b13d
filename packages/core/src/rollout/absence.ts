// What it means that a host is not there: that it cannot begin now, and in the end that it has missed its window.

import { explain, type Reason, reason } from '../reasons/index.ts';
import { addSeconds, type Instant } from '../time/index.ts';
import { GRANT_START_SECONDS } from './limits.ts';
import type { MissingHost, RolloutHost, RolloutObservation } from './types.ts';

/** Why it could not begin whatever its plan says: nothing is heard of it, or it says itself that it must not. */
export const whyAbsent = (observation: RolloutObservation | undefined, now: Instant): Reason | null => {
  if (observation === undefined || observation.lastSeenAt === null) return reason('host-never-reported');
  const { lastSeenAt, refusal, stopped } = observation;
  if (refusal !== null) return refusal;
  if (addSeconds(lastSeenAt, GRANT_START_SECONDS) < now) return reason('host-unreachable', { since: lastSeenAt });
  return stopped ? reason('host-stopped') : null;
};

/** The host with the note that it has missed its occurrence, once that is so. */
export const notedMissed = (host: RolloutHost, now: Instant): RolloutHost => {
  const { missing } = host;
  if (missing === undefined || missing.missedAt !== null || now < missing.lastStartAt) return host;
  return { ...host, missing: { ...missing, missedAt: now } };
};

/** Why a host leaves that has missed its window. */
export const missedReason = ({ endsAt, reason: why }: MissingHost): Reason =>
  reason('host-missed-window', { ends: endsAt, detail: explain(why).replace(/\.$/, '') });
