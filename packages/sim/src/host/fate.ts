// What befalls the programs of a host, and when: asked at every line of the ledger and at every message, which are the
// moments that matter. Between two of them a program has done nothing that anybody could know of.

import type { ControllerLink, Ledger } from '@slipway/agent/ports';
import type { LedgerFact } from '@slipway/core/execution';
import type { Digest } from '@slipway/core/ids';
import type {
  CheckIn,
  InventoryMessage,
  LedgerMessage,
  ProposalMessage,
  ReadingsMessage,
} from '@slipway/protocol/agent';
import { never, type Run } from '../mortal/index.ts';
import type { Random } from '../random/index.ts';

export type Blow = 'none' | 'killed' | 'power-lost';

export interface Fate {
  /** A line of the ledger, before it is on the disk and when it is. */
  atLine(moment: 'before' | 'after', fact: LedgerFact): Blow;
  /** A message of the reporter's, before it is sent, and when it was received and its answer is not yet. */
  atMessage(moment: 'before' | 'after', message: keyof ControllerLink): 'none' | 'killed';
}

export const KIND: Fate = { atLine: () => 'none', atMessage: () => 'none' };

/**
 * `chance`: that a program is killed at a line; at a message, of which there are more, a tenth of that. The power goes a
 * tenth as often as a program.
 */
export const seededFate = (random: Random, chance: number): Fate => ({
  atLine: () => {
    if (random.chance(chance / 20)) return 'power-lost';
    return random.chance(chance / 2) ? 'killed' : 'none';
  },
  atMessage: () => (random.chance(chance / 20) ? 'killed' : 'none'),
});

interface Fated {
  readonly fate: Fate;
  readonly run: Run;
}

export const fatedLedger = (
  ledger: Ledger,
  { fate, run, losePower }: Fated & { readonly losePower: () => void },
): Ledger => {
  const strike = (blow: Blow): void => {
    if (blow === 'killed') run.kill();
    if (blow === 'power-lost') losePower();
  };
  return {
    read: async () => await ledger.read(),
    broken: async () => await ledger.broken(),
    append: async (fact) => {
      strike(fate.atLine('before', fact));
      if (run.dead) return await never();
      const entry = await ledger.append(fact);
      strike(fate.atLine('after', fact));
      return entry;
    },
  };
};

export const fatedLink = (link: ControllerLink, { fate, run }: Fated): ControllerLink => {
  const fated =
    <A extends readonly unknown[], T>(message: keyof ControllerLink, call: (...args: A) => Promise<T>) =>
    async (...args: A): Promise<T> => {
      if (fate.atMessage('before', message) === 'killed') run.kill();
      if (run.dead) return await never();
      const answer = await call(...args);
      if (fate.atMessage('after', message) === 'killed') run.kill();
      return answer;
    };
  return {
    checkIn: fated('checkIn', async (message: CheckIn) => await link.checkIn(message)),
    sendInventory: fated('sendInventory', async (message: InventoryMessage) => await link.sendInventory(message)),
    sendProposal: fated(
      'sendProposal',
      async (digest: Digest, message: ProposalMessage) => await link.sendProposal(digest, message),
    ),
    sendReadings: fated('sendReadings', async (message: ReadingsMessage) => await link.sendReadings(message)),
    sendLedger: fated('sendLedger', async (message: LedgerMessage) => await link.sendLedger(message)),
    fetchContent: async function* (digest) {
      if (fate.atMessage('before', 'fetchContent') === 'killed') run.kill();
      if (run.dead) await never();
      yield* link.fetchContent(digest);
      if (fate.atMessage('after', 'fetchContent') === 'killed') run.kill();
      if (run.dead) await never();
    },
  };
};
