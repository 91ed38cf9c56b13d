// A host's clock, as its check-ins show it.

import { CLOCK_SKEW_SECONDS_MAX } from '@slipway/core/execution';
import { type Reason, reason } from '@slipway/core/reasons';
import type { HostContact } from '../../ports/index.ts';

/** Why the host would refuse any grant; `null`: by its clock it would not. */
export const clockReason = ({ clockSkewSeconds }: HostContact): Reason | null => {
  const seconds = Math.abs(clockSkewSeconds);
  const limit = CLOCK_SKEW_SECONDS_MAX;
  return seconds > limit ? reason('clock-skewed', { seconds, limit }) : null;
};
