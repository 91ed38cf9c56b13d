import { join } from 'node:path';
import { textOrNull } from '../../files.ts';
import { aptGet, type LabHost } from '../../host/index.ts';
import { hostId, labHost, type ManagedFleet } from '../../managed/index.ts';
import { cutPatchSet, isAtRest, startRollout, untilPending, untilRollout } from '../../product/index.ts';
import { buildPackage, demoAppVersions, publish } from '../../repository/index.ts';
import { ending, ledgerOf, outcomeOf } from '../ledger.ts';
import { planned } from '../made-update.ts';
import { unwholePackages } from '../package-database.ts';
import { claim } from '../scenario.ts';
import { EMULATED_MS, installedKernels, kernelsSeen, runningKernel, toldGrub } from './on-host.ts';

const RELEASE = '6.1.0-9999-cloud-amd64';
/** What draws the kernel in, as a distribution's meta package does. */
const META = 'lab-kernel';

/**
 * A kernel with an initial ram disk that is none: it finds no root and panics. Its package is made by the same steps as a real one:
 * files below /boot, and GRUB's menu made anew.
 */
const POSTINST = `#!/bin/sh
set -e
[ "$1" = configure ] || exit 0
cp "/boot/vmlinuz-$(uname -r)" /boot/vmlinuz-${RELEASE}
echo 'no ram disk' > /boot/initrd.img-${RELEASE}
mkdir -p /lib/modules/${RELEASE}
cp "/lib/modules/$(uname -r)/modules.dep" /lib/modules/${RELEASE}/
update-grub
`;
const POSTRM = `#!/bin/sh
set -e
[ "$1" = remove ] || exit 0
rm -rf /boot/vmlinuz-${RELEASE} /boot/initrd.img-${RELEASE} /lib/modules/${RELEASE}
update-grub
`;

export async function comesBack(fleet: ManagedFleet, report: (line: string) => void): Promise<void> {
  const host = labHost(fleet, 'vm1');
  const [running, installed] = [await runningKernel(host), await installedKernels(host)];
  const [first, second, kernel] = await makePackages(join(fleet.lab.settings.directory, 'kernels'));
  await publish(fleet.lab.repository, [demoAppVersions.installed], [first]);
  await aptGet(host, ['update']);
  await aptGet(host, ['install', '-y', META]);
  // What is installed stays in the archive: there is a way back.
  await publish(fleet.lab.repository, [demoAppVersions.installed], [first, second, kernel]);
  await untilPending(fleet.api, hostId(fleet, 'vm1'), { name: META, to: '2' });

  const patchSet = await cutPatchSet(fleet.api, { scope: 'named', named: { packages: [META], advisories: [] } });
  const rolloutId = await startRollout(fleet.api, await planned(fleet, 'dev', patchSet));
  const { rollout } = await untilRollout(fleet.api, rolloutId, isAtRest, { timeoutMs: EMULATED_MS });
  claim(rollout.hosts[0]?.phase === 'gone-back', `the rollout says that it has gone back: ${rollout.hosts[0]?.phase}`);
  await claimCameBack(host, { running, installed });
  report(`${RELEASE} panicked, and ${running} runs again; nobody touched the machine`);
}

async function claimCameBack(
  host: LabHost,
  { running, installed }: { readonly running: string; readonly installed: readonly string[] },
): Promise<void> {
  const ledger = await ledgerOf(host);
  claim(outcomeOf(ledger) === 'gone-back', `the host has gone back by its own ledger: ${ending(ledger)}`);
  const seen = kernelsSeen(ledger);
  claim(
    seen === `manifest done ${running}, reboot failed ${running}, verify done ${running}`,
    `its ledger says that the kernel did not boot: ${seen}`,
  );
  claim(/kernel-did-not-boot/.test(JSON.stringify(ledger)), 'with its reason');
  claim((await runningKernel(host)) === running, `${running} runs again`);
  claim((await installedKernels(host)).join() === installed.join(), 'the kernel that did not boot is gone');
  claim((await toldGrub(host)) === '', `GRUB chooses by itself again: ${await toldGrub(host)}`);
  const unwhole = await unwholePackages(host);
  claim(unwhole === '', `every package is whole: ${unwhole}`);
  const panics = await panicsOf(host.directory);
  claim(panics > 0, 'the serial console has the panic');
}

async function panicsOf(directory: string): Promise<number> {
  const said = (await textOrNull(join(directory, 'console.log'))) ?? '';
  return said.match(/Kernel panic - not syncing/g)?.length ?? 0;
}

async function makePackages(directory: string): Promise<readonly [string, string, string]> {
  const plain = { summary: 'kernel that the Slipway lab boots in vain', files: [], conffiles: [] };
  const name = `linux-image-${RELEASE}`;
  return [
    await buildPackage({ ...plain, name: META, version: '1', depends: [], maintainerScripts: {} }, directory),
    await buildPackage({ ...plain, name: META, version: '2', depends: [name], maintainerScripts: {} }, directory),
    await buildPackage(
      { ...plain, name, version: '6.1.9999-1', depends: [], maintainerScripts: { postinst: POSTINST, postrm: POSTRM } },
      directory,
    ),
  ];
}
