import { createHash } from 'node:crypto';
import { copyFileSync, existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { asDigest } from '@slipway/core/ids';
import { endWithout } from '@slipway/testkit/absence';
import { DEB_FORM, describePackages, type PackagesUnderTest } from '@slipway/testkit/contracts';
import { beforeEach } from 'vitest';
import { type AptOnHost, aptOnHost, runTransaction } from '../../../test/made-apt-host.ts';

// What the simulated host is held to as well (packages/sim/src/host/packages.test.ts), over the real apt and dpkg.

let apt: AptOnHost;
beforeEach((context) => {
  if (!existsSync('/usr/bin/dpkg-repack')) endWithout('this machine has no dpkg-repack', context);
  apt = aptOnHost(context);
});

const onThisHost = async (): Promise<PackagesUnderTest> => {
  const { deb } = apt;
  const made = (name: string, version: string, fields: Readonly<Record<string, string>> = {}) => ({
    name,
    version,
    deb: deb.make({ name, version, fields }),
  });
  const old = [made('app', '1.0', { Depends: 'lib' }), made('lib', '1.0'), made('spare', '1.0')];
  deb.install(old.map((one) => one.deb));
  apt.markAutomatic('lib');
  const newer = [made('app', '1.1', { Depends: 'lib' }), made('lib', '1.1'), made('spare', '1.1'), made('fresh', '3')];
  const offer = apt.patchSet([...old, ...newer].map((one) => one.deb));
  const wanted = newer.map(({ name, version, deb: { sha256, sizeBytes } }) => ({
    ...{ name, version, architecture: 'all' },
    file: { sha256: asDigest(`sha256:${sha256}`), sizeBytes },
  }));
  return {
    form: DEB_FORM,
    observer: apt.observer(),
    executor: apt.executor(),
    offer: { ...offer, wanted },
    run: async (command) => runTransaction(command),
    // As dpkg leaves it between unpacking and configuring.
    cut: async () => {
      const [app] = wanted;
      if (app !== undefined)
        deb.dpkg('--unpack', join(offer.staged.directory, `${app.file.sha256.slice('sha256:'.length)}.deb`));
    },
    hold: async (name) => apt.hold(name),
    rebuilds: {
      directory: join(deb.folder, 'rebuild'),
      async take(path) {
        const bytes = readFileSync(path);
        const hex = createHash('sha256').update(bytes).digest('hex');
        copyFileSync(path, join(offer.staged.directory, `${hex}.deb`));
        return { sha256: asDigest(`sha256:${hex}`), sizeBytes: bytes.length };
      },
    },
    dispose: async () => deb.dispose(),
  };
};

describePackages('apt on this machine', onThisHost);
