// How long a step takes on a host of which nothing was observed yet.

import type { StepKind } from './types.ts';

/**
 * Expected seconds of a step on a host of which nothing was observed yet. From runs on small virtual hosts, rounded up:
 * too long costs a host its window, which is said aloud; too short lets it begin what does not fit.
 */
const DEFAULT_STEP_SECONDS: Readonly<Record<StepKind, number>> = {
  // The usual answer is that there is nothing to put right.
  repair: 5,
  preflight: 20,
  manifest: 5,
  'ask-cluster': 5,
  drain: 30,
  quiesce: 10,
  'guests-away': 60,
  'restore-point': 10,
  'make-room': 30,
  apply: 30,
  restart: 30,
  reboot: 180,
  verify: 30,
  'way-back': 30,
  'guests-back': 60,
  settle: 10,
  undrain: 30,
  confirm: 15,
  'clean-up': 20,
};

/** On top of `apply` and `way-back`, per package: unpacking, maintainer scripts and triggers on a slow disk. */
const DEFAULT_SECONDS_PER_PACKAGE = 5;

/** Sums are rounded up to this, so that a second more or less of history does not make another plan. */
export const SECONDS_GRAIN = 10;

export const defaultSeconds = (kind: StepKind, packages: number): number =>
  DEFAULT_STEP_SECONDS[kind] + (kind === 'apply' || kind === 'way-back' ? packages * DEFAULT_SECONDS_PER_PACKAGE : 0);
