import { execFileSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { machineFleet } from '../src/fleet/spec.ts';
import { interfaceOf } from '../src/host/interface.ts';
import { hardwareAddress, machineArguments } from '../src/virtual/index.ts';
import { sshArguments } from '../src/virtual/ssh.ts';

const MACHINE = { directory: '/x/hosts/vm1', interfaceName: 'vb-demo-vm1', address: '10.213.40.51' };

test('a machine is emulated plainly, on its own disk, tap and console log', () => {
  const args = machineArguments(MACHINE);
  expect(args.join(' ')).not.toMatch(/kvm/i);
  expect(args).toContain('file=/x/hosts/vm1/disk.qcow2,if=virtio,format=qcow2,cache=writeback');
  expect(args).toContain('tap,id=lab,ifname=vb-demo-vm1,script=no,downscript=no');
  expect(args).toContain('file,id=console,path=/x/hosts/vm1/console.log,append=on');
});

test("hardware addresses are locally administered, and differ with the guests' addresses", () => {
  expect(hardwareAddress('10.213.40.51')).toBe('52:53:0a:d5:28:33');
  expect(hardwareAddress('10.213.40.51')).not.toBe(hardwareAddress('10.213.41.51'));
});

test('its tap has a name that fits, too', () => {
  for (const { name } of machineFleet.hosts) expect(interfaceOf(`sixsix-${name}`).length).toBeLessThanOrEqual(15);
});

test('an argument list arrives as it is behind the shell of an sshd', () => {
  const argv = ['printf', '%s|', 'a b', "it's", '$HOME', '`id`', '', '*', 'x;y', '$(id) {x}\\n'];
  const line = sshArguments(MACHINE, argv, { DEBIAN_FRONTEND: 'noninteractive' }).at(-1) ?? '';
  expect(execFileSync('sh', ['-c', line], { encoding: 'utf8' })).toBe(
    argv
      .slice(2)
      .map((word) => `${word}|`)
      .join(''),
  );
  expect(line).toContain('DEBIAN_FRONTEND=noninteractive');
});
