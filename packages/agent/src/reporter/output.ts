// What the running package transaction has printed so far, for somebody who watches this host now: with each check-in
// while it is asked for, the whole end of it each time. A message that is lost, late or repeated then does no harm.

import type { AttemptId } from '@slipway/core/ids';
import { readingOfOutput } from '@slipway/core/reading';
import { PROTOCOL_VERSION, type ReadingWish } from '@slipway/protocol/agent';
import type { ReporterPorts } from './reporter-ports.ts';

export const tellOutput = async (
  { clock, link, output }: Pick<ReporterPorts, 'clock' | 'link' | 'output'>,
  wishes: readonly ReadingWish[],
  /** That is under way here; of no other is anything told. */
  attemptId: AttemptId | null,
): Promise<void> => {
  const wish = wishes.find((one) => one.kind === 'output' && one.attemptId === attemptId);
  if (wish === undefined || attemptId === null) return;
  const reading = readingOfOutput(await output.lastOf(attemptId), clock.now());
  await link.sendReadings({ protocol: PROTOCOL_VERSION, readings: [{ readingId: wish.readingId, ...reading }] });
};
