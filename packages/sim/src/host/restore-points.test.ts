import type { RestorePoints } from '@slipway/agent/ports';
import type { InstalledPackage } from '@slipway/core/inventory';
import { addSeconds, asInstant } from '@slipway/core/time';
import { describeRestorePoints } from '@slipway/testkit/contracts';
import { realCrypto } from '../controller/index.ts';
import { randomFrom } from '../random/index.ts';
import { virtualTime } from '../time/index.ts';
import { simulatedArchive } from '../world/index.ts';
import { healthy } from './condition.ts';
import { simulatedPackages } from './packages.ts';
import { simulatedRestorePoints } from './restore-points.ts';

// A simulated host goes back as one of btrfs does (packages/agent/src/adapters/restore-points/btrfs).

const app: InstalledPackage = {
  ...{ name: 'app', architecture: 'all', version: 'empty', sourceName: 'app', sourceVersion: '1.0' },
  ...{ state: 'installed', automatic: false, held: false },
};

describeRestorePoints('a simulated host', async () => {
  const time = virtualTime(asInstant('2026-03-10T20:00:00.000Z'));
  const { sha256 } = realCrypto;
  const archive = simulatedArchive(sha256);
  const packages = simulatedPackages({ time, archive, sha256, installed: [app], onReplaced: () => undefined });
  const simulated = simulatedRestorePoints({
    ...{ time, random: randomFrom(1), condition: healthy(false), packages },
    ...{ stale: new Set(), staleLogins: new Set(), power: () => 0, happened: () => undefined },
  });
  const inTime = async <T>(answer: Promise<T>): Promise<T> => {
    await time.runUntil(addSeconds(time.now(), 120), () => false);
    return await answer;
  };
  const points: RestorePoints = {
    make: async (...asked) => await inTime(simulated.make(...asked)),
    look: async (...asked) => await inTime(simulated.look(...asked)),
    goBack: async (...asked) => await inTime(simulated.goBack(...asked)),
    remove: async (...asked) => await inTime(simulated.remove(...asked)),
  };
  let ledger = '';
  return {
    points,
    point: { kind: 'btrfs', volumes: ['/'], keepHours: 24, keepMax: 2, freePercentMin: 10 },
    write: async (what) => packages.changeByHand('app', what),
    read: async () => packages.versionOf('app') ?? '',
    writeLedger: async (text) => {
      ledger = text;
    },
    readLedger: async () => ledger,
    boot: async () => simulated.boot(),
    dispose: async () => undefined,
  };
});
