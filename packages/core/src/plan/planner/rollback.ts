// A rollback plan, host by host: exactly what the finished host plan did, the other way round, as the host's own package
// manager would do it. All of it or nothing: half-way back is a state that nobody has ever run.

import { packageKey } from '../../inventory/index.ts';
import type { Proposal, ProposedChange } from '../../patch-set/index.ts';
import { type Reason, reason } from '../../reasons/index.ts';
import { type TakenBack, takenBack } from '../rollback/index.ts';
import type { HostForPlanning, HostPlan, RollbackInput } from '../types.ts';
import { CAPABILITY_OF_ROLLBACK } from './capabilities.ts';
import { targetOf } from './judged-change.ts';
import { obstacleReason } from './obstacle.ts';
import type { PlatformContent } from './types.ts';

/** What the host is to do; or the reason why it stays where it is. */
export type Wanted =
  | { readonly kind: 'back'; readonly back: TakenBack }
  | { readonly kind: 'left-out'; readonly reason: Reason }
  | { readonly kind: 'already-there' };

export function wantedBack(host: HostForPlanning, rollback: RollbackInput, content: PlatformContent | null): Wanted {
  const finished: HostPlan | undefined = rollback.finished.get(host.hostId);
  if (finished === undefined || host.inventory === null) {
    return leftOut(reason('rollback-not-asked', { rollout: rollback.rolloutId }));
  }
  if (!host.capabilities.includes(CAPABILITY_OF_ROLLBACK)) {
    return leftOut(reason('host-lacks-capability', { capability: CAPABILITY_OF_ROLLBACK }));
  }
  const back = takenBack(finished, host.inventory, rollback.rolloutId);
  if (!back.ok) return leftOut(back.reason);
  if (back.value.changes.length === 0) return { kind: 'already-there' };
  const gone = back.value.changes.find(
    (change) => change.to !== null && (content === null || targetOf(content, change) === null),
  );
  if (gone !== undefined) {
    return leftOut(reason('rollback-file-gone', { package: gone.name, version: gone.to ?? '' }));
  }
  return { kind: 'back', back: back.value };
}

/** Why what the host would do is not what was to be undone, or `null`. */
export function notTheWayBack(
  { changes }: TakenBack,
  proposal: Proposal,
  { host, rollback }: { readonly host: HostForPlanning; readonly rollback: RollbackInput },
): Reason | null {
  const [refused] = proposal.refused;
  if (refused !== undefined) return refusedReason(refused, host);
  const wanted = new Map(changes.map((change) => [packageKey(change), change]));
  for (const change of proposal.changes) {
    if (!isSame(change, wanted.get(packageKey(change)))) {
      return reason('rollback-takes-more', { rollout: rollback.rolloutId, detail: described(change) });
    }
    wanted.delete(packageKey(change));
  }
  const [missing] = wanted.values();
  return missing === undefined
    ? null
    : reason('rollback-unsolved', { package: missing.name, version: missing.to ?? '(removed)' });
}

function refusedReason(refused: Proposal['refused'][number], { inventory }: HostForPlanning): Reason {
  const { name, version, cause, against } = refused;
  if (cause === 'held') return reason('package-held', { package: name });
  if (against === undefined || inventory === null) return reason('rollback-unsolved', { package: name, version });
  return obstacleReason(inventory, refused, against);
}

/** What comes back after it was taken away is named by us, which makes it manual for the package manager. */
const isSame = (a: ProposedChange, b: ProposedChange | undefined): boolean =>
  a.kind === b?.kind && a.from === b.from && a.to === b.to && (a.kind === 'install' || a.automatic === b.automatic);

const described = ({ kind, name, from, to }: ProposedChange): string =>
  `${kind} of ${name} from ${from ?? 'none'} to ${to ?? 'none'}`;

const leftOut = (why: Reason): Wanted => ({ kind: 'left-out', reason: why });
