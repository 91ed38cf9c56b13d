// What is wrong with a policy file, by the functions of the command line: what is refused here is refused there, in the same
// words. Loaded with the editor alone.

import { checkPolicyText, type PlacedProblem } from '@slipway/cli/policy-file';
import { type Zones, zoneSpanAround, zonesFromIntl } from '@slipway/core/calendar';
import { instantOfMs } from '@slipway/core/time';
import type { Policy } from '../../features/policy-effect/index.ts';

export type { PlacedProblem } from '@slipway/cli/policy-file';

let known: Zones | null = null;

/** Browsers do not say which version of the zone database they have; the controller judges once more by its own. */
const zonesHere = (): Zones => {
  known ??= zonesFromIntl({ intl: Intl, version: 'of this browser', ...zoneSpanAround(instantOfMs(Date.now())) });
  return known;
};

export interface Checked {
  readonly problems: readonly PlacedProblem[];
  readonly policy: Policy | null;
}

export const checked = (text: string): Checked => {
  const { problems, policy } = checkPolicyText(text, zonesHere());
  return { problems, policy: policy as unknown as Policy | null };
};
