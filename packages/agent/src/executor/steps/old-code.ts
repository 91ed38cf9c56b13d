// Processes that still run old code, told apart by who could help it: a service is restarted, whatever else runs (a login,
// a screen, a program started by hand) is somebody's own and ends when that person ends it.

import type { StepEvidence } from '@slipway/core/execution';
import type { ProcessOwner, StaleProcess } from '@slipway/core/inventory';

/** In a reason's text; the evidence carries more of them. */
const PROCESSES_NAMED_MAX = 5;
/** In evidence: a ledger line of some 100 kB. A host of a thousand sessions is told by their number. */
const PROCESSES_LISTED_MAX = 1000;

export const ofServices = (stale: readonly StaleProcess[]): readonly StaleProcess[] =>
  stale.filter(({ unit }) => unit !== null);
export const outsideServices = (stale: readonly StaleProcess[]): readonly StaleProcess[] =>
  stale.filter(({ unit }) => unit === null);

/** What is of a service comes first, so that a long list of logins hides none. */
export const listed = (stale: readonly StaleProcess[]): NonNullable<StepEvidence['staleProcesses']> =>
  [...ofServices(stale), ...outsideServices(stale)]
    .slice(0, PROCESSES_LISTED_MAX)
    .map(({ pid, executable, unit }) => ({ pid, executable, unit }));

export const named = (stale: readonly StaleProcess[]): { readonly count: number; readonly processes: string } => {
  const names = stale.slice(0, PROCESSES_NAMED_MAX).map(({ pid, executable, unit, owner }) => {
    const whose = unit ?? ownerText(owner);
    return `${executable} (${[whose, pid].filter((part) => part !== null).join(', ')})`;
  });
  return { count: stale.length, processes: names.join(', ') };
};

/** Who could end it, for people. */
const ownerText = (owner: ProcessOwner | undefined): string | null => {
  switch (owner?.kind) {
    case 'session':
      return `session ${owner.session} of ${owner.user}`;
    case 'user-unit':
      return `${owner.unit} of ${owner.user}`;
    case 'container':
      return `${owner.engine} container ${owner.name}`;
    case undefined:
      return null;
  }
};
