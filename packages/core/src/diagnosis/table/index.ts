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

/** By subject, for people. */
export const CAUSE_GROUPS: readonly { readonly title: string; readonly causes: readonly Cause[] }[] = [
  { title: 'Filesystems', causes: DISK },
  { title: 'The kernel', causes: KERNEL },
  { title: 'The package database of apt', causes: APT_DATABASE },
  { title: 'Repositories of apt', causes: APT_REPOSITORIES },
  { title: 'Transactions of apt and dpkg', causes: APT_TRANSACTION },
  { title: 'Repositories of dnf', causes: DNF_REPOSITORIES },
  { title: 'Transactions of dnf and rpm', causes: DNF_TRANSACTION },
  { title: 'Services', causes: SERVICES },
  { title: 'What a step found out itself', causes: STEPS },
];

export const CAUSES: readonly Cause[] = CAUSE_GROUPS.flatMap(({ causes }) => causes);
