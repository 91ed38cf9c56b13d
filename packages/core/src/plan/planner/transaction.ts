// From a proposal to the exact transaction. The host's own package manager made it; here each change is matched with
// the patch set and held against policy. Nothing is taken out of a transaction: what may not be as a whole is not planned.

import type { InstalledPackage, Inventory, SystemFacts } from '../../inventory/index.ts';
import type { Proposal, ProposedChange, Target } from '../../patch-set/index.ts';
import { type Outcome, ok, type Reason, reason, refuse } from '../../reasons/index.ts';
import { compareVersions, parseVersion } from '../../version/index.ts';
import type { HostForPlanning, PlannedChange } from '../types.ts';
import type { PlanningContext, PlatformContent } from './context.ts';
import { byText } from './text-order.ts';

/** The host's answer, where there is one that belongs to this patch set and to the packages of the inventory. */
export function usableProposal(context: PlanningContext, host: HostForPlanning): Outcome<Proposal> {
  const { proposal, inventory } = host;
  if (proposal === null) return refuse('proposal-missing');
  if ('unable' in proposal) return { ok: false, reason: proposal.unable };
  if (proposal.patchSetDigest !== context.input.patchSetDigest) return refuse('proposal-missing');
  return proposal.fingerprint === inventory?.packageDatabase.fingerprint ? ok(proposal) : refuse('proposal-outdated');
}

/** Sorted by name and architecture; or why the first change that may not be stands against it. */
export function transactionOf(options: {
  readonly context: PlanningContext;
  readonly content: PlatformContent;
  readonly inventory: Inventory;
  readonly changes: readonly ProposedChange[];
}): Outcome<readonly PlannedChange[]> {
  const { context, content, inventory, changes } = options;
  const installed = installedByName(inventory.packages, changes);
  const planned: PlannedChange[] = [];
  for (const change of [...changes].sort(byPackage)) {
    const before = planned.at(-1);
    if (before !== undefined && byPackage(before, change) === 0) {
      return refuse('proposal-unable', { detail: `it names ${change.name} twice` });
    }
    const found = (installed.get(change.name) ?? []).filter(({ architecture }) => architecture === change.architecture);
    const against =
      refusedByPolicy(context, change) ??
      contradiction(change, found) ??
      refusedByVersion(inventory.system.packageFormat, change);
    if (against !== null) return { ok: false, reason: against };
    const target = targetOf(content, change);
    if (target === null && change.kind !== 'remove') {
      return refuse('change-not-in-patch-set', { package: change.name, version: change.to ?? '' });
    }
    planned.push(plannedChange(change, target));
  }
  return ok(planned);
}

export const targetOf = (
  content: PlatformContent,
  change: Pick<ProposedChange, 'name' | 'architecture' | 'to'>,
): Target | null =>
  content.targetsByName
    .get(change.name)
    ?.find(({ architecture, version }) => architecture === change.architecture && version === change.to) ?? null;

const plannedChange = (
  { kind, name, architecture, from, to, automatic }: ProposedChange,
  target: Target | null,
): PlannedChange => ({ kind, name, architecture, from, to, file: target?.file ?? null, automatic });

function refusedByPolicy({ environment, removable }: PlanningContext, change: ProposedChange): Reason | null {
  switch (change.kind) {
    case 'upgrade':
      return null;
    case 'install':
      return environment.newDependencies === 'refused'
        ? reason('new-dependency-refused', { package: change.name })
        : null;
    case 'remove':
      return removable.has(change.name) ? null : reason('removal-refused', { package: change.name });
    case 'downgrade':
      return downgradeRefused(change);
    default:
      return refuseKind(change.kind);
  }
}

/** What the proposal says of the host against what the inventory says: a change from something else is not this host's. */
function contradiction(change: ProposedChange, found: readonly InstalledPackage[]): Reason | null {
  const { kind, name, from, to } = change;
  const hasBothEnds = kind === 'install' ? from === null && to !== null : from !== null;
  if (!hasBothEnds || (kind === 'remove') !== (to === null)) {
    return reason('proposal-unable', {
      detail: `its ${kind} of ${name} names no version to go ${to === null ? 'to' : 'from'}`,
    });
  }
  const isThere = from === null ? found.length === 0 : found.some(({ version }) => version === from);
  return isThere ? null : reason('proposal-outdated');
}

/** Whatever the proposal calls it: a plan only ever goes up, and only between versions that can be read. */
function refusedByVersion(format: SystemFacts['packageFormat'], change: ProposedChange): Reason | null {
  for (const version of [change.from, change.to]) {
    if (version === null) continue;
    const parsed = parseVersion(format, version);
    if (!parsed.ok && parsed.severity === 'error') return parsed.reason;
  }
  if (change.from === null || change.to === null) return null;
  return compareVersions(format, change.from, change.to) < 0 ? null : downgradeRefused(change);
}

const downgradeRefused = ({ name, from, to }: ProposedChange): Reason =>
  reason('downgrade-refused', { package: name, from: from ?? '', to: to ?? '' });

function installedByName(
  packages: readonly InstalledPackage[],
  changes: readonly ProposedChange[],
): ReadonlyMap<string, readonly InstalledPackage[]> {
  const names = new Set(changes.map(({ name }) => name));
  return Map.groupBy(
    packages.filter(({ name }) => names.has(name)),
    ({ name }) => name,
  );
}

const byPackage = (
  a: Pick<ProposedChange, 'name' | 'architecture'>,
  b: Pick<ProposedChange, 'name' | 'architecture'>,
): number => byText(a.name, b.name) || byText(a.architecture, b.architecture);

function refuseKind(kind: never): never {
  throw new TypeError(`unknown kind of change: ${String(kind)}`);
}
