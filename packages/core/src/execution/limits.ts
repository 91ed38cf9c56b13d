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
