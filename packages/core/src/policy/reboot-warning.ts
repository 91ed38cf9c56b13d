import type { RebootWarning } from './types.ts';

/** How long a reboot may wait for people, at most: what a host needs of its window beside everything else. */
export const warningSeconds = (warning: RebootWarning | undefined): number =>
  warning === undefined ? 0 : Math.max(warning.minutes, warning.postponeMinutes ?? 0) * 60;
