import { asInstant } from '@slipway/core/time';
import { describeSigning } from '@slipway/testkit/contracts';
import { randomFrom } from '../random/index.ts';
import { virtualTime } from '../time/index.ts';
import { realCrypto, seededSigning } from './signing.ts';

// Seeded keys do what keys in files do (packages/controller/src/adapters/signing-files/file-signing.test.ts).

describeSigning('a key that follows from a seed', async () => {
  const signing = seededSigning(randomFrom(1), virtualTime(asInstant('2026-03-10T20:00:00.000Z')));
  return {
    signing,
    reopen: async () => signing,
    succeed: async () => signing.rotate(),
    verify: realCrypto.verify,
    sha256: realCrypto.sha256,
    dispose: async () => undefined,
  };
});
