// Every span of time and every count that a rollout decides by.

/**
 * How long a start grant may be used. Hosts near work hold a line to the controller, so that a healthy one begins within
 * seconds; ten minutes also cover an agent that restarts. Longer would hold a cluster's place for a host that is gone; and
 * a host that was silent for this long could not be expected to use one.
 */
export const GRANT_START_SECONDS = 600;

/**
 * After a grant's latest start, until the host's word "no attempt has begun" is believed: the host's clock may be behind
 * by 120 s, and what it said may have been read a minute before it arrived.
 */
export const GRANT_SETTLE_SECONDS = 180;

/** A host at work reports every step and checks in at least every minute; fifteen missed in a row are no coincidence. */
export const SILENCE_SECONDS_MAX = 900;

/** Tries per host and rollout, grants that passed unused included: enough for a cluster that syncs back, no endless loop. */
export const ATTEMPTS_MAX = 5;

/** Before a try that ended without beginning is repeated: a cluster that said "no" needs minutes, not seconds. */
export const RETRY_AFTER_SECONDS = 300;

/**
 * A look at a checklist is about those that had not begun when it was taken. Whoever waits again since, or for less than
 * this before it, may not have been among them: no decision takes as long to be stored.
 */
export const CHECKED_AFTER_SECONDS = 30;

/**
 * Whoever is not well right after the soak may be at its nightly rotation of logs: it counts once it is still so after this,
 * which is two askings.
 */
export const STILL_SO_UNWELL_SECONDS = 60;

/** Leases of other rollouts end without a word to this one; a look costs milliseconds. */
export const LOOK_AGAIN_SECONDS = 60;
/** However far the next window is: a change that nobody told us of is noticed within the hour. */
export const LOOK_AGAIN_SECONDS_MAX = 3600;

/**
 * How long a gate may stay closed behind hosts that have all ended. Nobody waits there but who goes by the rollout's end: a
 * day lets people who sleep put right what closes it, and keeps no place from the next of its windows for longer.
 */
export const END_SECONDS_MAX = 24 * 3600;

/** A host that reboots is down once it has missed a check-in, which at work it sends at least every minute. */
export const DOWN_AFTER_SECONDS = 60;

/** From the word to systemd to silence: systemd gives each unit 90 s to stop, and few wait for one another. */
export const GO_DOWN_SECONDS_MAX = 300;
