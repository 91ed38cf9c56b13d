// Who has not been heard for so long that it may be down.

import { type Instant, msBetween } from '@slipway/core/time';
import type { HostRecord } from '../../ports/index.ts';

/** A host that is silent this long may be down: it takes a place in its clusters until it speaks again. */
const UNREACHABLE_SECONDS = 180;

/** One that was never heard of as well: nobody knows that it serves. */
export const isSilent = ({ contact }: Pick<HostRecord, 'contact'>, now: Instant): boolean =>
  contact === null || msBetween(contact.seenAt, now) > UNREACHABLE_SECONDS * 1000;
