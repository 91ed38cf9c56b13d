// CISA's Binding Operational Directive 26-04 (June 2026, replaces 22-01) as its decision table
// "CISA BOD 26-04 Remediation Timelines 1.0.0" in CERTCC/SSVC gives it. The directive binds federal agencies of the
// United States; others take it because it asks what matters: is it exploited, can the host be reached, can it be
// automated, and how much does an attacker gain.

import type { RuleConditions, RuleOutcome, RuleRow, UrgencyRule } from '../types.ts';

const DAYS_3: RuleOutcome = { lane: 'immediate', withinDays: 3, forensicTriage: false };
const DAYS_3_FORENSIC: RuleOutcome = { ...DAYS_3, forensicTriage: true };
const DAYS_14: RuleOutcome = { lane: 'out-of-cycle', withinDays: 14, forensicTriage: false };
const DAYS_60: RuleOutcome = { lane: 'scheduled', withinDays: 60, forensicTriage: false };
const UPGRADE: RuleOutcome = { lane: 'scheduled', withinDays: null, forensicTriage: false };

type Answer = 'no' | 'yes';
type Impact = 'partial' | 'total';

/** In KEV, publicly exposed, automatable, technical impact, in the table's own order. */
const TABLE: readonly (readonly [Answer, Answer, Answer, Impact, RuleOutcome])[] = [
  ['no', 'no', 'no', 'partial', UPGRADE],
  ['yes', 'no', 'no', 'partial', DAYS_14],
  ['no', 'yes', 'no', 'partial', DAYS_60],
  ['no', 'no', 'yes', 'partial', DAYS_60],
  ['no', 'no', 'no', 'total', UPGRADE],
  ['yes', 'yes', 'no', 'partial', DAYS_14],
  ['yes', 'no', 'yes', 'partial', DAYS_14],
  ['no', 'yes', 'yes', 'partial', DAYS_14],
  ['yes', 'no', 'no', 'total', DAYS_14],
  ['no', 'yes', 'no', 'total', DAYS_14],
  ['no', 'no', 'yes', 'total', DAYS_60],
  ['yes', 'yes', 'yes', 'partial', DAYS_3],
  ['yes', 'yes', 'no', 'total', DAYS_3_FORENSIC],
  ['yes', 'no', 'yes', 'total', DAYS_3_FORENSIC],
  ['no', 'yes', 'yes', 'total', DAYS_3],
  ['yes', 'yes', 'yes', 'total', DAYS_3_FORENSIC],
];

const row = ([inKev, exposed, automatable, technicalImpact, outcome]: (typeof TABLE)[number]): RuleRow => {
  const when: RuleConditions = {
    kev: [inKev === 'yes' ? 'listed' : 'not-listed'],
    facing: exposed === 'yes' ? ['public'] : ['internal', 'isolated'],
    automatable: [automatable],
    technicalImpact: [technicalImpact],
  };
  return { when, outcome };
};

export const bod2604 = (): UrgencyRule => ({
  name: 'bod-26-04',
  title: 'CISA Binding Operational Directive 26-04',
  rows: TABLE.map(row),
  clock: ['known', 'kev-added', 'rule-entered', 'host-enrolled', 'facing-changed'],
});
