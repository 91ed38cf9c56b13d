// What the kernel did to a program in the time of the step.

import type { Cause } from '../types.ts';

export const KERNEL: readonly Cause[] = [
  {
    code: 'out-of-memory',
    family: 'any',
    what: 'The kernel ran out of memory and killed {program} (process {pid}).',
    next: 'Give the host memory or swap, or stop what uses it in the window; a package that was in the middle may be half-installed.',
    signs: [
      {
        logs: ['journal', 'output'],
        pattern: 'Out of memory: Killed process {pid} ({program}) {*}',
        example: 'Out of memory: Killed process 571 (python) total-vm:2071252kB, anon-rss:257104kB file-rss:1576kB',
      },
      {
        logs: ['journal', 'output'],
        pattern: 'Memory cgroup out of memory: Killed process {pid} ({program}) {*}',
        example:
          'Memory cgroup out of memory: Killed process 4182 (order-worker) total-vm:812044kB, anon-rss:518420kB, file-rss:1240kB, shmem-rss:0kB',
      },
    ],
  },
  {
    code: 'unit-out-of-memory',
    family: 'any',
    what: 'A process of {unit} was killed because memory ran out.',
    next: 'Raise `MemoryMax` of the unit or the memory of the host; see what grew since the update.',
    signs: [
      {
        logs: ['journal'],
        pattern: '{unit}: A process of this unit has been killed by the OOM killer.',
        example: 'erigon.service: A process of this unit has been killed by the OOM killer.',
      },
    ],
  },
  {
    code: 'segmentation-fault',
    family: 'any',
    what: '{program} crashed (segmentation fault) in {library}.',
    next: 'After an update: old and new libraries mixed, or a bad version. Look at the versions (`dpkg -V`, `rpm -V`), restart it, else go back.',
    signs: [
      {
        logs: ['journal', 'output'],
        pattern: '{program}: segfault at {*} ip {*} sp {*} error {*} in {library}[{*}]{*}',
        example:
          'nautilus[31254]: segfault at 506 ip 00cba0d0 sp bfb895e0 error 4 in libgobject-2.0.so.0.2600.0[c91000+40000]',
      },
    ],
  },
  {
    code: 'disk-error',
    family: 'any',
    what: 'The disk {device} has errors.',
    next: 'Stop changing this host: `smartctl -a`, replace the disk or move the guest; then verify the packages (`debsums`, `rpm -Va`).',
    signs: [
      {
        logs: ['journal'],
        pattern: 'blk_update_request: I/O error, dev {device}, sector {*}',
        example:
          'blk_update_request: I/O error, dev sda, sector 1953523056 op 0x0:(READ) flags 0x80700 phys_seg 1 prio class 0',
      },
      {
        logs: ['journal'],
        pattern: 'I/O error, dev {device}, sector {*}',
        example: 'I/O error, dev sda, sector 2048 op 0x0:(READ) flags 0x0 phys_seg 1 prio class 2',
      },
    ],
  },
  {
    code: 'apparmor-denied',
    family: 'any',
    what: 'AppArmor denied {operation} of {path} under the profile {profile}.',
    next: 'Compare the profile with the new version (a `.dpkg-dist` beside it?), mend it and `apparmor_parser -r`; do not turn it off.',
    signs: [
      {
        logs: ['journal'],
        pattern: '{*}apparmor="DENIED" operation="{operation}" profile="{profile}" name="{path}" pid={*}',
        example:
          'audit: type=1400 audit(1610061880.392:287): apparmor="DENIED" operation="open" profile="/bin/rcat" name="/etc/hosts" pid=954 comm="service_bin" requested_mask="r" denied_mask="r" fsuid=1000 ouid=0',
      },
      {
        logs: ['journal'],
        pattern: '{*}apparmor="DENIED" operation="{operation}" class="{*}" profile="{profile}" name="{path}" pid={*}',
        example:
          'AVC apparmor="DENIED" operation="open" class="file" profile="named" name="/var/local/chroot/bind/" pid=320 comm="named" requested_mask="r" denied_mask="r" fsuid=111 ouid=0',
      },
    ],
  },
  {
    code: 'selinux-denied',
    family: 'any',
    what: 'SELinux denied {program} the right to {right} on a {class} of type {target}.',
    next: '`ausearch -m AVC -ts recent | audit2why` says whether a label (`restorecon`) or a boolean is missing; do not turn it off.',
    signs: [
      {
        logs: ['journal'],
        pattern:
          '{*}avc: denied {{ {right*} }} for pid={*} comm="{program}" {*} tcontext={target} tclass={class} permissive=0{*}',
        example:
          'type=AVC msg=audit(1593463841.938:1990): avc:  denied  { create } for  pid=5401 comm="isc-worker0000" name="named.ddns.lab.view1.jnl" scontext=system_u:system_r:named_t:s0 tcontext=system_u:object_r:etc_t:s0 tclass=file permissive=0',
      },
    ],
  },
];
