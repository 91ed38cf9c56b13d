// Under which text the start of a deadline's clock is kept.

import type { Release } from '@slipway/core/advisory';

/** A vulnerability of a source package of one release: when it, and its fix, were first known here. */
export const exposureSubject = (
  release: Release,
  { vulnerability, sourcePackage }: { readonly vulnerability: string; readonly sourcePackage: string },
): string => JSON.stringify([vulnerability, release.distribution, release.release, sourcePackage]);

/** A vulnerability that fell under a rule. */
export const ruleSubject = (vulnerability: string, rule: string): string => JSON.stringify([vulnerability, rule]);
