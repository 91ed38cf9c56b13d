import type { Digest } from '@slipway/core/ids';
import type {
  CheckIn,
  CheckInReply,
  InventoryMessage,
  InventoryReply,
  LedgerMessage,
  LedgerReply,
  ProposalMessage,
  ReadingsMessage,
} from '@slipway/protocol/agent';

/** What a call throws that was not answered, or not with what was asked. */
export interface LinkFailure extends Error {
  /** Of a controller that is there, and has no room now; `null`: nothing was said. */
  readonly comeAgainSeconds: number | null;
}

/** The outbound line to the controller. Every call either answers or throws a `LinkFailure`; nothing is concluded from silence. */
export interface ControllerLink {
  checkIn(message: CheckIn): Promise<CheckInReply>;
  sendInventory(message: InventoryMessage): Promise<InventoryReply>;
  sendProposal(patchSetDigest: Digest, message: ProposalMessage): Promise<void>;
  sendReadings(message: ReadingsMessage): Promise<void>;
  sendLedger(message: LedgerMessage): Promise<LedgerReply>;
  fetchContent(digest: Digest): AsyncIterable<Uint8Array>;
}
