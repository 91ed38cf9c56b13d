import { EMPTY_LEDGER } from '@slipway/core/execution';
import type { CheckIn, CheckInReply } from '@slipway/protocol/agent';
import { aSystem, THE_MORNING } from './inventory.ts';
import { CAPABILITIES } from './planning.ts';

/** The first of a host that was just enrolled: observed, nothing collected yet. */
export const aCheckIn = (given: Partial<CheckIn> = {}): CheckIn => ({
  protocol: 1,
  agentVersion: '0.1.0',
  capabilities: CAPABILITIES,
  sentAt: THE_MORNING,
  bootId: aSystem().bootId,
  mode: 'observed',
  adoptionOrder: 0,
  trustRootVersion: 1,
  stopped: false,
  inventoryDigest: null,
  ledger: EMPTY_LEDGER,
  readyFor: null,
  refusal: null,
  attemptId: null,
  waitSeconds: 0,
  ...given,
});

/** Nothing to do for the host. */
export const aCheckInReply = (given: Partial<CheckInReply> = {}): CheckInReply => ({
  protocol: 1,
  now: THE_MORNING,
  nextCheckInSeconds: 57.3,
  wants: { inventory: { form: 'none' }, refresh: false, proposals: [], ledgerFrom: 1 },
  trustRoots: [],
  adoption: null,
  hostPlan: { form: 'none' },
  grant: null,
  withdrawn: [],
  barred: null,
  ...given,
});
