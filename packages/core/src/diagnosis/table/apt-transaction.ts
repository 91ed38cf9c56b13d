// What dpkg and apt say when a transaction fails by itself, from what names the fault to what only names the package.

import type { Cause } from '../types.ts';

export const APT_TRANSACTION: readonly Cause[] = [
  {
    code: 'file-of-another-package',
    family: 'apt',
    what: 'A package wants to write {file}, which belongs to {owner}.',
    next: 'Two packages do not fit together, often one from outside the distribution: find which (`dpkg -S`), leave one out or remove it by name.',
    signs: [
      {
        logs: ['output', 'apt-term'],
        pattern: "trying to overwrite '{file}', which is also in package {owner} {*}",
        example: " trying to overwrite '/usr/bin/perl', which is also in package perl-base 5.36.0-7+deb12u3",
      },
    ],
  },
  {
    code: 'conffile-question',
    family: 'apt',
    what: 'dpkg asked what to do with a changed configuration file, and nobody was there to answer.',
    next: 'Decide it in policy (`conffiles`), or on the host: `dpkg --configure -a --force-confold` keeps the file.',
    signs: [
      {
        logs: ['output', 'apt-term'],
        pattern: 'end of file on stdin at conffile prompt',
        example: ' end of file on stdin at conffile prompt',
      },
    ],
  },
  {
    code: 'script-interpreter-missing',
    family: 'apt',
    what: "{package}'s {script} script cannot be started: {detail}.",
    next: 'Its first line names a program that is not there, or /var is mounted noexec: look at the file that the line names.',
    signs: [
      {
        logs: ['output', 'apt-term'],
        pattern: 'dpkg (subprocess): unable to execute installed {package} package {script} script ({*}): {detail*}',
        example:
          'dpkg (subprocess): unable to execute installed lab-noshell package post-installation script (/var/lib/dpkg/info/lab-noshell.postinst): No such file or directory',
      },
      {
        logs: ['output', 'apt-term'],
        pattern: 'dpkg (subprocess): unable to execute new {package} package {script} script ({*}): {detail*}',
        example:
          'dpkg (subprocess): unable to execute new lab-noshell package pre-installation script (/var/lib/dpkg/tmp.ci/preinst): Permission denied',
      },
    ],
  },
  {
    code: 'script-killed',
    family: 'apt',
    what: "{package}'s {script} script was ended by a signal: {signal}.",
    next: 'Killed points to the out-of-memory killer (`journalctl -k`), a segmentation fault to broken libraries, memory or a noexec /tmp: see the journal of that minute.',
    signs: [
      {
        logs: ['output', 'apt-term'],
        pattern: 'installed {package} package {script} script subprocess was killed by signal ({signal*})',
        example:
          ' installed lab-segv package post-installation script subprocess was killed by signal (Segmentation fault)',
      },
      {
        logs: ['output', 'apt-term'],
        pattern: 'new {package} package {script} script subprocess was killed by signal ({signal*})',
        example: ' new lab-kill package pre-installation script subprocess was killed by signal (Killed)',
      },
    ],
  },
  {
    code: 'unmet-dependencies',
    family: 'apt',
    what: '{package} needs what cannot be had: {need}.',
    next: 'Another repository, a hold or a pin stands in the way: `apt-cache policy` of what it needs tells which; then plan again.',
    signs: [
      {
        logs: ['output', 'apt-term'],
        pattern: '{package} : Depends: {need*}',
        example: ' lab-needs : Depends: lab-nothing (>= 2) but it is not installable',
      },
      {
        logs: ['output', 'apt-term'],
        pattern: '{package} : PreDepends: {need*}',
        example: ' libc6 : PreDepends: libcrypt1 (>= 1:4.4.10-10) but it is not going to be installed',
      },
    ],
  },
  {
    code: 'dependency-not-configured',
    family: 'apt',
    what: '{package} waits for {needed}, which could not be configured.',
    next: 'The fault lies with the other package: look for its own lines above, put it right, then `dpkg --configure -a`.',
    signs: [
      {
        logs: ['output', 'apt-term'],
        pattern: '{package} depends on {needed}; however:',
        example: ' lab-dep depends on lab-postinst; however:',
      },
      {
        logs: ['output', 'apt-term'],
        pattern: '{package} depends on {needed} ({*}); however:',
        example: ' libssl-dev depends on libssl3 (= 3.0.11-1~deb12u2); however:',
      },
    ],
  },
  {
    code: 'package-conflict',
    family: 'apt',
    what: '{package} conflicts with {other}, which is installed.',
    next: 'One of the two must go or stay out: name the removal in the plan, or leave the update out by an exception.',
    signs: [
      {
        logs: ['output', 'apt-term'],
        pattern: '{package} conflicts with {other}',
        example: ' lab-conf1 conflicts with dbus',
      },
    ],
  },
  {
    code: 'held-packages',
    family: 'apt',
    what: 'A hold on the host stands in the way.',
    next: 'On the host: `apt-mark showhold`. Take the hold off with its owner, or leave the update out.',
    signs: [
      {
        logs: ['output', 'apt-term'],
        pattern: 'E: Held packages were changed and -y was used without --allow-change-held-packages.',
        example: 'E: Held packages were changed and -y was used without --allow-change-held-packages.',
      },
    ],
  },
  {
    code: 'no-solution',
    family: 'apt',
    what: 'apt finds no way to install what is planned beside what is there: holds, pins or broken packages.',
    next: 'The lines above name the packages. On the host: `apt-mark showhold`, `apt-cache policy`; then plan again.',
    signs: [
      {
        logs: ['output', 'apt-term'],
        pattern: 'E: Unable to correct problems, you have held broken packages.',
        example: 'E: Unable to correct problems, you have held broken packages.',
      },
      {
        logs: ['output', 'apt-term'],
        pattern: "E: Unmet dependencies. Try 'apt --fix-broken install' with no packages (or specify a solution).",
        example: "E: Unmet dependencies. Try 'apt --fix-broken install' with no packages (or specify a solution).",
      },
    ],
  },
  {
    code: 'removal-refused',
    family: 'apt',
    what: 'The change would remove a package, and the plan allows none.',
    next: 'See the proposal for what would go; name the removal in the plan, or leave the update out.',
    signs: [
      {
        logs: ['output', 'apt-term'],
        pattern: 'E: Packages need to be removed but remove is disabled.',
        example: 'E: Packages need to be removed but remove is disabled.',
      },
    ],
  },
  {
    code: 'initramfs-failed',
    family: 'any',
    what: 'No initial ramdisk could be made for {file}.',
    next: 'Before any reboot: `df -h /boot /tmp`, then `update-initramfs -u` says what is missing. A kernel without it does not boot.',
    signs: [
      {
        logs: ['output', 'apt-term'],
        pattern: 'update-initramfs: failed for {file} with {*}.',
        example: 'update-initramfs: failed for /boot/initrd.img-6.1.0-56-cloud-amd64 with 1.',
      },
      {
        logs: ['output', 'dnf', 'dnf-rpm', 'journal'],
        pattern: 'dracut: dracut: creation of {file} failed',
        example: 'dracut: dracut: creation of /boot/initramfs-3.10.0-1160.el7.x86_64.img failed',
      },
    ],
  },
  {
    code: 'dkms-build-failed',
    family: 'any',
    what: 'A kernel module from outside the kernel could not be built for kernel {kernel}.',
    next: 'Do not reboot into that kernel. /var/lib/dkms/…/build/make.log says why: often the module is too old for the kernel; update it or hold the kernel back.',
    signs: [
      {
        logs: ['output', 'apt-term', 'dnf', 'dnf-rpm', 'journal'],
        pattern: 'Error! Bad return status for module build on kernel: {kernel} ({*})',
        example: 'Error! Bad return status for module build on kernel: 6.1.0-13-amd64 (x86_64)',
      },
    ],
  },
  {
    code: 'kernel-headers-missing',
    family: 'any',
    what: 'Modules from outside the kernel were not built for kernel {kernel}: its headers are not there.',
    next: 'Install the headers of that kernel together with it, then `dkms autoinstall`; do not reboot into it before.',
    signs: [
      {
        logs: ['output', 'apt-term', 'dnf', 'dnf-rpm', 'journal'],
        pattern: 'Error! Your kernel headers for kernel {kernel} cannot be found at {*}',
        example:
          'Error! Your kernel headers for kernel 6.1.0-56-cloud-amd64 cannot be found at /lib/modules/6.1.0-56-cloud-amd64/build or /lib/modules/6.1.0-56-cloud-amd64/source.',
      },
      {
        logs: ['output', 'apt-term', 'journal'],
        pattern:
          'dkms: autoinstall for kernel {kernel} was skipped since the kernel headers for this kernel do not seem to be installed.',
        example:
          'dkms: autoinstall for kernel 6.1.0-56-cloud-amd64 was skipped since the kernel headers for this kernel do not seem to be installed.',
      },
    ],
  },
  {
    code: 'kernel-hook-failed',
    family: 'apt',
    what: 'The hook {file} that runs for every kernel ended with status {status}.',
    next: 'Its own lines stand above. Put it right, then `dpkg --configure -a`; do not reboot before.',
    signs: [
      {
        logs: ['output', 'apt-term'],
        pattern: 'run-parts: {file} exited with return code {status}',
        example: 'run-parts: /etc/kernel/postinst.d/initramfs-tools exited with return code 1',
      },
    ],
  },
  {
    code: 'grub-failed',
    family: 'apt',
    what: 'The boot loader could not be written: {detail}.',
    next: 'Before any reboot: `dpkg-reconfigure grub-pc` (or `grub-efi-amd64`) with the right disk.',
    signs: [
      {
        logs: ['output', 'apt-term'],
        pattern: 'grub-install: error: {detail*}.',
        example: 'grub-install: error: cannot find a GRUB drive for /dev/sda.  Check your device.map.',
      },
      {
        logs: ['output', 'apt-term'],
        pattern: 'grub-probe: error: {detail*}.',
        example: "grub-probe: error: failed to get canonical path of `overlay'.",
      },
    ],
  },
  {
    code: 'script-failed',
    family: 'apt',
    what: "{package}'s {script} script ended with status {status}.",
    next: 'What it said stands right above in the output. Put that right, then on the host `dpkg --configure -a`, and plan again.',
    signs: [
      {
        logs: ['output', 'apt-term'],
        pattern: 'installed {package} package {script} script subprocess returned error exit status {status}',
        example: ' installed lab-postinst package post-installation script subprocess returned error exit status 7',
      },
      {
        logs: ['output', 'apt-term'],
        pattern: 'new {package} package {script} script subprocess returned error exit status {status}',
        example: ' new lab-preinst package pre-installation script subprocess returned error exit status 3',
      },
    ],
  },
];
