// Readings from a host. What nobody wants is dropped: it may answer a question long since withdrawn.

import type { HostId } from '@slipway/core/ids';
import type { Reading } from '@slipway/core/reading';
import { type Outcome, ok } from '@slipway/core/reasons';
import type { ReadingsMessage } from '@slipway/protocol/agent';
import type { App } from '../context.ts';
import { noteWholeHost } from './note-whole-host.ts';
import { isOutputToDrop } from './output.ts';

export const receiveReadings = async (app: App, hostId: HostId, message: ReadingsMessage): Promise<Outcome<void>> => {
  const { clock, nudge, store } = app.ports;
  const receivedAt = clock.now();
  const { isNews, isWord } = await store.write(async (change) => {
    const { readings } = change;
    let [isNews, isWord] = [false, false];
    for (const { readingId, ...reading } of message.readings) {
      const wanted = await readings.reading(hostId, readingId);
      if (wanted === null || isOutputToDrop(wanted, reading, receivedAt)) continue;
      await noteWholeHost(change, wanted, { reading, receivedAt });
      await readings.putReading({ ...wanted, taken: { reading: keptOf(reading), receivedAt } });
      if (wanted.subject.kind === 'output') continue;
      isNews = isNews || wanted.taken?.reading.state !== reading.state;
      isWord = isWord || wanted.subject.kind === 'checks';
    }
    return { isNews, isWord };
  });
  // The same again changes nothing that anybody waits for.
  if (isNews) for (const subject of ['readings', 'gates'] as const) nudge.notify(subject);
  // That it is still so is what a rollout may wait for.
  if (isWord) nudge.notify('rollout');
  return ok(undefined);
};

/** What a whole host is found to be stands in its history. */
const keptOf = ({ state, text, takenAt, exit, modifiedAt, checks, output }: Reading): Reading => ({
  ...{ state, text, takenAt, exit, modifiedAt },
  ...(checks === undefined ? {} : { checks }),
  ...(output === undefined ? {} : { output }),
});
