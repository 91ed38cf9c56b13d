import { labGroups } from './lab-groups.ts';
import { labPackages } from './lab-packages.ts';
import { labProbe } from './lab-probe.ts';
import type { Scenario } from './scenario.ts';

/** One line per scenario, in the order in which `all` runs them. The lab's own ground first. */
export const scenarios: readonly Scenario[] = [labGroups, labProbe, labPackages];
