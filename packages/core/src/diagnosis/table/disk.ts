// Filesystems that are full, read-only or forbid programs: whatever else fails on such a host follows from it.

import type { Cause } from '../types.ts';

export const DISK: readonly Cause[] = [
  {
    code: 'boot-full',
    family: 'any',
    what: 'The filesystem of /boot has no room for {file}.',
    next: 'Remove kernels that are not needed (never the running one), then try again.',
    signs: [
      {
        logs: ['output', 'apt-term'],
        pattern: "cannot copy extracted data for '{*}' to '/boot/{file}': failed to write (No space left on device)",
        example:
          " cannot copy extracted data for './boot/System.map-6.1.0-56-cloud-amd64' to '/boot/System.map-6.1.0-56-cloud-amd64.dpkg-new': failed to write (No space left on device)",
      },
      {
        logs: ['output', 'dnf'],
        pattern: 'installing package {file} needs {*} more space on the /boot filesystem',
        example: '  installing package kernel-core-4.18.0-147.el8.x86_64 needs 12MB more space on the /boot filesystem',
      },
    ],
  },
  {
    code: 'disk-full',
    family: 'apt',
    what: 'No space is left for {file}.',
    next: 'Look with `df -h` and `df -i` at the filesystem of that file: bytes or inodes may have run out. Make room, then try again.',
    signs: [
      {
        logs: ['output', 'apt-term'],
        pattern: "cannot copy extracted data for '{*}' to '{file}': failed to write (No space left on device)",
        example:
          " cannot copy extracted data for './opt/big/f' to '/opt/big/f.dpkg-new': failed to write (No space left on device)",
      },
      {
        logs: ['output', 'apt-term'],
        pattern: 'unable to fill {file} with padding: No space left on device',
        example: ' unable to fill /mnt/updates/tmp.i with padding: No space left on device',
      },
      {
        logs: ['output', 'apt-term'],
        pattern: "unable to create '{file}' (while processing '{*}'): No space left on device",
        example:
          " unable to create '/opt/many/f1087.dpkg-new' (while processing './opt/many/f1087'): No space left on device",
      },
    ],
  },
  {
    code: 'disk-full-before',
    family: 'any',
    what: '{path} has too little room for the update: {freeBytes} bytes are free and {neededBytes} are needed.',
    next: 'Make room there (`df -h`), then plan the host again; nothing was changed.',
    signs: [],
    reasons: ['disk-full'],
  },
  {
    code: 'disk-full-rpm',
    family: 'dnf',
    what: 'The filesystem {filesystem} has too little room for {package}: {size} more are needed.',
    next: 'Make room there (`df -h`), then try again; nothing was installed.',
    signs: [
      {
        logs: ['output', 'dnf'],
        pattern: 'installing package {package} needs {size} more space on the {filesystem} filesystem',
        example: '  installing package lab-big-1.0-1.noarch needs 13MB more space on the / filesystem',
      },
    ],
  },
  {
    code: 'no-space-left',
    family: 'any',
    what: '{program} found no space left on the filesystem that it writes to.',
    next: 'Look with `df -h` and `df -i` for a filesystem that is full (bytes or inodes), make room, then try again.',
    signs: [
      {
        logs: ['output', 'apt-term', 'dnf', 'dnf-rpm', 'journal'],
        pattern: '{program}: {*}No space left on device{*}',
        example: 'gzip: stdout: No space left on device',
      },
    ],
  },
  {
    code: 'filesystem-went-read-only',
    family: 'any',
    what: 'The kernel made the filesystem of {device} read-only after an error.',
    next: 'Look at the disk (`journalctl -k`, `smartctl`), repair the filesystem from a rescue system; do not go on before.',
    signs: [
      {
        logs: ['journal'],
        pattern: 'EXT4-fs ({device}): Remounting filesystem read-only',
        example: 'EXT4-fs (dm-17): Remounting filesystem read-only',
      },
      {
        logs: ['journal'],
        pattern: 'EXT4-fs error (device {device}): {*}',
        example: 'EXT4-fs error (device dm-17): ext4_journal_check_start:87: comm mosquitto: Detected aborted journal',
      },
    ],
  },
  {
    code: 'filesystem-read-only',
    family: 'apt',
    what: '{path} lies on a filesystem that is mounted read-only.',
    next: 'Find out why (`findmnt`, `journalctl -k`): by choice in /etc/fstab, or by the kernel after an error. Mount it writable, then try again.',
    signs: [
      {
        logs: ['output', 'apt-term'],
        pattern:
          "unable to clean up mess surrounding '{path}' before installing another version: Read-only file system",
        example:
          " unable to clean up mess surrounding './opt/many' before installing another version: Read-only file system",
      },
      {
        logs: ['output', 'apt-term'],
        pattern: 'dpkg: error: unable to access the dpkg database directory {path}: Read-only file system',
        example: 'dpkg: error: unable to access the dpkg database directory /var/lib/dpkg: Read-only file system',
      },
    ],
  },
  {
    code: 'filesystem-read-only-rpm',
    family: 'dnf',
    what: '{path} lies on a filesystem that is mounted read-only.',
    next: 'Find out why (`findmnt`, `journalctl -k`): by choice in /etc/fstab, or by the kernel after an error. Mount it writable, then try again.',
    signs: [
      {
        logs: ['output', 'dnf'],
        pattern: "Config error: [Errno 30] Read-only file system: '{path}': '{*}'",
        example: "Config error: [Errno 30] Read-only file system: '/var/log/dnf.log': '/var/log/dnf.log'",
      },
    ],
  },
  {
    code: 'tmp-noexec',
    family: 'any',
    what: 'A maintainer script may not run {file}: /tmp is most likely mounted noexec.',
    next: 'Look with `findmnt /tmp`; let apt use another folder (`APT::ExtractTemplates::TempDir`) or mount it exec for the change.',
    signs: [
      {
        logs: ['output', 'apt-term'],
        pattern: '/var/lib/dpkg/info/{*}: {*}: /tmp/{file}: Permission denied',
        example: '/var/lib/dpkg/info/lab-tmp.postinst: 5: /tmp/go: Permission denied',
      },
      {
        logs: ['output', 'dnf'],
        pattern: '/var/tmp/rpm-tmp.{*}: /tmp/{file}: Permission denied',
        example: '/var/tmp/rpm-tmp.Xq0nqU: line 5: /tmp/go: Permission denied',
      },
      {
        logs: ['output', 'apt-term'],
        pattern: 'Can\'t exec "/tmp/{file}": Permission denied at {*}',
        example:
          'Can\'t exec "/tmp/locales.config.Gyb4Hd": Permission denied at /usr/lib/x86_64-linux-gnu/perl-base/IPC/Open3.pm line 178.',
      },
    ],
  },
];
