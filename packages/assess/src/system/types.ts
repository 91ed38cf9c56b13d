// The system that is judged, as files tell it. See index.ts.

import type { JudgedPackage, Release } from '@slipway/core/advisory';

export interface AssessedSystem {
  readonly release: Release;
  readonly prettyName: string;
  readonly packages: readonly JudgedPackage[];
  /** `uname -r` of it; `null`: nothing runs, or nobody told. */
  readonly runningKernel: string | null;
}
