// Full or delta: the delta is used only when the agent still has exactly the state that the controller names.

import type { Digest } from '@slipway/core/ids';
import { type Inventory, packageDeltaOf } from '@slipway/core/inventory';
import { type CheckInReply, type InventoryMessage, PROTOCOL_VERSION } from '@slipway/protocol/agent';

export const inventoryMessage = (options: {
  readonly wanted: Exclude<CheckInReply['wants']['inventory'], { form: 'none' }>;
  readonly inventory: Inventory;
  readonly digest: Digest;
  readonly sent: { readonly digest: Digest; readonly inventory: Inventory } | null;
}): InventoryMessage => {
  const { wanted, inventory, digest, sent } = options;
  if (wanted.form === 'full' || sent === null || sent.digest !== wanted.base) {
    return { protocol: PROTOCOL_VERSION, form: 'full', digest, inventory };
  }
  const { packages, ...rest } = inventory;
  return {
    protocol: PROTOCOL_VERSION,
    form: 'delta',
    base: wanted.base,
    digest,
    rest,
    ...packageDeltaOf(sent.inventory.packages, packages),
  };
};
