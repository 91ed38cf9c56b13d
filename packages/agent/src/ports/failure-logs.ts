import type { CollectedLog } from '@slipway/core/execution';
import type { Instant } from '@slipway/core/time';

/** What the host's own logs say of the time of a failed step. */
export interface FailureLogs {
  /** A log that is not there or cannot be read is told as such, never thrown. Small: the last lines of each. */
  collect(of: FailureToLookUp): Promise<readonly CollectedLog[]>;
}

export interface FailureToLookUp {
  /** When the step was begun. */
  readonly since: Instant;
  /** In which boots of the host it ran. */
  readonly boots: readonly string[];
  /** Whose own lines are wanted, whatever their weight. */
  readonly units: readonly string[];
}
