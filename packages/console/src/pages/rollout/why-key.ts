// A reason as an address has it: hosts that wait for the same have the same.

import type { WhyReason } from '../../widgets/index.ts';

export const whyKey = ({ code, facts }: WhyReason): string =>
  [code, ...Object.entries(facts).map(([name, value]) => `${name}=${value}`)].join(' ');
