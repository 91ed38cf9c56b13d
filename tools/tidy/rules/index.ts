/**
 * The tidy rules, one per file and one line each here.
 * A rule belongs here only if neither the compiler nor Biome, oxlint, dependency-cruiser or knip can say it; it
 * reads text, knows nothing of the other gates, and has a breach in tools/fixtures/tidy that it must report.
 */

import type { Rule } from '../rule.ts';
import { ambientTime } from './ambient-time.ts';
import { checkoutPath } from './checkout-path.ts';
import { fileLength } from './file-length.ts';
import { fileSize } from './file-size.ts';
import { folderEntrance } from './folder-entrance.ts';
import { glossary } from './glossary.ts';
import { hostNames } from './host-names.ts';
import { openEnds } from './open-ends.ts';
import { packageEntries } from './package-entries.ts';
import { raisedReasons } from './raised-reasons.ts';
import { shell } from './shell.ts';
import { silencedChecks } from './silenced-checks.ts';
import { swallowedErrors } from './swallowed-errors.ts';
import { synchronousCore } from './synchronous-core.ts';
import { testSwitches } from './test-switches.ts';

export const rules: readonly Rule[] = [
  ambientTime,
  checkoutPath,
  fileLength,
  fileSize,
  folderEntrance,
  glossary,
  hostNames,
  openEnds,
  packageEntries,
  raisedReasons,
  shell,
  silencedChecks,
  swallowedErrors,
  synchronousCore,
  testSwitches,
];
