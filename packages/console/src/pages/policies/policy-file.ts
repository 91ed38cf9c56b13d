// The policy as the file that `slipway policy show` prints, without its head.

import { policyText } from '@slipway/cli/policy-file';
import type { Policy } from '../../features/policy-effect/index.ts';

export const fileText = (policy: Policy): string =>
  policyText(policy as unknown as Parameters<typeof policyText>[0], []);
