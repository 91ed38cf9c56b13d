import { addSeconds, asInstant } from '@slipway/core/time';
import { describeTransactionUnit } from '@slipway/testkit/contracts';
import { randomFrom } from '../random/index.ts';
import { virtualTime } from '../time/index.ts';
import { type CommandEnd, simulatedUnits } from './transaction-unit.ts';

// The simulated unit does what the real one does (packages/agent/src/adapters/systemd/transaction-unit.test.ts).

describeTransactionUnit('a simulated unit', async () => {
  const time = virtualTime(asInstant('2026-03-10T20:00:00.000Z'));
  const ends = new Map<string, CommandEnd>();
  const units = simulatedUnits({
    time,
    random: randomFrom(1),
    carryOut: ([program = '']) => ends.get(program) ?? { status: 0, output: '' },
    happened: () => undefined,
  });
  let commands = 0;
  return {
    unit: units,
    output: units,
    reopen: async () => units,
    command: async (line) => {
      commands += 1;
      const program = `/program-${commands}`;
      return {
        command: [program],
        finish: async (status) => {
          ends.set(program, { status, output: line });
          await time.runUntil(addSeconds(time.now(), 60), () => false);
        },
      };
    },
    cut: async () => units.losePower(),
    dispose: async () => undefined,
  };
});
