// Inventory from a host: whole or as a delta, believed only when its digest fits. What changed becomes history, and a
// change that no attempt explains is somebody else's.

import type { HostId } from '@slipway/core/ids';
import { applyPackageDelta, type Inventory, identities, inventoryDigest } from '@slipway/core/inventory';
import { type Outcome, ok, refuse } from '@slipway/core/reasons';
import type { Instant } from '@slipway/core/time';
import type { InventoryMessage, InventoryReply } from '@slipway/protocol/agent';
import type { StoredInventory, StoreView } from '../../ports/index.ts';
import type { App } from '../context.ts';
import { authorsOf } from './authors.ts';
import { showsRefresh } from './refresh.ts';

export const receiveInventory = async (
  app: App,
  hostId: HostId,
  message: InventoryMessage,
): Promise<Outcome<InventoryReply>> => {
  const { clock, nudge, sha256, store } = app.ports;
  const now = clock.now();
  const outcome = await store.write(async (change): Promise<Outcome<InventoryReply>> => {
    const before = await change.fleet.inventory(hostId);
    const inventory = wholeInventory(before, message);
    if (inventory === null) return ok({ stored: 'again' });
    if (inventoryDigest(inventory, sha256) !== message.digest) {
      if (message.form === 'delta') return ok({ stored: 'again' });
      return refuse('input-invalid', { what: 'inventory', detail: 'its digest is not that of its content' });
    }
    await change.fleet.putInventory(hostId, { digest: message.digest, receivedAt: now, inventory });
    await noteChanges(change, hostId, before, inventory, now);
    await noteHost(change, hostId, inventory, now);
    return ok({ stored: 'yes' });
  });
  nudge.notify('planning');
  nudge.notify('knowledge');
  return outcome;
};

/** `null`: the delta is against something that is not stored here. */
const wholeInventory = (before: StoredInventory | null, message: InventoryMessage): Inventory | null => {
  if (message.form === 'full') return message.inventory;
  if (before === null || before.digest !== message.base) return null;
  const packages = applyPackageDelta(before.inventory.packages, { set: message.set, removed: message.removed });
  return { ...message.rest, packages };
};

const noteHost = async (change: StoreView, hostId: HostId, inventory: Inventory, now: Instant): Promise<void> => {
  const host = await change.fleet.host(hostId);
  if (host === null) return;
  const { hostname } = inventory.system;
  const isAwaited = (host.value.inventoryAwaitedSince ?? null) !== null;
  const refreshWanted = host.value.refreshWanted && !showsRefresh(host.value, inventory, now);
  const ids = identities(inventory.system);
  const { guestsUnknown: unknownBefore, ...before } = host.value;
  // One that tells nothing of guests is of an agent that would refuse a plan which does.
  const unknown = inventory.guests?.kind === 'unknown' ? inventory.guests.detail : null;
  const isSame =
    before.hostname === hostname && before.identities?.join() === ids.join() && (unknownBefore ?? null) === unknown;
  if (isSame && before.refreshWanted === refreshWanted && !isAwaited) return;
  const value = { ...before, hostname, identities: ids, refreshWanted, inventoryAwaitedSince: null };
  await change.fleet.saveHost({
    revision: host.revision,
    value: unknown === null ? value : { ...value, guestsUnknown: unknown },
  });
};

const noteChanges = async (
  change: StoreView,
  hostId: HostId,
  before: StoredInventory | null,
  after: Inventory,
  now: Instant,
): Promise<void> => {
  if (before === null) return;
  for (const author of await authorsOf(change, hostId, before.inventory, after)) {
    await change.fleet.addHostEvent({ hostId, at: now, event: { kind: 'packages-changed', ...author } });
  }
};
