// From a proposal to the exact transaction. The host's own package manager made it; here each change is matched with
// the patch set and held against policy. Nothing is taken out of a transaction: what may not be as a whole is not planned.

import type { InstalledPackage, Inventory } from '../../inventory/index.ts';
import type { Proposal, ProposedChange } from '../../patch-set/index.ts';
import { type Outcome, ok, type Reason, reason, refuse } from '../../reasons/index.ts';
import type { HostForPlanning } from '../types.ts';
import { judgedChange } from './judged-change.ts';
import { byText } from './text-order.ts';
import type { JudgedChange, PlanningContext, PlatformContent } from './types.ts';

/** The host's answer, where there is one that belongs to this patch set and to the packages of the inventory. */
export function usableProposal(context: PlanningContext, host: HostForPlanning): Outcome<Proposal> {
  const { proposal, inventory } = host;
  if (proposal === null) return refuse('proposal-missing');
  if ('unable' in proposal) return { ok: false, reason: proposal.unable };
  if (proposal.patchSetDigest !== context.input.patchSetDigest) return refuse('proposal-missing');
  return proposal.fingerprint === inventory?.packageDatabase.fingerprint ? ok(proposal) : refuse('proposal-outdated');
}

/** Sorted by name and architecture; or what stands against the first change that may not be. */
export function transactionOf(options: {
  readonly context: PlanningContext;
  readonly content: PlatformContent;
  readonly inventory: Inventory;
  readonly changes: readonly ProposedChange[];
}): Outcome<readonly JudgedChange[]> {
  const { context, content, inventory, changes } = options;
  const format = inventory.system.packageFormat;
  const installed = installedByName(inventory.packages, changes);
  const transaction: JudgedChange[] = [];
  for (const change of [...changes].sort(byPackage)) {
    const before = transaction.at(-1);
    if (before !== undefined && byPackage(before.planned, change) === 0) {
      return refuse('proposal-unable', { detail: `it names ${change.name} twice` });
    }
    const judged = judgedChange({ context, content, format, change });
    if (!judged.ok) return judged;
    const against = contradiction(change, installed.get(change.name) ?? []);
    if (against !== null) return { ok: false, reason: against };
    transaction.push(judged.value);
  }
  return ok(transaction);
}

/** A change from what the inventory does not show is not this host's, or no longer. */
function contradiction(change: ProposedChange, sameName: readonly InstalledPackage[]): Reason | null {
  const found = sameName.filter(({ architecture }) => architecture === change.architecture);
  return startsFrom(change, found) ? null : reason('proposal-outdated');
}

function startsFrom({ kind, from, to }: ProposedChange, found: readonly InstalledPackage[]): boolean {
  if (kind === 'install-beside') return found.length > 0 && found.every(({ version }) => version !== to);
  return from === null ? found.length === 0 : found.some(({ version }) => version === from);
}

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
