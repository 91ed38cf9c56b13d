// What a host is asked for a rollback: exactly what its finished host plan did, the other way round.

import { indexFor, type PatchSet } from '@slipway/core/patch-set';
import { CAPABILITY_OF_ROLLBACK, takenBack } from '@slipway/core/plan';
import type { ProposalWish } from '@slipway/protocol/agent';
import type { HostRecord, StoredInventory, StoredProposal, StoreView } from '../../ports/index.ts';

/** `null`: it is asked nothing: nobody wants it back any more, or there is nothing that it could say. */
export const wishBack = async (
  { plans }: StoreView,
  host: HostRecord,
  stored: StoredInventory,
  of: { readonly patchSetDigest: StoredProposal['patchSetDigest']; readonly patchSet: PatchSet },
): Promise<ProposalWish | null> => {
  // An agent that does not know `back` would take the lower versions for targets that it has reached.
  if (host.contact?.capabilities.includes(CAPABILITY_OF_ROLLBACK) !== true) return null;
  const index = indexFor(of.patchSet, stored.inventory);
  const open = await plans.openPlanRequests();
  const request = open.find(
    ({ value }) => value.patchSetDigest === of.patchSetDigest && value.onlyHosts?.includes(host.hostId) === true,
  );
  const rollback = request?.value.rollback;
  if (index === null || rollback === undefined) return null;
  const finished = await plans.hostPlan(rollback.planDigest, host.hostId);
  const back = finished === null ? null : takenBack(finished, stored.inventory, rollback.rolloutId);
  if (back?.ok !== true || back.value.changes.length === 0) return null;
  const { platform, digest, sizeBytes } = index;
  const { changes } = back.value;
  const gone = changes.flatMap(({ name, architecture, from, to }) =>
    to === null && from !== null ? [{ name, architecture, version: from }] : [],
  );
  return {
    patchSetDigest: of.patchSetDigest,
    index: { platform, digest, sizeBytes },
    targets: changes.flatMap(({ name, architecture, to }) =>
      to === null ? [] : [{ name, architecture, version: to }],
    ),
    avoid: [],
    mayRemove: gone.map(({ name }) => name),
    back: { remove: gone },
  };
};
