import { digestOf, type Sha256 } from '../../document/index.ts';
import type { Digest, HostId } from '../../ids/index.ts';
import { packageKey } from '../../inventory/index.ts';
import type { ProposedChange, Target } from '../../patch-set/index.ts';
import { type Outcome, ok, type Reason, reason, refuse } from '../../reasons/index.ts';
import { compareVersions, type VersionFormat } from '../../version/index.ts';
import type { AllowedChanges, Bounds, PlannedChange } from '../types.ts';

/** What people put their names to, beside the plan's own digest. */
export const boundsDigest = (bounds: Bounds, sha256: Sha256): Digest => digestOf(bounds, sha256);

/**
 * The transaction that a host's changes make, if an approval of these bounds covers it: the host and the patch set are
 * those of the bounds, every version is one of `targets` (the patch set's for this host's platform), and every kind of
 * change is allowed. Else why not.
 */
export function withinBounds(options: {
  readonly bounds: Bounds;
  readonly hostId: HostId;
  readonly patchSetDigest: Digest;
  readonly format: VersionFormat;
  readonly targets: readonly Pick<Target, 'name' | 'architecture' | 'version' | 'file'>[];
  readonly changes: readonly ProposedChange[];
}): Outcome<readonly PlannedChange[]> {
  const { bounds, hostId, patchSetDigest, format, targets, changes } = options;
  if (patchSetDigest !== bounds.patchSetDigest) return refuse('drifted', { detail: 'the patch set is another one' });
  if (!bounds.hosts.includes(hostId)) return refuse('drifted', { detail: 'the host is not in the bounds' });
  const seen = new Set<string>();
  const accepted: PlannedChange[] = [];
  for (const { kind, name, architecture, from, to, automatic } of changes) {
    const change = { kind, name, architecture, from, to, automatic };
    const against = changeRefused(bounds.changes, change) ?? falls(format, bounds.changes, change);
    if (against !== null) return { ok: false, reason: against };
    if (seen.has(packageKey(change))) return refuse('drifted', { detail: `${name} is named twice` });
    seen.add(packageKey(change));
    const target = targets.find((one) => one.name === name && one.architecture === architecture && one.version === to);
    if (target === undefined && kind !== 'remove') {
      return refuse('change-not-in-patch-set', { package: name, version: to ?? '' });
    }
    accepted.push({ ...change, file: target?.file ?? null });
  }
  return ok(accepted);
}

/** Why a change of this kind is outside of what was approved, or `null`. */
export function changeRefused(allowed: AllowedChanges, change: ProposedChange): Reason | null {
  const { kind, name } = change;
  switch (kind) {
    case 'upgrade':
    // The package is there, and what is there stays: nothing that a bound on new dependencies means.
    case 'install-beside':
      return null;
    case 'install':
      return allowed.newDependencies === 'allowed' ? null : reason('new-dependency-refused', { package: name });
    case 'remove':
      return allowed.removals.includes(name) ? null : reason('removal-refused', { package: name });
    case 'downgrade':
      return allowed.downgrades === 'allowed' ? null : downgradeRefused(change);
    default:
      return refuseKind(kind);
  }
}

/** A fall is one whatever its kind is called. */
function falls(format: VersionFormat, allowed: AllowedChanges, change: ProposedChange): Reason | null {
  if (change.from === null || change.to === null || allowed.downgrades === 'allowed') return null;
  return compareVersions(format, change.from, change.to) < 0 ? null : downgradeRefused(change);
}

const downgradeRefused = ({ name, from, to }: ProposedChange): Reason =>
  reason('downgrade-refused', { package: name, from: from ?? '', to: to ?? '' });

function refuseKind(kind: never): never {
  throw new TypeError(`unknown kind of change: ${String(kind)}`);
}
