// Scenarios in which the agent's own package is among the planned ones (C01, C02), on both families, and a version of it that does not
// work. Not here: how a package is built (product/) and published (repository/).
//
// May import: what a scenario may.

import type { Scenario } from '../scenario.ts';
import { brokenAgent } from './broken.ts';
import { onDeb, onRpm } from './upgrade.ts';

export const selfUpgrades: readonly Scenario[] = [onDeb, onRpm, brokenAgent];
