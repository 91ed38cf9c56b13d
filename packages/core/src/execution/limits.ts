// How often the step machine tries, and how far clocks may differ.

/** A service that syncs back is asked within its step's own time limit at each try; three outlast any short disturbance. */
export const RETURN_TRIES_MAX = 3;

/** More than any honest series of crashes in one night; a step that brings its host down every time ends here. */
export const STEP_ENTRIES_MAX = 10;

/**
 * How far the host's clock may be from the controller's signed time. Occurrences are checked by the host's own clock:
 * two minutes are nothing to a window, more than any synchronised clock drifts, and less than a replayed grant needs.
 */
export const CLOCK_SKEW_SECONDS_MAX = 120;

/**
 * How long a host is kept from its service without further word, at most: over a night and the morning after it, in which
 * somebody puts a controller right; no longer, since nobody may be left to do so.
 */
export const ISOLATION_SECONDS_MAX = 24 * 3600;

/** An undrain that failed as often as it is tried at once is tried again after this: its cause may pass, and nobody else is there. */
export const UNDRAIN_AGAIN_SECONDS = 900;

/** Between a cluster's yes and the drain lie milliseconds, unless the host stopped there; what it said longer ago is no answer. */
export const ANSWER_HOLDS_SECONDS = 10;
