// The rules that a new controller begins with.

import type { RulePack, UrgencyRule } from '../types.ts';
import { bod2604 } from './bod-26-04.ts';

export const starterRules = (): RulePack => ({
  schema: 'slipway.urgency/1',
  rules: [cvssCritical(), knownExploited(), likelyExploited(), bod2604()],
});

const cvssCritical = (): UrgencyRule => ({
  name: 'cvss-critical',
  title: 'CVSS 9.0 and above',
  rows: [{ when: { cvssTenthsMin: 90 }, outcome: { lane: 'immediate', withinDays: 3, forensicTriage: false } }],
  clock: ['known', 'rule-entered', 'host-enrolled'],
});

const knownExploited = (): UrgencyRule => ({
  name: 'kev',
  title: 'Known exploited (CISA KEV)',
  rows: [{ when: { kev: ['listed'] }, outcome: { lane: 'out-of-cycle', withinDays: 14, forensicTriage: false } }],
  clock: ['known', 'kev-added', 'rule-entered', 'host-enrolled'],
});

/** From one half on it is more likely than not that somebody exploits it within 30 days. */
const likelyExploited = (): UrgencyRule => ({
  name: 'epss-likely',
  title: 'EPSS 0.5 and above',
  rows: [{ when: { epssPpmMin: 500_000 }, outcome: { lane: 'out-of-cycle', withinDays: 14, forensicTriage: false } }],
  clock: ['known', 'rule-entered', 'host-enrolled'],
});
