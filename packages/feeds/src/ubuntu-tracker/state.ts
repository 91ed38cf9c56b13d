// What the word after a release and package means for the package.

import { type Says, UBUNTU_PRO } from '@slipway/core/advisory';
import { type Outcome, ok, refuse } from '@slipway/core/reasons';
import { affectedUntil, NOT_AFFECTED, UNDETERMINED, unfixed, versionFault } from '../deb-statement/index.ts';
import { plainText } from '../reading/index.ts';
import type { StateLine } from './tracker-file.ts';

/** `null`: the release does not have the package. */
export const saysOf = ({ state, detail }: StateLine): Outcome<Says | null> => {
  switch (state) {
    case 'DNE':
      return ok(null);
    case 'released':
    case 'released-esm':
      return releasedAt(detail);
    // A version beside it is the first that was never affected, or that was looked at: nothing to be below of in a release.
    case 'not-affected':
      return ok(NOT_AFFECTED);
    case 'needs-triage':
      return ok(unfixed('needs-triage'));
    case 'deferred':
      return ok(unfixed('deferred'));
    case 'ignored':
      return ok(unfixed(isEndOfLife(detail) ? 'end-of-life' : 'ignored'));
    // `pending (1.2-3)` names a version that is being prepared: nobody can install it.
    case 'needed':
    case 'active':
    case 'in-progress':
    case 'pending':
      return ok(unfixed());
    default:
      return refuse('record-unreadable', { detail: `"${plainText(state, 40)}" is no state of a package` });
  }
};

/** What is released without a version (44 in 2020) cannot be told from what is not: neither fixed nor affected. */
const releasedAt = (detail: string): Outcome<Says> => {
  if (detail === '') return ok(UNDETERMINED);
  const fault = versionFault(detail);
  return fault === null ? ok(affectedUntil(detail)) : { ok: false, reason: fault };
};

/** "reached end-of-life", "out of standard support", "was needed now end-of-life", "end of standard support", … */
const isEndOfLife = (detail: string): boolean =>
  /end[- ]of[- ](?:life|standard support)|out of standard support/i.test(detail);

/** A state that only those with it can reach, whatever the release's own line stands for. */
export const entitlementOf = ({ state }: StateLine): string | null => (state === 'released-esm' ? UBUNTU_PRO : null);
