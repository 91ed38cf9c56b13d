// When to come again after a round that failed: so that a controller that is back from an outage, or has no room now, is not
// besieged by a fleet that failed together.

import { type HostId, spreadOf } from '@slipway/core/ids';
import type { LinkFailure } from '../ports/index.ts';

const SECONDS_MIN = 2;
/** Doubled up to this. A fleet is back within three minutes of its controller; 20,000 hosts ask a dead one 140 times a second. */
const SECONDS_MAX = 120;
/** What somebody in between asks for is not to keep a host away for longer. */
const TOLD_SECONDS_MAX = 300;
/** A word that is always the same besieges, too: who is turned away again and again comes more and more seldom, up to this. */
const TURNED_AWAY_SECONDS_MAX = 30;
/** So often it is as told: whoever is back from an outage lets a fleet in by and by. */
const AS_TOLD = 3;
/** Longer by up to this share, each host by its own: who failed together does not come back together. */
const SPREAD_SHARE = 0.25;

/** As the controller said, where it turned the host away; else by failures in a row, from the first. */
export const secondsUntilAgain = (of: {
  readonly toldSeconds: number | null;
  /** Rounds without any answer, in a row. */
  readonly failures: number;
  /** Rounds that ended by being turned away, in a row. */
  readonly turnedAway: number;
  readonly hostId: HostId;
}): number => {
  const { toldSeconds, failures, turnedAway, hostId } = of;
  const ownSeconds = Math.min(TURNED_AWAY_SECONDS_MAX, Math.max(1, 2 ** (turnedAway - AS_TOLD)));
  const seconds =
    toldSeconds === null
      ? Math.min(SECONDS_MAX, SECONDS_MIN * 2 ** (failures - 1))
      : Math.min(TOLD_SECONDS_MAX, Math.max(ownSeconds, toldSeconds));
  return seconds * (1 + SPREAD_SHARE * spreadOf(hostId));
};

export const comeAgainSeconds = (error: unknown): number | null =>
  isLinkFailure(error) ? error.comeAgainSeconds : null;

const isLinkFailure = (error: unknown): error is LinkFailure => error instanceof Error && 'comeAgainSeconds' in error;
