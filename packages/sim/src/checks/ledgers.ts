// What hosts have written and what the controller holds of it, when all is over: the same lines, in the same order.

import type { App } from '@slipway/controller/app';
import { canonicalise } from '@slipway/core/document';
import type { SimulatedHost } from '../host/index.ts';

/** What is broken by it; empty where nothing is. */
export const ledgersThatDiffer = async (app: App, hosts: readonly SimulatedHost[]): Promise<readonly string[]> => {
  const found: string[] = [];
  for (const { hostId, spec, executor } of hosts) {
    if (hostId === null) continue;
    const own = await executor.ledger.read();
    const told = await app.ports.store.read(async ({ fleet }) => await fleet.ledger(hostId, 1));
    const at = own.findIndex((entry, index) => canonicalise(entry) !== canonicalise(told[index] ?? null));
    if (at !== -1) found.push(`line ${at + 1} of ${spec.hostname} is not what the controller holds`);
    else if (told.length > own.length) found.push(`${spec.hostname} has ${own.length} lines, and told ${told.length}`);
  }
  return found;
};
