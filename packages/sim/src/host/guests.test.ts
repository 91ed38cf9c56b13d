import type { Guests } from '@slipway/agent/ports';
import { addSeconds, asInstant } from '@slipway/core/time';
import { describeGuests } from '@slipway/testkit/contracts';
import { realCrypto } from '../controller/index.ts';
import { randomFrom } from '../random/index.ts';
import { virtualTime } from '../time/index.ts';
import { simulatedArchive } from '../world/index.ts';
import { healthy } from './condition.ts';
import { simulatedGuests } from './guests.ts';
import { simulatedPackages } from './packages.ts';

describeGuests('a simulated host', async () => {
  const time = virtualTime(asInstant('2026-03-10T20:00:00.000Z'));
  const { sha256 } = realCrypto;
  const archive = simulatedArchive(sha256);
  const packages = simulatedPackages({ time, archive, sha256, installed: [], onReplaced: () => undefined });
  const condition = healthy(false);
  condition.guests.set('one', {
    ...{ kind: 'nspawn', state: 'running', machineIdDigest: null, autostart: false, how: 'well' },
  });
  const guests: Guests = simulatedGuests({
    ...{ time, random: randomFrom(1), condition, packages },
    ...{ stale: new Set(), staleLogins: new Set(), power: () => 0, happened: () => undefined },
  });
  return {
    guests,
    guest: { kind: 'nspawn', name: 'one' },
    until: async () => {
      await time.runUntil(addSeconds(time.now(), 120), () => false);
    },
    dispose: async () => undefined,
  };
});
