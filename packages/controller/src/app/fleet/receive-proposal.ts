// A proposal from a host. One that nobody asked for is dropped: it may answer a question long since asked again.

import type { Digest, HostId } from '@slipway/core/ids';
import { type Outcome, ok, refuse } from '@slipway/core/reasons';
import type { ProposalMessage } from '@slipway/protocol/agent';
import type { App } from '../context.ts';

export const receiveProposal = async (
  app: App,
  hostId: HostId,
  patchSetDigest: Digest,
  message: ProposalMessage,
): Promise<Outcome<void>> => {
  if (message.kind === 'proposal' && message.proposal.patchSetDigest !== patchSetDigest) {
    return refuse('input-invalid', { what: 'proposal', detail: 'it is for another patch set' });
  }
  const { clock, nudge, store } = app.ports;
  await store.write(async ({ patchSets }) => {
    const asked = await patchSets.proposal(hostId, patchSetDigest);
    if (asked === null) return;
    const answer = message.kind === 'proposal' ? message.proposal : { unable: message.reason };
    await patchSets.putProposal({ ...asked, answeredAt: clock.now(), answer });
  });
  nudge.notify('planning');
  return ok(undefined);
};
