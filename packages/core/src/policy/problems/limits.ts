// Bounds of one document that a person reads and every planning walks through.

export const ENVIRONMENTS_MAX = 32;
/** Of one environment; each is planned, approved and rolled out on its own. */
export const PART_POLICIES_MAX = 100;
export const CLUSTERS_MAX = 5000;
export const RULES_MAX = 1000;
/** One that runs and one to go back to. */
export const KERNELS_MIN = 2;
/** More fill a /boot of the usual 512 MB. */
export const KERNELS_MAX = 10;

export const HOSTS_MAX = 1_000_000;
/** A month: a rollout that soaks longer between waves outlives every window. */
export const SOAK_MINUTES_MAX = 31 * 24 * 60;
/** Somebody waits for it at a terminal. */
export const OUT_OF_BAND_SECONDS_MAX = 120;
/** Longer is no warning any more but a wait, with the host out of its service: `postponeMinutes` says so. */
export const WARNING_MINUTES_MAX = 120;
/** Of one window at most. */
export const POSTPONE_MINUTES_MAX = 24 * 60;
