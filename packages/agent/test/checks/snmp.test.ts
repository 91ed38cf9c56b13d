// A real snmpd of Debian, asked by its real snmpget in both versions; the secrets stand in the client's own file.

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { SnmpCheck } from '@slipway/core/check';
import { instantOfMs } from '@slipway/core/time';
import { type CheckSituation, type ChecksUnderTest, describeChecks } from '@slipway/testkit/contracts';
import { debianRoot, openDebianNet } from '@slipway/testkit/debian-root';
import { eventually, isRunning, signal, stop } from '../questions/inside.ts';
import { checksInside, PACKAGES } from './inside.ts';

const DAEMON = '^/usr/sbin/snmpd ';
/** sysServices: whatever its configuration says it is. */
const CHECK: SnmpCheck = { kind: 'snmp', oid: '1.3.6.1.2.1.1.7.0', atLeast: '64', changeMax: '4' };
const SERVICES: Readonly<Partial<Record<CheckSituation, number>>> = { well: 72, ill: 64 };

interface Access {
  readonly daemon: string;
  readonly settings: object;
  readonly secret: string;
}

const VERSION_2C: Access = {
  daemon: 'rocommunity between-us\n',
  settings: { address: 'udp:127.0.0.1:161', version: '2c' },
  secret: 'defCommunity between-us\n',
};
const VERSION_3: Access = {
  daemon: 'createUser watcher SHA-256 nobody-knows-this AES nor-anybody-that\nrouser watcher priv\n',
  settings: { version: '3' },
  secret: [
    ...['defSecurityName watcher', 'defSecurityLevel authPriv', 'defAuthType SHA-256', 'defPrivType AES'],
    ...['defAuthPassphrase nobody-knows-this', 'defPrivPassphrase nor-anybody-that', ''],
  ].join('\n'),
};

const snmpHost = async (
  { daemon, settings, secret }: Access,
  context: Parameters<typeof debianRoot>[1],
): Promise<ChecksUnderTest> => {
  const net = await openDebianNet(debianRoot(PACKAGES, context));
  const member = await net.start('app1');
  const folder = mkdtempSync(join(tmpdir(), 'checks-'));
  writeFileSync(join(folder, 'snmp.json'), JSON.stringify(settings));
  member.write('/etc/slipway/checks/snmp.conf', secret);
  const answers = (): boolean => {
    const said = member.run(['/bin/cat', '/proc/net/udp']);
    // Port 161.
    return said.includes(':00A1 ');
  };
  const start = async (services: number): Promise<void> => {
    member.write('/etc/snmp/snmpd.conf', `agentaddress udp:127.0.0.1:161\n${daemon}sysServices ${services}\n`);
    member.serve(['/usr/sbin/snmpd', '-f', '-Lo']);
    await eventually(() => {
      if (!answers()) throw new Error('it does not listen yet');
    });
  };
  return {
    checks: checksInside(member, folder),
    check: CHECK,
    now: () => instantOfMs(Date.now()),
    become: async (situation) => {
      if (situation === 'stuck') return signal(member, 'STOP', DAEMON);
      signal(member, 'CONT', DAEMON);
      if (isRunning(member, DAEMON)) await stop(member, DAEMON);
      const services = SERVICES[situation];
      if (services !== undefined) await start(services);
    },
    situations: ['unknown', 'stuck'],
    dispose: async () => {
      rmSync(folder, { recursive: true });
      await net.dispose();
    },
  };
};

describeChecks('a value over SNMP version 2c', async (context) => await snmpHost(VERSION_2C, context));
describeChecks('a value over SNMP version 3', async (context) => await snmpHost(VERSION_3, context));
