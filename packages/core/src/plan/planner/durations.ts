// How long a step takes and when it is overdue, where nothing better is known.

import { defaultSeconds, SECONDS_GRAIN, type StepKind } from '../../step/index.ts';
import type { DurationHistory } from '../types.ts';

/**
 * After this a step that the agent does itself is overdue: shown and counted. Generous where a package manager runs,
 * because a slow disk is waited for and nobody may be tempted to kill it; a reboot may run a file system check.
 */
export const STEP_TIMEOUT_SECONDS: Readonly<Record<StepKind, number>> = {
  repair: 1800,
  preflight: 600,
  manifest: 60,
  'ask-cluster': 60,
  drain: 300,
  quiesce: 300,
  'guests-away': 1800,
  'restore-point': 300,
  'make-room': 1800,
  apply: 1800,
  restart: 300,
  reboot: 900,
  verify: 600,
  'way-back': 1800,
  'guests-back': 1800,
  settle: 900,
  undrain: 300,
  confirm: 300,
  'clean-up': 600,
};

/** The longest that history is believed: a number beyond a day is a fault of the record, not a step. */
const HISTORY_SECONDS_MAX = 86_400;

/** Expected seconds of these steps for a transaction of `packages` packages, as a multiple of {@link SECONDS_GRAIN}. */
export function expectedSecondsOf(options: {
  readonly kinds: readonly StepKind[];
  readonly packages: number;
  readonly history: DurationHistory;
}): number {
  const { kinds, packages, history } = options;
  let seconds = 0;
  for (const kind of kinds) seconds += observedSeconds(history, kind) ?? defaultSeconds(kind, packages);
  return Math.ceil(seconds / SECONDS_GRAIN) * SECONDS_GRAIN;
}

function observedSeconds(history: DurationHistory, kind: StepKind): number | null {
  const seconds = history.stepSecondsP95[kind];
  if (seconds === undefined || !Number.isFinite(seconds) || seconds < 0) return null;
  return Math.min(seconds, HISTORY_SECONDS_MAX);
}
