// The table of known causes, from what explains everything else on a host to what only says that something failed: where
// several are found, the first is most likely the root. docs/operator/diagnosis.md is made from it.
// May import: the folder's own types.

import type { Cause } from '../types.ts';
import { APT_DATABASE } from './apt-database.ts';
import { APT_REPOSITORIES } from './apt-repositories.ts';
import { APT_TRANSACTION } from './apt-transaction.ts';
import { DISK } from './disk.ts';
import { DNF_REPOSITORIES } from './dnf-repositories.ts';
import { DNF_TRANSACTION } from './dnf-transaction.ts';
import { KERNEL } from './kernel.ts';
import { SERVICES } from './services.ts';
import { STEPS } from './steps.ts';

export const CAUSES: readonly Cause[] = [
  ...DISK,
  ...KERNEL,
  ...APT_DATABASE,
  ...APT_REPOSITORIES,
  ...APT_TRANSACTION,
  ...DNF_REPOSITORIES,
  ...DNF_TRANSACTION,
  ...SERVICES,
  ...STEPS,
];
