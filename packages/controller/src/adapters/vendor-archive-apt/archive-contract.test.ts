import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { asInstant } from '@slipway/core/time';
import { DEB_WORDS, describeVendorArchive } from '@slipway/testkit/contracts';
import { openVendorSite } from '@slipway/testkit/vendor-site';
import { aptVendorArchive } from './index.ts';

describeVendorArchive('a signed apt repository', async () => {
  const site = await openVendorSite();
  const keyring = site.makeKey('vendor');
  const stanzas: string[] = [];
  return {
    archive: aptVendorArchive({ keyrings: [keyring], clock: { now: () => asInstant('2026-06-01T00:00:00.000Z') } }),
    repository: site.publish('contract', ''),
    words: DEB_WORDS,
    publish: async (name, version) => {
      const bytes = Buffer.from(`the file of ${name} ${version}`);
      const file = `pool/${name}_${version.replaceAll(':', '%3a')}_amd64.deb`;
      mkdirSync(join(site.root, 'contract', 'pool'), { recursive: true });
      writeFileSync(join(site.root, 'contract', file), bytes);
      stanzas.push(
        [
          `Package: ${name}`,
          `Version: ${version}`,
          'Architecture: amd64',
          'Depends: libc6',
          `Filename: ${file.replaceAll('%', '%25')}`,
          `Size: ${bytes.byteLength}`,
          `SHA256: ${createHash('sha256').update(bytes).digest('hex')}`,
          '',
        ].join('\n'),
      );
      site.publish('contract', stanzas.join('\n'));
    },
    dispose: async () => site.close(),
  };
});
