// A real pair of keepalived, whose members tell each other over SNMP what VRRP does not.

import { symlinkSync } from 'node:fs';
import type { KeepalivedQuestion } from '@slipway/core/question';
import { type ClusterUnderTest, describeClusterQuestions } from '@slipway/testkit/contracts';
import { type DebianMember, debianRoot, openDebianNet } from '@slipway/testkit/debian-root';
import { expect, it } from 'vitest';
import { eventually, type InsideQuestions, isRunning, PACKAGES, questionsInside, signal, stop } from './inside.ts';

const QUESTION: KeepalivedQuestion = { kind: 'keepalived', instance: 'VI_1' };
const LIMIT_MS = 10_000;
const DAEMON = '^/usr/sbin/keepalived ';

const configOf = (own: DebianMember, peer: DebianMember, priority: number): string => `
global_defs {
  enable_snmp_vrrp
  vrrp_version 3
}
vrrp_instance VI_1 {
  state BACKUP
  interface eth0
  virtual_router_id 51
  priority ${priority}
  advert_int 0.2
  unicast_src_ip ${own.address}
  unicast_peer {
    ${peer.address}
  }
  virtual_ipaddress {
    10.77.0.100/24
  }
}
`;

const start = (member: DebianMember): void =>
  member.serve(['/usr/sbin/keepalived', '--dont-fork', '--log-console', '--snmp']);

interface Pair extends ClusterUnderTest {
  readonly cluster: InsideQuestions;
  readonly one: DebianMember;
  readonly two: DebianMember;
}

const pair = async (context: Parameters<typeof debianRoot>[1]): Promise<Pair> => {
  const net = await openDebianNet(debianRoot(PACKAGES, context));
  const [one, two] = [await net.start('one'), await net.start('two')];
  for (const [own, peer, priority] of [
    [one, two, 100],
    [two, one, 90],
  ] as const) {
    own.write('/etc/keepalived/keepalived.conf', configOf(own, peer, priority));
    own.write('/etc/snmp/snmpd.conf', `agentaddress udp:${own.address}:161\nrocommunity between-us\nmaster agentx\n`);
    own.serve(['/usr/sbin/snmpd', '-f', '-Lo']);
    await eventually(() => void own.run(['/usr/bin/test', '-S', '/var/agentx/master']));
    start(own);
  }
  const cluster = questionsInside(one);
  cluster.setFile('keepalived', { peers: [two.address] });
  one.write('/etc/slipway/questions/snmp.conf', 'defVersion 2c\ndefCommunity between-us\n');
  return {
    one,
    two,
    cluster,
    question: QUESTION,
    become: async (situation) => {
      signal(one, 'CONT', DAEMON);
      for (const [member, away] of [
        [one, situation === 'silent'],
        [two, situation === 'missing'],
      ] as const) {
        if (away) await stop(member, DAEMON);
        else if (!isRunning(member, DAEMON)) start(member);
      }
      if (situation === 'stuck') signal(one, 'STOP', DAEMON);
    },
    dispose: async () => {
      cluster.dispose();
      await net.dispose();
    },
  };
};

describeClusterQuestions('keepalived, the master,', pair, (under) => {
  it('C28: and does not know whether it may go where nobody can be asked', async () => {
    const { cluster, two } = under() as Pair;
    cluster.setFile('keepalived', {});
    expect(await cluster.mayGo(QUESTION, LIMIT_MS)).toMatchObject({ answer: 'unknown' });
    cluster.setFile('keepalived', { peers: [two.address] });
    expect(await cluster.mayGo({ ...QUESTION, instance: 'VI_2' }, LIMIT_MS)).toMatchObject({ answer: 'unknown' });
  });

  it('and goes without asking anybody while it is the backup', async () => {
    const backup = questionsInside((under() as Pair).two);
    await expect
      .poll(async () => await backup.mayGo(QUESTION, LIMIT_MS), { timeout: 20_000 })
      .toEqual({ answer: 'yes', evidence: 'this host is BACKUP: it hears its master' });
    backup.dispose();
  });

  it('C28: and reads no word but its own: a link and a file of somebody else are none', async () => {
    const { cluster, one } = under() as Pair;
    one.write('/etc/anything', '[]');
    // Not the daemon's: it writes over what lies there, and what it finds it follows.
    const elsewhere = { peers: ['10.77.0.2'], stateFile: '/tmp/other.json' };
    cluster.setFile('keepalived', elsewhere);
    expect(await cluster.mayGo(QUESTION, 2000)).toMatchObject({ answer: 'unknown' });
    symlinkSync('/etc/anything', `/proc/${one.pid}/root/tmp/other.json`);
    expect(await cluster.mayGo(QUESTION, 2000)).toMatchObject({ answer: 'unknown' });
  });

  it('C28: and signals nobody but keepalived', async () => {
    const { cluster, one } = under() as Pair;
    one.serve(['/bin/sleep', '1000']);
    let pid = '';
    await eventually(() => {
      pid = one.run(['/usr/bin/pgrep', '-f', '^/bin/sleep 1000']).trim();
    });
    one.write('/run/other.pid', `${pid}\n`);
    cluster.setFile('keepalived', { peers: ['10.77.0.2'], pidFile: '/run/other.pid' });
    expect(await cluster.mayGo(QUESTION, LIMIT_MS)).toMatchObject({
      answer: 'unknown',
      evidence: expect.stringMatching(/names a process of sleep$/),
    });
    expect(isRunning(one, '^/bin/sleep 1000')).toBe(true);
  });
});
