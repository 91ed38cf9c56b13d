// A real haproxy before two servers, asked by one of them.

import { once } from 'node:events';
import { connect } from 'node:net';
import type { HaproxyQuestion } from '@slipway/core/question';
import { type ClusterUnderTest, describeClusterQuestions } from '@slipway/testkit/contracts';
import { type DebianMember, debianRoot, openDebianNet } from '@slipway/testkit/debian-root';
import { expect, it } from 'vitest';
import { type InsideQuestions, isRunning, PACKAGES, questionsInside, signal, stop } from './inside.ts';

const QUESTION: HaproxyQuestion = { kind: 'haproxy', backend: 'app', as: 'server', upMin: 1 };
const LIMIT_MS = 20_000;
const SERVER = '^/usr/sbin/haproxy ';
const CONFIG = '/etc/haproxy/haproxy.cfg';
const DEFAULTS = 'defaults\n  mode http\n  timeout connect 1s\n  timeout client 5s\n  timeout server 5s\n';

const start = (member: DebianMember): void => member.serve(['/usr/sbin/haproxy', '-f', CONFIG, '-db']);

const answerWith = (member: DebianMember, status: number): void =>
  member.write(CONFIG, `${DEFAULTS}frontend page\n  bind :8080\n  http-request return status ${status}\n`);

interface Servers extends ClusterUnderTest {
  readonly balancer: DebianMember;
  readonly own: DebianMember;
}

const servers = async (context: Parameters<typeof debianRoot>[1]): Promise<Servers> => {
  const net = await openDebianNet(debianRoot(PACKAGES, context));
  const [balancer, own, other] = [await net.start('balancer'), await net.start('own'), await net.start('other')];
  const line = ({ name, address }: DebianMember): string =>
    `  server ${name} ${address}:8080 check inter 200 fall 2 rise 1\n`;
  balancer.write(
    CONFIG,
    `global\n  stats socket ipv4@${balancer.address}:9999 level admin\n  stats socket /run/haproxy.sock level admin\n${DEFAULTS}backend app\n  option httpchk GET /\n  http-check disable-on-404\n${line(own)}${line(other)}`,
  );
  for (const member of [own, other]) {
    answerWith(member, 200);
  }
  for (const member of [own, other, balancer]) start(member);
  const cluster = questionsInside(own);
  cluster.setFile('haproxy', { sockets: [`${balancer.address}:9999`] });
  return {
    balancer,
    own,
    cluster,
    question: QUESTION,
    become: async (situation) => {
      signal(balancer, 'CONT', SERVER);
      for (const [member, away] of [
        [balancer, situation === 'silent'],
        [other, situation === 'missing'],
      ] as const) {
        if (away) await stop(member, SERVER);
        else if (!isRunning(member, SERVER)) start(member);
      }
      if (situation === 'stuck') signal(balancer, 'STOP', SERVER);
    },
    dispose: async () => {
      cluster.dispose();
      await net.dispose();
    },
  };
};

