// SSVC for deployers: "Deployer Patch Application Priority 1.0.0" of CERTCC/SSVC, all 72 rows. SSVC sets no days; these
// are ours. Not in the starter pack: it asks for a human impact of every host, and says "unknown" where none is set.

import type { Facing, RuleOutcome, RuleRow, UrgencyRule } from '../types.ts';
import { INPUT_WORDS, type WordOf } from '../words.ts';

const OUTCOMES: Readonly<Record<string, RuleOutcome>> = {
  d: { lane: 'scheduled', withinDays: null, forensicTriage: false },
  s: { lane: 'scheduled', withinDays: 60, forensicTriage: false },
  o: { lane: 'out-of-cycle', withinDays: 14, forensicTriage: false },
  i: { lane: 'immediate', withinDays: 3, forensicTriage: false },
};

/**
 * Defer, scheduled, out-of-cycle, immediate for a human impact of low, medium, high, very high. SSVC's system exposure
 * is small for an isolated host, controlled for an internal and open for a public one.
 */
const TABLE: readonly (readonly [WordOf<'exploitation'>, Facing, WordOf<'automatable'>, string])[] = [
  ['none', 'isolated', 'no', 'ddss'],
  ['none', 'isolated', 'yes', 'dsss'],
  ['none', 'internal', 'no', 'dsss'],
  ['none', 'internal', 'yes', 'ssss'],
  ['none', 'public', 'no', 'dsss'],
  ['none', 'public', 'yes', 'ssso'],
  ['poc', 'isolated', 'no', 'dsss'],
  ['poc', 'isolated', 'yes', 'ssss'],
  ['poc', 'internal', 'no', 'dsss'],
  ['poc', 'internal', 'yes', 'ssso'],
  ['poc', 'public', 'no', 'ssso'],
  ['poc', 'public', 'yes', 'ssoo'],
  ['active', 'isolated', 'no', 'ssoo'],
  ['active', 'isolated', 'yes', 'sooo'],
  ['active', 'internal', 'no', 'ssoo'],
  ['active', 'internal', 'yes', 'oooo'],
  ['active', 'public', 'no', 'sooi'],
  ['active', 'public', 'yes', 'ooii'],
];

const rowsOf = ([exploitation, facing, automatable, letters]: (typeof TABLE)[number]): readonly RuleRow[] =>
  INPUT_WORDS.humanImpact.flatMap((humanImpact, index) => {
    const outcome = OUTCOMES[letters.charAt(index)];
    if (outcome === undefined) throw new Error(`the table has no outcome "${letters.charAt(index)}"`);
    const when = {
      exploitation: [exploitation],
      facing: [facing],
      automatable: [automatable],
      humanImpact: [humanImpact],
    };
    return [{ when, outcome }];
  });

export const ssvcDeployer = (): UrgencyRule => ({
  name: 'ssvc-deployer',
  title: 'SSVC, deployer patch application priority',
  rows: TABLE.flatMap(rowsOf),
  clock: ['known', 'kev-added', 'rule-entered', 'host-enrolled', 'facing-changed'],
});
