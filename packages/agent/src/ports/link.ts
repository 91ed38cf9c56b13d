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

/** The outbound line to the controller. Every call either answers or throws `LinkDown`; nothing is concluded from silence. */
export interface ControllerLink {
  checkIn(message: CheckIn): Promise<CheckInReply>;
  sendInventory(message: InventoryMessage): Promise<InventoryReply>;
  sendProposal(patchSetDigest: Digest, message: ProposalMessage): Promise<void>;
  sendReadings(message: ReadingsMessage): Promise<void>;
  sendLedger(message: LedgerMessage): Promise<LedgerReply>;
  fetchContent(digest: Digest): AsyncIterable<Uint8Array>;
}
