// The ledger's lines, in order, from where the controller says. A repetition is harmless: the controller knows each
// line by its sequence.

import { type LedgerReply, PROTOCOL_VERSION } from '@slipway/protocol/agent';
import type { ReporterPorts } from './reporter-ports.ts';

/** Lines of one message: a manifest is about 60 kB, and a message should stay under a few megabytes. */
const LINES_MAX = 50;

export const sendLedger = async (ports: Pick<ReporterPorts, 'ledger' | 'link'>, from: number): Promise<void> => {
  const entries = (await ports.ledger.read()).filter(({ sequence }) => sequence >= from);
  for (let start = 0; start < entries.length; start += LINES_MAX) {
    const reply: LedgerReply = await ports.link.sendLedger({
      protocol: PROTOCOL_VERSION,
      entries: entries.slice(start, start + LINES_MAX),
    });
    if (reply.nextSequence <= (entries[start]?.sequence ?? 0)) return;
  }
};
