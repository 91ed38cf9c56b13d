import type { CheckReading, MeasuredCheck } from '@slipway/core/check';
import type { LeftBeside } from '@slipway/core/execution';
import type { PlannedConffile } from '@slipway/core/plan';
import type { Outcome } from '@slipway/core/reasons';
import type { Instant } from '@slipway/core/time';

/** Looks at the host's health, and changes nothing. Never throws: what cannot be measured is a reading too. */
export interface Checks {
  measure(check: MeasuredCheck, measuring: Measuring): Promise<CheckReading>;
}

export interface Measuring {
  readonly timeLimitMs: number;
  /** After the change: when it was measured before, from where on errors are counted. `null`: this is before the change. */
  readonly since: Instant | null;
  /** Whether the change may boot the host: then what it says whenever it boots is no news either. */
  readonly boots: boolean;
}

/** The files of installed packages, held against what the package manager noted of them. */
export interface PackageFiles {
  /**
   * Sorted by path; of packages that are installed. Left out: what people are meant to edit, and what the host's own settings
   * keep from being unpacked.
   */
  differing(packages: readonly PackageName[]): Promise<Outcome<readonly FileDifference[]>>;
  /** The share of the same files that lies below a folder, 0 to 1. */
  shareBelow(folder: string, packages: readonly PackageName[]): Promise<Outcome<number>>;
  /** Those of a plan's configuration files with another version beside them, by the endings of the package manager; in the plan's order. */
  leftBeside(conffiles: readonly PlannedConffile[]): Promise<Outcome<readonly LeftBeside[]>>;
}

export interface PackageName {
  readonly name: string;
  readonly architecture: string;
}

export interface FileDifference {
  readonly package: string;
  readonly path: string;
  readonly how: 'missing' | 'differs' | 'unreadable';
}
