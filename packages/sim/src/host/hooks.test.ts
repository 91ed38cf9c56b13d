import type { Hooks } from '@slipway/agent/ports';
import { addSeconds, asInstant } from '@slipway/core/time';
import { describeHooks } from '@slipway/testkit/contracts';
import { realCrypto } from '../controller/index.ts';
import { randomFrom } from '../random/index.ts';
import { virtualTime } from '../time/index.ts';
import { simulatedArchive } from '../world/index.ts';
import { healthy } from './condition.ts';
import { simulatedPackages } from './packages.ts';
import { simulatedHooks } from './surroundings.ts';

// A simulated host calls its hooks as the real folder does (packages/agent/src/adapters/hooks/hooks-contract.test.ts).

describeHooks('a simulated host', async () => {
  const time = virtualTime(asInstant('2026-03-10T20:00:00.000Z'));
  const condition = healthy(false);
  const { sha256 } = realCrypto;
  const archive = simulatedArchive(sha256);
  const packages = simulatedPackages({ time, archive, sha256, installed: [], onReplaced: () => undefined });
  const simulated = simulatedHooks(
    {
      time,
      random: randomFrom(1),
      condition,
      packages,
      stale: new Set(),
      staleLogins: new Set(),
      power: () => 0,
      happened: () => undefined,
    },
    () => undefined,
  );
  const call: Hooks['call'] = async (...asked) => {
    const answer = simulated.call(...asked);
    await time.runUntil(addSeconds(time.now(), 120), () => false);
    return await answer;
  };
  return {
    hooks: { call },
    putHook: async (name, { status, seconds }) => {
      condition.hookStatus.set(name, status);
      if (seconds !== undefined) condition.hookSeconds.set(name, seconds);
    },
    dispose: async () => undefined,
  };
});
