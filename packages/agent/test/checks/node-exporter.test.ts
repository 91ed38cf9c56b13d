// Debian's own node exporter, and the ports that it listens on, from inside a Debian of its own.

import { instantOfMs } from '@slipway/core/time';
import { describeChecks } from '@slipway/testkit/contracts';
import { debianRoot, openDebianNet } from '@slipway/testkit/debian-root';
import { expect, it } from 'vitest';
import { eventually, isRunning, stop } from '../questions/inside.ts';
import { checksInside, PACKAGES } from './inside.ts';

const DAEMON = '^/usr/bin/prometheus-node-exporter';
const TEST_MS = 120_000;
const MEASURING = { timeLimitMs: 5000, since: null, boots: false } as const;

const exporterHost = async (context: Parameters<typeof debianRoot>[1]) => {
  const net = await openDebianNet(debianRoot(PACKAGES, context));
  const member = await net.start('app1');
  member.write('/var/lib/prometheus/node-exporter/app.prom', 'app_queue_length{queue="mail"} 3\n');
  const start = async (): Promise<void> => {
    member.serve([
      '/usr/bin/prometheus-node-exporter',
      '--web.listen-address=127.0.0.1:9100',
      '--collector.textfile.directory=/var/lib/prometheus/node-exporter',
    ]);
    // Port 9100.
    await eventually(() => void member.run(['/bin/grep', '-q', ':238C ', '/proc/net/tcp']));
  };
  return { net, member, start, checks: checksInside(member) };
};

describeChecks("a sample of Debian's node exporter", async (context) => {
  const { net, member, start, checks } = await exporterHost(context);
  return {
    checks,
    check: {
      kind: 'prometheus',
      url: 'http://127.0.0.1:9100/metrics',
      metric: 'app_queue_length{queue="mail"}',
      atMost: '10',
    },
    now: () => instantOfMs(Date.now()),
    become: async (situation) => {
      const length = situation === 'ill' ? 11 : 3;
      member.write('/var/lib/prometheus/node-exporter/app.prom', `app_queue_length{queue="mail"} ${length}\n`);
      if (situation === 'unknown') await stop(member, DAEMON);
      else if (!isRunning(member, DAEMON)) await start();
    },
    situations: ['unknown'],
    dispose: async () => await net.dispose(),
  };
});

it("finds the node exporter's own figures", { timeout: TEST_MS }, async (context) => {
  const { net, start, checks } = await exporterHost(context);
  try {
    await start();
    const url = 'http://127.0.0.1:9100/metrics';
    const of = async (metric: string) =>
      await checks.measure({ kind: 'prometheus', url, metric, atLeast: '0' }, MEASURING);
    expect(await of('node_load1')).toMatchObject({ state: 'well', value: expect.stringMatching(/^\d/) });
    expect(await of('node_memory_MemTotal_bytes')).toMatchObject({ state: 'well' });
    expect(await of('node_cpu_seconds_total')).toMatchObject({ state: 'unknown' });
    expect(await of('node_nothing')).toMatchObject({ state: 'unknown', detail: 'no sample answers' });
  } finally {
    await net.dispose();
  }
});
