// What a running transaction prints, of which only the last is kept, and only while somebody looks on and the attempt is under way.

import type { AttemptId, HostId } from '@slipway/core/ids';
import { type Reading, readingIdOf } from '@slipway/core/reading';
import type { Instant } from '@slipway/core/time';
import type { StoreView, WantedReading } from '../../ports/index.ts';
import type { App } from '../context.ts';

/** Late on its way, or after the end of its attempt, or nobody looks on any more: nothing to keep. */
export const isOutputToDrop = ({ subject, taken, wantedUntil }: WantedReading, told: Reading, now: Instant): boolean =>
  subject.kind === 'output' && (wantedUntil <= now || (taken !== null && isBefore(told, taken.reading)));

/** By how much was printed, not by the host's clock, which may be set back meanwhile. */
const isBefore = ({ output: told }: Reading, { output: known }: Reading): boolean =>
  told !== undefined && told.transaction === known?.transaction && told.bytes < known.bytes;

/** The attempt has ended: what it printed last stands in its ledger. */
export const dropOutput = async (
  { ports: { clock, sha256 } }: App,
  { readings }: StoreView,
  hostId: HostId,
  attemptId: AttemptId,
): Promise<void> => {
  const wanted = await readings.reading(hostId, readingIdOf({ kind: 'output', attemptId }, sha256));
  if (wanted !== null) await readings.putReading({ ...wanted, wantedUntil: clock.now(), taken: null });
};