describeClusterQuestions('haproxy', servers, (under) => {
  const asked = (): Servers & { readonly cluster: InsideQuestions } =>
    under() as Servers & { readonly cluster: InsideQuestions };
  const tell = async ({ balancer }: Servers, line: string): Promise<void> => {
    const connection = connect(`/proc/${balancer.pid}/root/run/haproxy.sock`);
    connection.resume().end(`${line}\n`);
    await once(connection, 'close');
  };

  it('and is whole while it stands aside itself, and not while it does not answer', { timeout: 60_000 }, async () => {
    const test = asked();
    for (const state of ['drain', 'maint']) {
      await tell(test, `set server app/own state ${state}`);
      expect(await test.cluster.isWhole(QUESTION, LIMIT_MS)).toMatchObject({ answer: 'yes' });
      expect(await test.cluster.mayGo(QUESTION, LIMIT_MS)).toMatchObject({ answer: 'yes' });
    }
    await tell(test, 'set server app/own state ready');
    await stop(test.own, SERVER);
    await expect
      .poll(async () => await test.cluster.isWhole(QUESTION, LIMIT_MS), { timeout: 20_000 })
      .toMatchObject({ answer: 'no', evidence: expect.stringMatching(/^own is DOWN/) });
    start(test.own);
  });

  it('and is whole while it stands aside by its own health page', { timeout: 60_000 }, async () => {
    const { own, balancer, cluster } = asked();
    const told = async (text: string): Promise<void> =>
      await expect
        .poll(async () => await cluster.isWhole(QUESTION, LIMIT_MS), { timeout: 20_000 })
        .toMatchObject({ answer: 'yes', evidence: expect.stringContaining(text) });
    await told('own UP');
    // Without a moment in which nobody answers, by haproxy's own way to make room for a successor.
    answerWith(own, 404);
    own.serve(['/usr/sbin/haproxy', '-f', CONFIG, '-db', '-sf', own.run(['/usr/bin/pgrep', '-f', SERVER]).trim()]);
    await told('own NOLB');
    // After a reboot it is another word, for the same. Seen down, that is: one missed check alone leaves it as it was.
    await stop(own, SERVER);
    await expect
      .poll(async () => await cluster.isWhole(QUESTION, LIMIT_MS), { timeout: 20_000 })
      .toMatchObject({ answer: 'no', evidence: expect.stringMatching(/^own is DOWN/) });
    start(own);
    await told('own DOWN');
    // It serves nobody, so nobody may count on it.
    const load = questionsInside(balancer);
    load.setFile('haproxy', { sockets: ['/run/haproxy.sock'] });
    expect(await load.isWhole({ ...QUESTION, as: 'load-balancer', upMin: 2 }, LIMIT_MS)).toMatchObject({
      answer: 'no',
    });
    load.dispose();
    await stop(own, SERVER);
    answerWith(own, 200);
    start(own);
    await told('own UP');
  });

  it('and counts no other that is drained', async () => {
    const test = asked();
    await tell(test, 'set server app/other state drain');
    expect(await test.cluster.mayGo(QUESTION, LIMIT_MS)).toMatchObject({ answer: 'no' });
    await tell(test, 'set server app/other state ready');
  });

  it('C28: and knows nothing of a backend or a server that is not there', async () => {
    const { cluster, balancer } = asked();
    expect(await cluster.mayGo({ ...QUESTION, backend: 'nothing' }, LIMIT_MS)).toMatchObject({
      answer: 'unknown',
      evidence: expect.stringMatching(/No such proxy/),
    });
    cluster.setFile('haproxy', { sockets: [`${balancer.address}:9999`], server: 'else' });
    expect(await cluster.mayGo(QUESTION, LIMIT_MS)).toMatchObject({ answer: 'unknown' });
  });

  it('and asks as many load balancers as must answer', async () => {
    const { cluster, balancer } = asked();
    cluster.setFile('haproxy', { sockets: [`${balancer.address}:9999`, '10.77.0.2:9999'] });
    expect(await cluster.mayGo(QUESTION, LIMIT_MS)).toMatchObject({ answer: 'unknown' });
    expect(await cluster.mayGo({ ...QUESTION, answeringMin: 1 }, LIMIT_MS)).toMatchObject({ answer: 'yes' });
  });

  it('and is asked through the socket in its own file system by a load balancer', async () => {
    const own = questionsInside(asked().balancer);
    own.setFile('haproxy', { sockets: ['/run/haproxy.sock'] });
    const question = { ...QUESTION, as: 'load-balancer', upMin: 2 } as const;
    await expect.poll(async () => (await own.isWhole(question, LIMIT_MS)).answer, { timeout: 20_000 }).toBe('yes');
    expect(await own.isWhole({ ...question, upMin: 3 }, LIMIT_MS)).toMatchObject({ answer: 'no' });
    own.dispose();
  });
});
