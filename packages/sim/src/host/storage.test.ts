import { createFileInbox } from '@slipway/agent/inbox';
import { encodeUtf8 } from '@slipway/core/document';
import { asInstant } from '@slipway/core/time';
import {
  describeContentCache,
  describeFiles,
  describeInbox,
  describeLedger,
  describeStaging,
} from '@slipway/testkit/contracts';
import { realCrypto } from '../controller/index.ts';
import { simulatedFiles } from './files.ts';
import { simulatedCache, simulatedLedger, simulatedStaging } from './storage.ts';

// The fakes of the simulator pass what the file adapters pass.

const { sha256 } = realCrypto;
const nothing = async (): Promise<void> => undefined;

describeLedger('the simulated ledger', async () => {
  const ledger = simulatedLedger({ now: () => asInstant('2026-03-10T20:00:00.000Z'), bootId: () => 'boot-1', sha256 });
  return { ledger, reopen: async () => ledger, dispose: nothing };
});

describeFiles('simulated files', async () => ({ files: simulatedFiles(), folder: '/folder', dispose: nothing }));

describeInbox("the agent's inbox over simulated files", async () => {
  const inbox = createFileInbox({ directory: '/inbox', files: simulatedFiles() });
  return { reporter: inbox, executor: inbox, dispose: nothing };
});

describeContentCache('the simulated cache', async () => {
  const cache = simulatedCache(sha256);
  return { cache, readBack: async (path) => cache.bytesAt(path) ?? encodeUtf8(''), dispose: nothing };
});

describeStaging('the simulated staging area', async () => {
  const cache = simulatedCache(sha256);
  const laid = new Map<string, Uint8Array>();
  const staging = simulatedStaging(cache, sha256, (path) => laid.get(path) ?? null);
  return {
    staging,
    offer: async (bytes) => {
      const file = { sha256: sha256(bytes), sizeBytes: bytes.byteLength };
      await cache.store(
        file,
        (async function* () {
          yield bytes;
        })(),
      );
      return file;
    },
    lay: async (bytes) => {
      laid.set('/laid', bytes);
      return '/laid';
    },
    spoil: async (digest) => cache.spoil(digest),
    readStaged: async (_staged, digest) => staging.staged(digest),
    dispose: nothing,
  };
});
