import { DEB_WORDS, describeVendorArchive } from '@slipway/testkit/contracts';
import { realCrypto } from '../controller/index.ts';
import { simulatedArchive } from './archive.ts';

// The simulated archive does what a real one does (packages/controller/src/adapters/vendor-archive-apt).

describeVendorArchive('the simulated archive', async () => {
  const archive = simulatedArchive(realCrypto.sha256);
  return {
    archive,
    repository: {
      uri: 'https://archive.invalid/debian',
      suite: 'stable-security',
      components: ['main'],
      origin: 'Debian',
      label: 'Debian-Security',
      codename: 'bookworm-security',
      signedBy: null,
      lastRefreshedAt: null,
      refresh: 'fresh',
    },
    words: DEB_WORDS,
    publish: async (name, version) => archive.publish(name, version),
    dispose: async () => undefined,
  };
});
