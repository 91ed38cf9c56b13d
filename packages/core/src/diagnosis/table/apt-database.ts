// The package database of Debian and its relatives: locked, interrupted, half-way.

import type { Cause } from '../types.ts';

export const APT_DATABASE: readonly Cause[] = [
  {
    code: 'lock-held',
    family: 'any',
    what: 'Another program holds the package manager: {holder}, since {since}.',
    next: 'Wait for it, or stop it by its own means; never remove the lock file. Adopting the host turns the timers of unattended upgrades off.',
    signs: [],
    reasons: ['lock-held'],
  },
  {
    code: 'apt-lock-held',
    family: 'apt',
    what: 'Process {pid} ({holder}) holds {file}.',
    next: 'Wait for it, or stop it by its own means; never remove the lock file. Adopting the host turns the timers of unattended upgrades off.',
    signs: [
      {
        logs: ['output', 'apt-term'],
        pattern: 'E: Could not get lock {file}. It is held by process {pid} ({holder})',
        example: 'E: Could not get lock /var/lib/dpkg/lock-frontend. It is held by process 21963 (python3)',
      },
      {
        logs: ['output', 'apt-term'],
        pattern: 'Waiting for cache lock: Could not get lock {file}. It is held by process {pid} ({holder})...',
        example:
          'Waiting for cache lock: Could not get lock /var/lib/dpkg/lock-frontend. It is held by process 21963 (python3)...',
      },
    ],
  },
  {
    code: 'dpkg-lock-held',
    family: 'apt',
    what: "Process {pid} holds dpkg's {lock} lock.",
    next: 'See who it is (`ps -fp`), wait for it, or stop it by its own means; never remove the lock file.',
    signs: [
      {
        logs: ['output', 'apt-term'],
        pattern: 'dpkg: error: dpkg {lock} lock was locked by another process with pid {pid}',
        example: 'dpkg: error: dpkg frontend lock was locked by another process with pid 21963',
      },
    ],
  },
  {
    code: 'dpkg-interrupted',
    family: 'apt',
    what: 'An earlier run of dpkg was cut off, and apt does nothing before that is put right.',
    next: 'On the host: `dpkg --configure -a --force-confdef --force-confold`, then `dpkg --audit` must say nothing.',
    signs: [
      {
        logs: ['output', 'apt-term'],
        pattern: "E: dpkg was interrupted, you must manually run '{*}dpkg --configure -a' to correct the problem.",
        example: "E: dpkg was interrupted, you must manually run 'dpkg --configure -a' to correct the problem. ",
      },
    ],
  },
  {
    code: 'package-database-broken',
    family: 'any',
    what: 'The package database is not whole: {state}.',
    next: 'On the host: `dpkg --audit` or `rpm -Va --nofiles` names the packages; put them right, then plan again. Nothing was changed.',
    signs: [],
    reasons: ['package-database-broken'],
  },
  {
    code: 'dependencies-unmet',
    family: 'any',
    what: 'Installed packages lack what they need, or exclude each other: {unmet}.',
    next: 'On the host: `apt-get check` or `dnf check`; `apt-get --simulate --fix-broken install` says what apt would do about it. Do it by hand, then plan again. Nothing was changed.',
    signs: [],
    reasons: ['dependencies-unmet'],
  },
  {
    code: 'half-configured-before',
    family: 'apt',
    what: 'Before this change {count} packages were left unpacked and not configured, or half removed.',
    next: 'On the host: `dpkg --audit` names them, `dpkg --configure -a` says why they cannot be configured.',
    signs: [
      {
        logs: ['output', 'apt-term'],
        pattern: '{count} not fully installed or removed.',
        example: '1 not fully installed or removed.',
      },
    ],
  },
  {
    code: 'reinstall-required',
    family: 'apt',
    what: 'The package {package} is damaged: it was cut off while it was unpacked.',
    next: 'On the host: `apt-get install --reinstall` it at its planned version, then `dpkg --audit` must say nothing.',
    signs: [
      {
        logs: ['output', 'apt-term'],
        pattern: "E: The package {package} needs to be reinstalled, but I can't find an archive for it.",
        example: "E: The package libc-bin needs to be reinstalled, but I can't find an archive for it.",
      },
    ],
  },
];
