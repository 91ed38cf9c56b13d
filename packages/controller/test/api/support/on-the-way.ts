// How far a test is on the way of an update before its own part begins: a policy, a patch set, hosts that are adopted.

import { EMPTY_LEDGER } from '@slipway/core/execution';
import { type InstalledPackage, type Inventory, inventoryDigest } from '@slipway/core/inventory';
import type { PatchSet } from '@slipway/core/patch-set';
import type { Policy } from '@slipway/core/policy';
import { endpoints } from '@slipway/protocol/api';
import { anInventory, aPackage, CAPABILITIES, digestOfPatchSet, sha256, THE_MORNING } from '@slipway/testkit/builders';
import { enrolAgent, type TestAgent } from './agent.ts';
import type { ApiClient } from './api.ts';
import type { RunningController } from './controller.ts';

/** Over whatever revision stands. */
export const replacePolicy = async (api: ApiClient, policy: Policy): Promise<void> => {
  const { revision } = await api.call(endpoints.policy.show);
  await api.call(endpoints.policy.replace, { body: policy, headers: { 'if-match': `"${revision}"` } });
};

export const addPatchSet = async ({ app }: RunningController, patchSet: PatchSet): Promise<void> => {
  const stored = { digest: digestOfPatchSet(patchSet), patchSet, author: 'ada', cutAt: THE_MORNING };
  await app.ports.store.write(async ({ patchSets }) => await patchSets.addPatchSet(stored));
};

const ORIGIN = { origin: 'Debian', label: 'Debian-Security', codename: 'bookworm-security' };

/** It carries what each of these updates replaces, and `besides`. */
export const inventoryWithUpdates = (
  hostname: string,
  updates: readonly { readonly name: string; readonly from: string; readonly to: string }[],
  besides: readonly InstalledPackage[] = [],
): Inventory =>
  anInventory({
    system: { hostname },
    packages: [...updates.map(({ name, from }) => aPackage({ name, version: from })), ...besides],
    updates: {
      kind: 'known',
      asOf: THE_MORNING,
      metadataAsOf: THE_MORNING,
      keptBack: [],
      updates: updates.map((update) => ({ ...update, architecture: 'amd64', origin: ORIGIN, security: true })),
    },
  });

/** Everything known, adopted: what the check-in of a host says that has nothing to do. */
export const idleWith = (inventory: Inventory) =>
  ({
    capabilities: CAPABILITIES,
    mode: 'adopted',
    adoptionOrder: 1,
    inventoryDigest: inventoryDigest(inventory, sha256),
    ledger: EMPTY_LEDGER,
  }) as const;

export const adoptedAgent = async (
  controller: RunningController,
  api: ApiClient,
  { inventory, labels }: { readonly inventory: Inventory; readonly labels: Readonly<Record<string, string>> },
): Promise<TestAgent> => {
  const agent = await enrolAgent(controller, { hostname: inventory.system.hostname, labels });
  await agent.checkIn({ capabilities: CAPABILITIES });
  await agent.sendInventory(inventory);
  await api.call(endpoints.hosts.adopt, { params: { hostId: agent.hostId } });
  await agent.checkIn(idleWith(inventory));
  return agent;
};
