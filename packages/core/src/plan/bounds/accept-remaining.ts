// The decision before anything is installed: is what the host's package manager would do now what was planned?

import type { InstalledPackage } from '../../inventory/index.ts';
import type { Proposal, ProposedChange } from '../../patch-set/index.ts';
import { type Outcome, ok, type Reason, reason, refuse } from '../../reasons/index.ts';
import type { Bounds, HostPlan, PlannedChange } from '../types.ts';
import { hostPlanFault } from './whole-host-plan.ts';
import { changeRefused } from './within-bounds.ts';

/**
 * The planned changes that are still to be made, in the plan's order: all that are not yet at their target. The
 * proposal must name exactly these, from and to the planned versions, and nothing else; every package must be where
 * the plan found it, or at its target. Anything else is refused, and the host keeps what it has.
 *
 * The mark of an upgraded package is the one that the host has now: a person may have changed it, and an upgrade keeps
 * what it finds.
 */
export function acceptRemaining(options: {
  readonly hostPlan: HostPlan;
  readonly bounds: Bounds;
  readonly proposal: Proposal;
  readonly installed: readonly InstalledPackage[];
}): Outcome<readonly PlannedChange[]> {
  const { hostPlan, bounds, proposal, installed } = options;
  const against = planRefused(hostPlan, bounds, proposal);
  if (against !== null) return { ok: false, reason: against };
  const proposed = new Map<string, ProposedChange>(proposal.changes.map((change) => [keyOf(change), change]));
  if (proposed.size !== proposal.changes.length) return drifted('the proposal names a package twice');
  const remaining: PlannedChange[] = [];
  for (const planned of hostPlan.transaction) {
    const standing = standingOf(planned, installed);
    if (standing === 'elsewhere') return drifted(`${planned.name} is no longer at ${planned.from ?? 'none'}`);
    if (standing === 'at-target') continue;
    const change = proposed.get(keyOf(planned));
    if (change === undefined) {
      // A package left half-way is put right by the same exact transaction, whether or not a simulation sees it.
      if (standing === 'broken') remaining.push(planned);
      else return { ok: false, reason: notProposed(planned, proposal) };
      continue;
    }
    proposed.delete(keyOf(planned));
    if (!isPlanned(change, planned, standing)) return { ok: false, reason: outside(change, bounds) };
    remaining.push({ ...planned, automatic: planned.kind === 'upgrade' ? change.automatic : planned.automatic });
  }
  for (const change of proposed.values()) return { ok: false, reason: outside(change, bounds) };
  return ok(remaining);
}

/** The host plan itself against the bounds that were approved: the agent takes nobody's word that it lies within them. */
function planRefused(hostPlan: HostPlan, bounds: Bounds, proposal: Proposal): Reason | null {
  const { hostId, patchSetDigest, transaction } = hostPlan;
  if (patchSetDigest !== bounds.patchSetDigest || proposal.patchSetDigest !== bounds.patchSetDigest) {
    return reason('drifted', { detail: 'plan, proposal and bounds name different patch sets' });
  }
  if (!bounds.hosts.includes(hostId)) return reason('drifted', { detail: 'the host is not in the bounds' });
  for (const change of transaction) {
    const against = changeRefused(bounds.changes, change);
    if (against !== null) return against;
  }
  return hostPlanFault(hostPlan);
}

/** `broken`: a version of the change is there, but not whole, as an interrupted transaction leaves it. */
type Standing = 'as-planned' | 'at-target' | 'broken' | 'elsewhere';

function standingOf(planned: PlannedChange, installed: readonly InstalledPackage[]): Standing {
  const { kind, name, architecture, from, to } = planned;
  const found = installed.filter((one) => one.name === name && one.architecture === architecture);
  if (kind === 'install-beside') return standingBeside(planned, found);
  const whole = (version: string | null): boolean =>
    version === null ? found.length === 0 : found.some((one) => one.version === version && one.state === 'installed');
  const isStray = found.some(({ version }) => version !== from && version !== to);
  if (isStray) return 'elsewhere';
  if (whole(to) && !(from !== null && found.some(({ version }) => version === from))) return 'at-target';
  if (whole(from)) return 'as-planned';
  return found.length > 0 ? 'broken' : 'elsewhere';
}

/** The versions that are there already stay and say nothing; but there must be one, or it is another kind of change. */
function standingBeside({ to }: PlannedChange, found: readonly InstalledPackage[]): Standing {
  const coming = found.find(({ version }) => version === to);
  if (coming !== undefined) return coming.state === 'installed' ? 'at-target' : 'broken';
  return found.length > 0 ? 'as-planned' : 'elsewhere';
}

const isPlanned = (change: ProposedChange, planned: PlannedChange, standing: Standing): boolean =>
  change.to === planned.to &&
  (standing === 'broken' || (change.kind === planned.kind && change.from === planned.from)) &&
  (planned.kind === 'upgrade' || change.automatic === planned.automatic);

/** The bounds' own reason where the change lies outside of them; else it is only not what was planned. */
function outside(change: ProposedChange, bounds: Bounds): Reason {
  const { kind, name, from, to } = change;
  const detail = `${kind} of ${name} from ${from ?? 'none'} to ${to ?? 'none'} was not planned`;
  return changeRefused(bounds.changes, change) ?? reason('drifted', { detail });
}

function notProposed({ name, to }: PlannedChange, proposal: Proposal): Reason {
  const isHeld = proposal.refused.some((one) => one.name === name && one.cause === 'held');
  return isHeld
    ? reason('package-held', { package: name })
    : reason('drifted', { detail: `the planned change of ${name} to ${to ?? 'none'} is no longer proposed` });
}

const keyOf = ({ name, architecture }: Pick<ProposedChange, 'name' | 'architecture'>): string =>
  `${name}/${architecture}`;

const drifted = (detail: string): Outcome<never> => refuse('drifted', { detail });
