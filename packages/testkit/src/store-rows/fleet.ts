import type { HostRecord, StoredInventory } from '@slipway/controller/ports';
import type { Envelope, PayloadType } from '@slipway/core/document';
import { appendEntry, EMPTY_LEDGER, headAfter, type LedgerEntry, type LedgerFact } from '@slipway/core/execution';
import { asHostId, type HostId } from '@slipway/core/ids';
import { inventoryDigest } from '@slipway/core/inventory';
import { addMs } from '@slipway/core/time';
import { anInventory, digestOfText, sha256, THE_MORNING } from '../builders/index.ts';

export const hostIdOf = (name: string): HostId => asHostId(name);

/** An adopted host of `prod` that has been heard of. */
export const aHostRecord = (given: Partial<Omit<HostRecord, 'hostId'>> & { readonly hostId: string }): HostRecord => ({
  hostname: given.hostId,
  labels: { environment: 'prod' },
  enrolledAt: THE_MORNING,
  certificateSerial: `serial-${given.hostId}`,
  machineIdDigest: digestOfText(`machine ${given.hostId}`),
  wantedMode: 'adopted',
  reportedMode: 'adopted',
  adoptionOrder: 1,
  reportedAdoptionOrder: 1,
  generation: 0,
  contact: {
    seenAt: THE_MORNING,
    agentVersion: '0.1.0',
    capabilities: ['apt/1'],
    bootId: '2f6a6f0e-6f0f-4ab2-9a3f-6f3a6c1d0001',
    stopped: false,
    ledgerSequence: 0,
    ledgerDigest: null,
    ledgerGeneration: 0,
    readyFor: null,
    refusal: null,
    clockSkewSeconds: 0,
  },
  barred: null,
  refreshWanted: false,
  retiredAt: null,
  ...given,
  hostId: asHostId(given.hostId),
});

/** With its real digest, as the controller receives it. */
export const aStoredInventory = (given: Parameters<typeof anInventory>[0] = {}): StoredInventory => {
  const inventory = anInventory(given);
  return { digest: inventoryDigest(inventory, sha256), receivedAt: addMs(THE_MORNING, 1000), inventory };
};

/** A chain of these facts, a second apart. */
export const aLedger = (facts: readonly LedgerFact[]): readonly LedgerEntry[] => {
  const entries: LedgerEntry[] = [];
  let head = EMPTY_LEDGER;
  for (const fact of facts) {
    const written = { at: addMs(THE_MORNING, entries.length * 1000), bootId: '2f6a6f0e-6f0f-4ab2-9a3f-6f3a6c1d0001' };
    const entry = appendEntry(head, fact, written);
    head = headAfter(head, entry, sha256);
    entries.push(entry);
  }
  return entries;
};

/** Stands for a signed document where only storing it matters: nobody could verify it. */
export const anEnvelope = (payloadType: PayloadType, text: string): Envelope => ({
  payloadType,
  payload: Buffer.from(text).toString('base64'),
  signatures: [],
});
