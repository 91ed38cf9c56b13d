// Proposals: the package manager's own word on exactly the targets asked for, with the patch set's index as its only source.

import type { Proposal } from '@slipway/core/patch-set';
import { type Outcome, refuse } from '@slipway/core/reasons';
import { PROTOCOL_VERSION, type ProposalWish } from '@slipway/protocol/agent';
import { fetchFile } from './fetch.ts';
import type { ReporterPorts } from './reporter-ports.ts';

export const answerProposals = async (
  ports: Pick<ReporterPorts, 'content' | 'link' | 'packages'>,
  wishes: readonly ProposalWish[],
): Promise<void> => {
  for (const wish of wishes) {
    const answer = await proposalFor(ports, wish);
    await ports.link.sendProposal(
      wish.patchSetDigest,
      answer.ok
        ? { protocol: PROTOCOL_VERSION, kind: 'proposal', proposal: answer.value }
        : { protocol: PROTOCOL_VERSION, kind: 'unable', reason: answer.reason },
    );
  }
};

const proposalFor = async (
  ports: Pick<ReporterPorts, 'content' | 'link' | 'packages'>,
  wish: ProposalWish,
): Promise<Outcome<Proposal>> => {
  const path = await fetchFile(ports, { sha256: wish.index.digest, sizeBytes: wish.index.sizeBytes });
  if (!path.ok) return refuse('proposal-unable', { detail: path.reason.code });
  return await ports.packages.propose({ ...wish, indexPath: path.value });
};
