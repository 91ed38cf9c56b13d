// Readings from a host. What nobody wants is dropped: it may answer a question long since withdrawn.

import type { HostId } from '@slipway/core/ids';
import { type Outcome, ok } from '@slipway/core/reasons';
import type { ReadingsMessage } from '@slipway/protocol/agent';
import type { App } from '../context.ts';

export const receiveReadings = async (app: App, hostId: HostId, message: ReadingsMessage): Promise<Outcome<void>> => {
  const { clock, nudge, store } = app.ports;
  const receivedAt = clock.now();
  const isNews = await store.write(async ({ readings }) => {
    let news = false;
    for (const { readingId, state, text, takenAt, exit, modifiedAt } of message.readings) {
      const wanted = await readings.reading(hostId, readingId);
      if (wanted === null) continue;
      const reading = { state, text, takenAt, exit, modifiedAt };
      await readings.putReading({ ...wanted, taken: { reading, receivedAt } });
      news = news || wanted.taken?.reading.state !== state;
    }
    return news;
  });
  // The same again changes nothing that anybody waits for.
  if (isNews) for (const subject of ['readings', 'gates'] as const) nudge.notify(subject);
  return ok(undefined);
};
