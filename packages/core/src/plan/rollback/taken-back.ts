import type { RolloutId } from '../../ids/index.ts';
import { type InstalledPackage, type Inventory, packageKey } from '../../inventory/index.ts';
import { isKernelPackage, type ProposedChange } from '../../patch-set/index.ts';
import { type Outcome, ok, refuse } from '../../reasons/index.ts';
import type { HostPlan, PlannedChange } from '../types.ts';

export interface TakenBack {
  /** What is to be done, by name as in the finished host plan; empty: nothing of it is left. */
  readonly changes: readonly ProposedChange[];
  /** Kernels that came beside others. They are in nobody's way, and to take the running one away would break the host. */
  readonly stays: readonly PlannedChange[];
}

/**
 * The finished transaction the other way round, as of the packages that the host has now. What is back already is left
 * alone; refused where any of it was changed since: a rollback undoes its rollout and nothing that came after it.
 */
export function takenBack(
  finished: Pick<HostPlan, 'transaction'>,
  { packages }: Pick<Inventory, 'packages'>,
  rolloutId: RolloutId,
): Outcome<TakenBack> {
  const names = new Set(finished.transaction.map(({ name }) => name));
  const installed = Map.groupBy(
    packages.filter(({ name }) => names.has(name)),
    packageKey,
  );
  const changes: ProposedChange[] = [];
  const stays: PlannedChange[] = [];
  for (const change of finished.transaction) {
    const found = installed.get(packageKey(change)) ?? [];
    if (cameBeside(change)) {
      if (found.some(({ version }) => version === change.to)) stays.push(change);
      continue;
    }
    if (isAt(found, change.from)) continue;
    if (!isAt(found, change.to)) {
      const facts = { package: change.name, rollout: rolloutId, expected: change.to ?? 'none' };
      return refuse('rollback-changed-since', { ...facts, found: describe(found) });
    }
    changes.push(inverse(change, found[0]));
  }
  return ok({ changes, stays });
}

/** Debian's kernels have a name of their own for each, those of rpm one name for all. */
const cameBeside = ({ kind, name }: PlannedChange): boolean =>
  kind === 'install-beside' || (kind === 'install' && isKernelPackage(name));

/** The mark is the host's own where the package stays: a person may have changed it, and a change of versions keeps it. */
function inverse(change: PlannedChange, found: InstalledPackage | undefined): ProposedChange {
  const { name, architecture, from, to, automatic } = change;
  const marked = found?.automatic ?? automatic;
  if (to === null) return { kind: 'install', name, architecture, from: null, to: from, automatic };
  return { kind: from === null ? 'remove' : 'downgrade', name, architecture, from: to, to: from, automatic: marked };
}

const isAt = (found: readonly InstalledPackage[], version: string | null): boolean =>
  version === null ? found.length === 0 : found.length === 1 && found[0]?.version === version;

const describe = (found: readonly InstalledPackage[]): string =>
  found.length === 0 ? 'none' : found.map(({ version }) => version).join(', ');
