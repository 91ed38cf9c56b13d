// The line as its host remembers it: what the controller has acknowledged it must never ask for again.

import type { ControllerLink, LinkFailure } from '@slipway/agent/ports';
import type { Digest } from '@slipway/core/ids';

export interface Acknowledged {
  /** Place in the ledger up to which everything was taken. */
  ledger: number;
  inventories: number;
  /** Of the inventory that the controller has said last that it has. */
  inventory: Digest | null;
  checkIns: number;
  /** The last one's, by the machine's monotonic clock, which all processes share; 0: none yet. */
  checkedInAtMs: number;
  /** What was asked for once more though it had been acknowledged. */
  readonly lost: string[];
}

/** Of all lines of a process, since somebody asked last. */
export interface LineMeasures {
  /** Check-ins that were answered and not held open, connecting included. */
  checkInMs: number[];
  /** With the time after which to come again. */
  turnedAway: number;
  unanswered: number;
}

export const monotonicMs = (): number => Number(process.hrtime.bigint()) / 1e6;

export const watchedLink = (
  link: ControllerLink,
  line: LineMeasures,
): { readonly link: ControllerLink; readonly its: Acknowledged } => {
  const its: Acknowledged = { ledger: 0, inventories: 0, inventory: null, checkIns: 0, checkedInAtMs: 0, lost: [] };
  const checkIn: ControllerLink['checkIn'] = async (message) => {
    const [ledger, inventories] = [its.ledger, its.inventories];
    const reply = await measured(link, message, line);
    its.checkIns += 1;
    its.checkedInAtMs = monotonicMs();
    const { ledgerFrom, inventory } = reply.wants;
    if (ledgerFrom <= ledger) its.lost.push(`ledger lines from ${ledgerFrom}, acknowledged up to ${ledger}`);
    if (inventory.form === 'full' && inventories > 0) its.lost.push('the inventory');
    if (inventory.form === 'none') its.inventory = message.inventoryDigest;
    return reply;
  };
  return {
    its,
    link: {
      ...link,
      checkIn,
      sendInventory: async (message) => {
        const reply = await link.sendInventory(message);
        if (reply.stored !== 'again') {
          its.inventories += 1;
          its.inventory = message.digest;
        }
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

const measured = async (
  link: ControllerLink,
  message: Parameters<ControllerLink['checkIn']>[0],
  line: LineMeasures,
): ReturnType<ControllerLink['checkIn']> => {
  const began = monotonicMs();
  try {
    const reply = await link.checkIn(message);
    if (message.waitSeconds === 0) line.checkInMs.push(monotonicMs() - began);
    return reply;
  } catch (error) {
    const { comeAgainSeconds } = error as LinkFailure;
    if (comeAgainSeconds === null) line.unanswered += 1;
    else line.turnedAway += 1;
    throw error;
  }
};
