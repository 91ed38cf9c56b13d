// The line as its host remembers it: what the controller has acknowledged it must never ask for again.

import type { ControllerLink } from '@slipway/agent/ports';

export interface Acknowledged {
  /** Place in the ledger up to which everything was taken. */
  ledger: number;
  inventories: number;
  checkIns: number;
  /** What was asked for once more though it had been acknowledged. */
  readonly lost: string[];
}

export const watchedLink = (link: ControllerLink): { readonly link: ControllerLink; readonly its: Acknowledged } => {
  const its: Acknowledged = { ledger: 0, inventories: 0, checkIns: 0, lost: [] };
  const checkIn: ControllerLink['checkIn'] = async (message) => {
    const [ledger, inventories] = [its.ledger, its.inventories];
    const reply = await link.checkIn(message);
    its.checkIns += 1;
    const { ledgerFrom, inventory } = reply.wants;
    if (ledgerFrom <= ledger) its.lost.push(`ledger lines from ${ledgerFrom}, acknowledged up to ${ledger}`);
    if (inventory.form === 'full' && inventories > 0) its.lost.push('the inventory');
    return reply;
  };
  return {
    its,
    link: {
      ...link,
      checkIn,
      sendInventory: async (message) => {
        const reply = await link.sendInventory(message);
        if (reply.stored !== 'again') its.inventories += 1;
        return reply;
      },
      sendLedger: async (message) => {
        const reply = await link.sendLedger(message);
        its.ledger = Math.max(its.ledger, reply.nextSequence - 1);
        return reply;
      },
    },
  };
};
