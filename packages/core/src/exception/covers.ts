// Whether what stands exposed is so by a decision: the exception names the package, or what it is exposed to.

import type { Exception } from '../policy/index.ts';

/** A verdict, as far as an exception can name it. */
export interface Covered {
  /** The binary package. */
  readonly package: string;
  readonly vulnerability: string;
  readonly advisory: string | null;
}

/** The first of them that covers it; `null`: none does, and it stands without a decision. */
export const coveredBy = (exceptions: readonly Exception[], verdict: Covered): Exception | null =>
  exceptions.find(({ leavesOut }) =>
    'package' in leavesOut
      ? leavesOut.package === verdict.package
      : leavesOut.advisory === verdict.vulnerability || leavesOut.advisory === verdict.advisory,
  ) ?? null;
