import { expect, test } from 'vitest';
import { groupsIn } from '../src/host/cgroup.ts';

const HYBRID = '9:name=systemd:/\n4:memory:/some/where\n0::/\n';
const HYBRID_MOUNTS = [
  'tmpfs /sys/fs/cgroup tmpfs rw,mode=755 0 0',
  'cgroup /sys/fs/cgroup/memory cgroup rw,memory 0 0',
  'cgroup /sys/fs/cgroup/systemd cgroup rw,name=systemd 0 0',
  'cgroup2 /sys/fs/cgroup/unified cgroup2 rw 0 0',
  '',
].join('\n');

test('a host gets a group in every hierarchy that systemd uses, and in no other', () => {
  expect(groupsIn(HYBRID, HYBRID_MOUNTS)).toEqual(['/sys/fs/cgroup/systemd/', '/sys/fs/cgroup/unified/']);
});

test('on a machine of systemd it lies beside the first process, whose own group lets nobody in', () => {
  expect(groupsIn('0::/init.scope\n', 'cgroup2 /sys/fs/cgroup cgroup2 rw 0 0\n')).toEqual(['/sys/fs/cgroup']);
});

test('where no hierarchy is mounted there is none to enter', () => {
  expect(groupsIn('0::/\n', 'proc /proc proc rw 0 0\n')).toEqual([]);
});
