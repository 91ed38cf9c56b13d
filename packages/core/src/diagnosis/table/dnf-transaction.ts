// What dnf and rpm say: database, dependencies, modules, scripts. Seen with dnf 4.14 and rpm 4.18 unless said otherwise.

import type { Cause } from '../types.ts';

export const DNF_TRANSACTION: readonly Cause[] = [
  {
    code: 'dnf-lock-held',
    family: 'dnf',
    what: 'Process {pid} runs dnf already.',
    next: 'See who it is (`ps -fp`), wait for it, or stop it by its own means; never remove the lock. dnf-automatic and PackageKit are the usual ones.',
    signs: [
      {
        logs: ['output', 'dnf'],
        pattern: 'Waiting for process with pid {pid} to finish.',
        example: 'Waiting for process with pid 6150 to finish.',
      },
    ],
  },
  {
    code: 'rpm-lock-held',
    family: 'dnf',
    what: 'Another program holds the lock {file} of the rpm database: {detail}.',
    next: 'See who it is (`fuser -v` of that file), wait for it, or stop it by its own means; never remove the lock.',
    signs: [
      {
        logs: ['output', 'dnf', 'dnf-rpm'],
        pattern: "error: can't create transaction lock on {file} ({detail*})",
        example: "error: can't create transaction lock on /var/lib/rpm/.rpm.lock (Resource temporarily unavailable)",
      },
    ],
  },
  {
    code: 'rpm-database-left-locked',
    family: 'dnf',
    what: 'A program died in the rpm database (Berkeley DB) and left its locks: {detail}.',
    next: 'When no rpm runs any more (`fuser -v /var/lib/rpm/*`): copy /var/lib/rpm away, remove its __db.* files, `rpm --rebuilddb`.',
    signs: [
      {
        logs: ['output', 'dnf', 'dnf-rpm'],
        pattern: 'error: rpmdb: BDB0113 Thread/process {*} failed: {detail*}',
        example:
          'error: rpmdb: BDB0113 Thread/process 23057/140425574250304 failed: BDB1507 Thread died in Berkeley DB library',
      },
      {
        logs: ['output', 'dnf', 'dnf-rpm'],
        pattern: 'error: db5 error(-30973) from dbenv->failchk: {detail*}',
        example:
          'error: db5 error(-30973) from dbenv->failchk: BDB0087 DB_RUNRECOVERY: Fatal error, run database recovery',
      },
    ],
  },
  {
    code: 'rpm-database-broken',
    family: 'dnf',
    what: 'The rpm database cannot be opened: {detail}.',
    next: 'Copy /var/lib/rpm away, then `rpm --rebuilddb` and `rpm -qa`; where it stays broken, take the last backup or restore point.',
    signs: [
      {
        logs: ['output', 'dnf', 'dnf-rpm'],
        pattern: 'error: sqlite failure: {*}: {detail*}',
        example:
          "error: sqlite failure: CREATE TABLE IF NOT EXISTS 'Packages' (hnum INTEGER PRIMARY KEY AUTOINCREMENT,blob BLOB NOT NULL): file is not a database",
      },
      {
        logs: ['output', 'dnf', 'dnf-rpm'],
        pattern: 'error: cannot open Packages database in {detail}',
        example: 'error: cannot open Packages database in /var/lib/rpm',
      },
    ],
  },
  {
    code: 'duplicate-packages',
    family: 'dnf',
    what: '{package} is installed twice, also as {other}: an earlier transaction was cut off.',
    next: 'On the host: `dnf check`, then `dnf remove --duplicates` after looking at what it would do.',
    signs: [
      {
        logs: ['output', 'dnf'],
        pattern: '{package} is a duplicate with {other}',
        example: 'lab-dup-1.0-1.noarch is a duplicate with lab-dup-2.0-1.noarch',
      },
    ],
  },
  {
    code: 'file-conflict',
    family: 'dnf',
    what: '{file} comes with {package}, and also with {other}.',
    next: 'Two packages do not fit together, often one from outside the distribution: leave one out or remove it by name.',
    signs: [
      {
        logs: ['output', 'dnf'],
        pattern: 'file {file} from install of {package} conflicts with file from package {other}',
        example:
          '  file /opt/shared from install of lab-two-1.0-1.noarch conflicts with file from package lab-one-1.0-1.noarch',
      },
      {
        logs: ['output', 'dnf'],
        pattern: 'file {file} conflicts between attempted installs of {package} and {other}',
        example:
          '  file /usr/lib64/libstdc++.so conflicts between attempted installs of lab-one-1.0-1.noarch and lab-two-1.0-1.noarch',
      },
    ],
  },
  {
    code: 'protected-packages',
    family: 'dnf',
    what: 'The change would remove what is protected: {packages}.',
    next: 'The running kernel, dnf and what /etc/dnf/protected.d names stay: find what pulls them out (`dnf repoquery --whatrequires`).',
    signs: [
      {
        logs: ['output', 'dnf'],
        pattern: '{*}The operation would result in removing the following protected packages: {packages*}',
        example: ' Problem: The operation would result in removing the following protected packages: dnf',
      },
    ],
  },
  {
    code: 'module-stream-switch',
    family: 'dnf',
    what: 'The module {module} would move from stream {from} to {to}, which dnf does not do by itself.',
    next: 'Decide for a stream: `dnf module reset` of the module and enable the other, or leave the update out.',
    signs: [
      {
        logs: ['output', 'dnf'],
        pattern: "The operation would result in switching of module '{module}' stream '{from}' to stream '{to}'",
        example: "The operation would result in switching of module 'postgresql' stream '9.6' to stream '10'",
      },
    ],
  },
  {
    code: 'module-stream-fixed',
    family: 'dnf',
    what: 'A module would move to another stream, which dnf does not do by itself.',
    next: 'Decide for a stream: `dnf module list --enabled`, `dnf module reset`, enable the other; or leave the update out.',
    signs: [
      {
        logs: ['output', 'dnf'],
        pattern: 'Error: It is not possible to switch enabled streams of a module{*}',
        example:
          'Error: It is not possible to switch enabled streams of a module unless explicitly enabled via configuration option module_stream_switch.',
      },
    ],
  },
  {
    code: 'module-filtering',
    family: 'dnf',
    what: '{package} is there and hidden: a module has packages of that name.',
    next: 'Enable the stream that it belongs to, or set `module_hotfixes=1` for a repository that is meant to stand above modules.',
    signs: [
      {
        logs: ['output', 'dnf'],
        pattern: '- package {package} is filtered out by modular filtering',
        example: '  - package junit-1:4.12-9.module_el8.0.0+30+832da3a1.noarch is filtered out by modular filtering',
      },
      {
        logs: ['output', 'dnf'],
        pattern: '- package {package} from {*} is filtered out by modular filtering',
        example:
          '  - package utf8proc-devel-2.6.1-3.module+el8.7.0+1065+42200b2e.aarch64 from powertools is filtered out by modular filtering',
      },
    ],
  },
  {
    code: 'excluded-package',
    family: 'dnf',
    what: '{package} is there and excluded on the host.',
    next: 'Look for `exclude` in /etc/dnf and at `dnf versionlock list`; take it off with its owner, or leave the update out.',
    signs: [
      {
        logs: ['output', 'dnf'],
        pattern: '- package {package} is filtered out by exclude filtering',
        example: '  - package kernel-core-5.14.0-427.13.1.el9_4.x86_64 is filtered out by exclude filtering',
      },
    ],
  },
  {
    code: 'nothing-provides',
    family: 'dnf',
    what: '{package} needs {need}, which no repository of the host has.',
    next: 'A repository is missing or disabled (CRB, EPEL, a subscription): `dnf repolist`, `dnf provides`; then plan again.',
    signs: [
      {
        logs: ['output', 'dnf'],
        pattern: '- nothing provides {need*} needed by {package}',
        example: '  - nothing provides lab-nothing >= 2 needed by lab-needs-1.0-1.noarch',
      },
    ],
  },
  {
    code: 'rpm-conflict',
    family: 'dnf',
    what: '{package} conflicts with {other}, which {owner} provides.',
    next: 'One of the two must go or stay out: name the removal in the plan, or leave the update out by an exception.',
    signs: [
      {
        logs: ['output', 'dnf'],
        pattern: '- package {package} conflicts with {other*} provided by {owner}',
        example: '  - package lab-confl-1.0-1.noarch conflicts with lab-one provided by lab-one-1.0-1.noarch',
      },
    ],
  },
  {
    code: 'no-such-package',
    family: 'dnf',
    what: 'No repository of the host has {package}.',
    next: 'Excluded, in another stream, or gone from the repository: `dnf list --showduplicates`; then plan again.',
    signs: [
      {
        logs: ['output', 'dnf'],
        pattern: 'Error: Unable to find a match: {package*}',
        example: 'Error: Unable to find a match: lab-none',
      },
    ],
  },
  {
    code: 'scriptlet-status',
    family: 'dnf',
    what: "{package}'s %{script} scriptlet ended with status {status}.",
    next: 'What it said stands right above in /var/log/dnf.rpm.log. Put that right, then `dnf reinstall` the package.',
    signs: [
      {
        logs: ['output', 'dnf', 'dnf-rpm'],
        pattern: 'warning: %{script}({package}) scriptlet failed, exit status {status}',
        example: 'warning: %post(lab-post-1.0-1.noarch) scriptlet failed, exit status 7',
      },
      {
        logs: ['output', 'dnf', 'dnf-rpm'],
        pattern: 'error: %{script}({package}) scriptlet failed, exit status {status}',
        example: 'error: %prein(lab-pre-1.0-1.noarch) scriptlet failed, exit status 3',
      },
    ],
  },
  {
    code: 'scriptlet-failed',
    family: 'dnf',
    what: 'The {script} scriptlet of {package} failed.',
    next: 'What it said stands right above in /var/log/dnf.rpm.log. Put that right, then `dnf reinstall` the package.',
    signs: [
      {
        logs: ['output', 'dnf', 'dnf-rpm'],
        pattern: 'Error in {script} scriptlet in rpm package {package}',
        example: 'Error in POSTIN scriptlet in rpm package lab-post',
      },
    ],
  },
  {
    code: 'transaction-test-failed',
    family: 'dnf',
    what: 'rpm tried the transaction before doing it, and refused it. Nothing was installed.',
    next: 'The lines below say why: files of two packages, or no room.',
    signs: [
      {
        logs: ['output', 'dnf'],
        pattern: 'Error: Transaction test error:',
        example: 'Error: Transaction test error:',
      },
      {
        logs: ['output', 'dnf'],
        pattern: 'Error: Transaction check error:',
        example: 'Error: Transaction check error:',
      },
    ],
  },
  {
    code: 'reboot-needed',
    family: 'dnf',
    what: 'Core libraries or services were updated, and only a reboot makes the host use them.',
    next: 'Plan the reboot (`reboot: if-needed`), or reboot the host in its next window.',
    signs: [
      {
        logs: ['output', 'dnf'],
        pattern: 'Reboot is required to fully utilize these updates.',
        example: 'Reboot is required to fully utilize these updates.',
      },
    ],
  },
];
