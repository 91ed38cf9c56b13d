import type { Readings } from '@slipway/agent/ports';
import { addSeconds, asInstant } from '@slipway/core/time';
import { describeReadings } from '@slipway/testkit/contracts';
import { virtualTime } from '../time/index.ts';
import { healthy } from './condition.ts';
import { FILE_AGES_BELOW, simulatedReadings } from './readings.ts';

// A simulated host answers as the real folders do (packages/agent/src/adapters/hooks/readings-contract.test.ts).

describeReadings('a simulated host', async () => {
  const time = virtualTime(asInstant('2026-03-10T20:00:00.000Z'));
  const condition = healthy(false);
  const simulated = simulatedReadings({ time, condition });
  const plugIn: Readings['plugIn'] = async (...asked) => {
    const answer = simulated.plugIn(...asked);
    await time.runUntil(addSeconds(time.now(), 120), () => false);
    return await answer;
  };
  return {
    readings: { ...simulated, plugIn },
    putPlugIn: async (name, answer) => void condition.plugIns.set(name, answer),
    allowed: FILE_AGES_BELOW,
    elsewhere: '/srv',
    putFile: async (path, modifiedAt) => void condition.files.set(path, modifiedAt),
    dispose: async () => undefined,
  };
});
