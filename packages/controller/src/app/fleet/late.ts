// Whether a check-in was sent before what is known of the host already, and only now arrives: held by a proxy, resent by
// the line, overtaken on the way. It is nothing new, and nothing against the host.

import { EMPTY_LEDGER } from '@slipway/core/execution';
import { addSeconds } from '@slipway/core/time';
import type { CheckIn } from '@slipway/protocol/agent';
import type { HostRecord, StoreView } from '../../ports/index.ts';

type Message = Pick<CheckIn, 'bootId' | 'ledger' | 'sentAt'>;

/**
 * Only the host's own clock is asked, on both sides. Late is what was sent before the host wrote the line that follows the
 * head it tells, or by a boot that it has left, before it was last heard; and what it tells must be the beginning of the
 * story that is stored. A host that was restored tells a beginning as well, but afterwards; and one that tells another
 * story is never late.
 */
export const isLate = async (
  view: StoreView,
  host: HostRecord,
  message: Message,
  head: { readonly sequence: number; readonly digest: string } | null,
): Promise<boolean> => {
  const known = head ?? EMPTY_LEDGER;
  const told = message.ledger;
  if (told.sequence < known.sequence) {
    const [next] = await view.fleet.ledger(host.hostId, told.sequence + 1);
    return next?.previous === told.digest && message.sentAt <= next.at;
  }
  return told.sequence === known.sequence && told.digest === known.digest && isOfEarlierBoot(host, message);
};

/** A copy of the system with the same clock is heard after the other as often as before, and is found out then. */
const isOfEarlierBoot = ({ contact }: HostRecord, { bootId, sentAt }: Message): boolean =>
  contact !== null && contact.bootId !== bootId && sentAt < addSeconds(contact.seenAt, contact.clockSkewSeconds - 1);
