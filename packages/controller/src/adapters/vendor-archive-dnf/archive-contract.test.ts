import { instantOfMs } from '@slipway/core/time';
import { describeVendorArchive } from '@slipway/testkit/contracts';
import { openRpmSite, VENDOR } from '../../../test/vendor/rpm-site.ts';
import { RPM_WORDS } from '../../../test/vendor/rpm-words.ts';
import { dnfVendorArchive } from './index.ts';

const contract = (name: string, metadata: 'signed' | 'unsigned'): void =>
  describeVendorArchive(name, async () => {
    const site = await openRpmSite();
    const keyring = site.makeKey(VENDOR);
    const clock = { now: () => instantOfMs(Date.now()) };
    const how = metadata === 'signed' ? {} : { signedBy: null };
    return {
      archive: dnfVendorArchive({ keyrings: [keyring], clock, workFolder: site.root }),
      repository: site.publish('contract', how),
      words: RPM_WORDS,
      publish: async (its, version) => {
        site.build(
          'contract',
          { name: its, version, head: ['Requires: libc'] },
          metadata === 'signed' ? undefined : VENDOR,
        );
        site.publish('contract', how);
      },
      dispose: async () => site.close(),
    };
  });

contract('an rpm repository whose metadata are signed', 'signed');
contract('an rpm repository whose packages are signed', 'unsigned');
