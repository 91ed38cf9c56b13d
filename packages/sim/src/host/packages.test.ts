import { asDigest } from '@slipway/core/ids';
import type { InstalledPackage } from '@slipway/core/inventory';
import { asInstant } from '@slipway/core/time';
import { DEB_FORM, describePackages } from '@slipway/testkit/contracts';
import { realCrypto } from '../controller/index.ts';
import { virtualTime } from '../time/index.ts';
import { simulatedArchive } from '../world/index.ts';
import { simulatedPackages } from './packages.ts';

// The simulated package manager does what the real apt does (packages/agent/src/adapters/apt/packages-contract.test.ts).

const { sha256 } = realCrypto;
const NO_FILE = { sha256: asDigest(`sha256:${'0'.repeat(64)}`), sizeBytes: 0 };

const installed = (name: string, automatic: boolean): InstalledPackage => ({
  ...{ name, architecture: 'all', version: '1.0', sourceName: name, sourceVersion: '1.0' },
  ...{ state: 'installed', automatic, held: false },
});

describePackages('the simulated package manager', async () => {
  const archive = simulatedArchive(sha256);
  for (const name of ['app', 'lib', 'spare']) for (const version of ['1.0', '1.1']) archive.publish(name, version);
  archive.publish('fresh', '3');
  const packages = simulatedPackages({
    time: virtualTime(asInstant('2026-03-10T20:00:00.000Z')),
    archive,
    sha256,
    installed: [installed('app', false), installed('lib', true), installed('spare', false)],
    onReplaced: () => undefined,
    rebuilds: () => 'well',
  });
  const platform = { distribution: 'debian', release: 'bookworm', architecture: 'amd64' } as const;
  const index = { platform, digest: NO_FILE.sha256, sizeBytes: 0 };
  return {
    form: DEB_FORM,
    observer: packages.observer,
    executor: packages.executor,
    offer: { index, indexPath: '/index', staged: { directory: '/staged', index, files: [] }, wanted: [] },
    run: async (command) => void packages.carryOut(command, 1),
    cut: async (command) => void packages.carryOut(command, 0.5),
    hold: async (name) => packages.holdByHand(name),
    rebuilds: {
      directory: '/rebuild',
      take: async (path) => {
        const bytes = packages.madeAt(path);
        if (bytes === null) throw new Error(`nothing lies at ${path}`);
        return { sha256: sha256(bytes), sizeBytes: bytes.byteLength };
      },
    },
    dispose: async () => undefined,
  };
});
