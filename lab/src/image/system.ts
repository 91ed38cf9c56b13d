import { mkdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { textOrNull } from '../files.ts';
import { LabError } from '../lab-error.ts';
import { archiveFiles, hostResolver } from '../machine/index.ts';
import { failedCommand, run, runOk } from '../run.ts';
import { INSTALL_PATH, INSTALL_SCRIPT, VOLUME_GROUP } from './install-script.ts';
import { machineBase } from './spec.ts';

/** Three kernels' initial ram disks beside other work. */
const INSTALL_TIMEOUT_MS = 20 * 60_000;
const QUERY_TIMEOUT_MS = 30_000;
const NO_SERVICES = '/usr/sbin/policy-rc.d';
const APT_LISTS = '/var/lib/apt/lists';

/** The console is the lab's log. Interfaces keep the kernel's names: which bus a card is on is qemu's affair. */
const GRUB_DEFAULTS = `GRUB_TIMEOUT=1
GRUB_CMDLINE_LINUX="console=ttyS0 net.ifnames=0"
GRUB_TERMINAL=serial
GRUB_SERIAL_COMMAND="serial --unit=0 --speed=115200"
`;

/** Emulated beside other work a boot takes minutes; what systemd waits for by itself is 90 s, and then a person. */
const PATIENT = 'defaults,x-systemd.device-timeout=30min';
const SYSTEMD_PATIENCE = '[Manager]\nDefaultTimeoutStartSec=30min\nDefaultTimeoutStopSec=10min\n';

/** For kernels that come later: a ram disk of every module there is takes ten minutes to emulate. */
const QUICK_RAM_DISK = 'MODULES=dep\nCOMPRESS=zstd\nCOMPRESSLEVEL=1\n';

/** At its first boot a guest becomes itself: it unpacks what its second disk holds. */
const SEED_UNIT = `[Unit]
Description=What makes this guest a host of the lab
DefaultDependencies=no
ConditionPathExists=!/etc/slipway-lab/seeded
After=systemd-remount-fs.service local-fs.target
Before=sysinit.target systemd-networkd.service ssh.service
[Service]
Type=oneshot
ExecStart=/usr/bin/tar --extract --no-overwrite-dir --file=/dev/vdb --directory=/
ExecStart=/usr/bin/hostname --file /etc/hostname
ExecStart=/usr/bin/mkdir -p /etc/slipway-lab
ExecStart=/usr/bin/touch /etc/slipway-lab/seeded
[Install]
WantedBy=sysinit.target
`;

/** Kernels and boot loader into `root`, as their packages put them there, and what makes it boot from the lab's disk. */
export async function makeSystem(root: string, logFile: string): Promise<void> {
  const put = async (path: string, content: string | Uint8Array, mode = 0o644): Promise<void> => {
    await mkdir(dirname(join(root, path)), { recursive: true });
    await writeFile(join(root, path), content, { mode });
  };
  const sources = await archiveFiles(machineBase.release, 'main alone');
  for (const { path, content } of sources) await put(path, content);
  await put('/etc/resolv.conf', await hostResolver());
  // invoke-rc.d(8): 101 is "not allowed". Nothing runs in a root that has no first process.
  await put(NO_SERVICES, '#!/bin/sh\nexit 101\n', 0o755);
  await put('/etc/default/grub.d/slipway-lab.cfg', GRUB_DEFAULTS);
  await put('/etc/systemd/system/slipway-lab-seed.service', SEED_UNIT);
  await put('/etc/systemd/system.conf.d/slipway-lab.conf', SYSTEMD_PATIENCE);
  await put(
    '/etc/fstab',
    `/dev/mapper/${VOLUME_GROUP}-root / ext4 errors=remount-ro 0 1\nLABEL=boot /boot ext4 ${PATIENT} 0 2\n`,
  );
  await put(INSTALL_PATH, INSTALL_SCRIPT, 0o755);

  const inRoot = async (...argv: readonly string[]): Promise<void> => installing(root, logFile, argv);
  await inRoot('apt-get', 'update');
  // It would ask where to: the disk does not exist yet.
  await inRoot('sh', '-c', 'echo grub-pc grub-pc/install_devices_empty boolean true | debconf-set-selections');
  const kernels = ['linux-image-cloud-amd64', await oldestKernel(root)];
  await inRoot('apt-get', 'install', '-y', '--no-install-recommends', 'grub-pc', ...kernels);
  await put('/etc/initramfs-tools/conf.d/slipway-lab', QUICK_RAM_DISK);
  await inRoot('apt-get', 'clean');
  await runOk(['systemctl', `--root=${root}`, 'enable', 'slipway-lab-seed.service', 'ssh.service'], {
    timeoutMs: QUERY_TIMEOUT_MS,
  });
  const left = [...sources.map(({ path }) => path), '/etc/resolv.conf', NO_SERVICES, APT_LISTS];
  for (const path of left) await rm(join(root, path), { recursive: true, force: true });
}

/** Of the release's main suite: it is there besides the newest, so that there is one to remove. */
async function oldestKernel(root: string): Promise<string> {
  const argv = ['chroot', root, 'apt-cache', 'search', '--names-only', '^linux-image-6[.]1[.]0-[0-9]+-cloud-amd64$'];
  const printed = await runOk(argv, { timeoutMs: QUERY_TIMEOUT_MS });
  const [oldest] = printed
    .split('\n')
    .flatMap((line) => /^(linux-image-6\.1\.0-(\d+)-cloud-amd64) /.exec(line)?.slice(1, 3).join(' ') ?? [])
    .map((line) => line.split(' '))
    .toSorted(([, one], [, other]) => Number(one) - Number(other));
  if (oldest?.[0] === undefined) throw new LabError('no-package-archive', 'the archive has no kernel for the lab');
  return oldest[0];
}

/** Output to a file, and never ended: a package manager that is overdue runs on in a build that nobody takes. */
async function installing(root: string, outputFile: string, argv: readonly string[]): Promise<void> {
  const whole = ['chroot', root, ...argv];
  const env = { DEBIAN_FRONTEND: 'noninteractive' };
  const result = await run(whole, { timeoutMs: INSTALL_TIMEOUT_MS, env, outputFile, whenOverdue: 'leave' });
  if (result.ending === 'exited' && result.exitCode === 0) return;
  throw failedCommand(whole, { ...result, stderr: (await textOrNull(outputFile)) ?? '' });
}
