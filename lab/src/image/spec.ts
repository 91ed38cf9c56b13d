import type { BaseSpec } from '../base/index.ts';

/** What a person would have on a small virtual machine; kernels and boot loader come on top (system.ts). */
export const machineBase: BaseSpec = {
  name: 'bookworm-machine',
  family: 'deb',
  format: 1,
  release: 'bookworm',
  packages: [
    ...[
      'systemd',
      'systemd-sysv',
      'dbus',
      'udev',
      'kmod',
      'iproute2',
      'ca-certificates',
      'procps',
      'openssl',
      'debsums',
    ],
    ...['lvm2', 'fdisk', 'e2fsprogs', 'initramfs-tools', 'zstd', 'busybox'],
    // what the agent's package depends on
    ...['libstdc++6', 'libgcc-s1'],
    // the lab's way in, and what its scenarios ask with
    ...['openssh-server', 'socat', 'curl'],
  ],
  idleUnits: [
    'apt-daily.timer',
    'apt-daily-upgrade.timer',
    'dpkg-db-backup.timer',
    'e2scrub_all.timer',
    'fstrim.timer',
  ],
};

/** Raised when what the build leaves on the disk changes. */
export const IMAGE_FORMAT = 3;
