// Whether a host plan hangs together in itself. The planner makes no other and the checker says so; the host looks again,
// since whatever the transaction and its way back name reaches a package manager that runs as root.

import { packageKey } from '../../inventory/index.ts';
import { type Reason, reason } from '../../reasons/index.ts';
import type { HostPlan, PlannedChange, PreviousVersion } from '../types.ts';

/** What is wrong with it, or `null`. */
export function hostPlanFault({ transaction, wayBack, restorePoint }: HostPlan): Reason | null {
  const changes = new Map(transaction.map((change) => [packageKey(change), change]));
  if (changes.size !== transaction.length) return malformed('it names a package twice');
  const misshapen = transaction.find((change) => !isWhole(change));
  if (misshapen !== undefined) {
    const { kind, name } = misshapen;
    return malformed(`its ${kind} of ${name} lacks a version or a file, or has one too many`);
  }
  if (wayBack.kind === 'none') return null;
  if (wayBack.kind === 'restore-point') {
    return restorePoint === undefined ? malformed('its way back is a restore point that it does not make') : null;
  }
  const strange = wayBack.previous.find((one) => !leadsBack(one, changes.get(packageKey(one))));
  if (strange !== undefined) return malformed(`its way back does not lead to where ${strange.name} was`);
  const named = new Set(wayBack.previous.map(packageKey));
  return named.size === changes.size && wayBack.previous.length === changes.size
    ? null
    : malformed('its way back does not name each changed package once');
}

/** Comes from somewhere unless it installs, goes somewhere unless it removes, and has the file of where it goes. */
const isWhole = ({ kind, from, to, file }: PlannedChange): boolean =>
  (kind === 'install' || kind === 'install-beside') === (from === null) &&
  (kind === 'remove') === (to === null) &&
  (to === null) === (file === null);

/** Downgrades and removals of a way back are allowed by nothing but this: they undo the plan's own change. */
const leadsBack = ({ version, file, beside, place }: PreviousVersion, change: PlannedChange | undefined): boolean =>
  change !== undefined &&
  version === change.from &&
  // What is made anew has its file when it is made; what was not there has none, wherever from.
  (file === null) === (version === null || place === 'rebuilt') &&
  (version !== null || place === undefined) &&
  // Without naming it, the way back of a kernel would take the running one, too.
  beside === (change.kind === 'install-beside' ? (change.to ?? undefined) : undefined);

const malformed = (detail: string): Reason => reason('document-malformed', { document: 'host plan', detail });
