// The Prometheus of Debian's own package, asked as gates ask it: values, alerts that fire and that could, and what is no answer.

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { judgeAlerts, judgeSamples } from '@slipway/core/gates';
import { debianRoot } from '@slipway/testkit/debian-root';
import { expect, it } from 'vitest';
import { openProbes } from '../../src/adapters/probes/index.ts';

/** The package is fetched and unpacked once a day, on a machine that does other things. */
const TEST_MS = 300_000;
const SOON = { timeout: 60_000, interval: 200 };

const RULES = `
groups:
  - name: house
    interval: 1s
    rules:
      - { record: 'up:sum', expr: 'sum(up)' }
      - { alert: Serves, expr: 'up == 1', labels: { severity: info } }
      - { alert: Down, expr: 'up == 0', labels: { severity: critical } }
`;

const freePort = async (): Promise<number> => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
};

const started = async (
  root: string,
  folder: string,
): Promise<{ readonly url: string; readonly child: ChildProcess }> => {
  const port = await freePort();
  writeFileSync(join(folder, 'rules.yml'), RULES);
  writeFileSync(
    join(folder, 'prometheus.yml'),
    `global: { scrape_interval: 1s }
rule_files: [rules.yml]
scrape_configs: [{ job_name: itself, static_configs: [{ targets: ['127.0.0.1:${port}'] }] }]
`,
  );
  const settings = [
    `--config.file=${join(folder, 'prometheus.yml')}`,
    `--storage.tsdb.path=${join(folder, 'data')}`,
    `--web.listen-address=127.0.0.1:${port}`,
  ];
  const child = spawn(join(root, 'usr/bin/prometheus'), settings, { stdio: 'ignore', env: { LC_ALL: 'C.UTF-8' } });
  return { url: `http://127.0.0.1:${port}`, child };
};

it('a real Prometheus is understood', { timeout: TEST_MS }, async (context) => {
  const root = debianRoot(['prometheus'], context);
  const folder = mkdtempSync(join(tmpdir(), 'prometheus-'));
  const { url, child } = await started(root, folder);
  const probes = openProbes({ credentialsFolder: folder });
  const query = async (text: string) => await probes.prometheusQuery({ url }, text);
  try {
    await expect
      .poll(async () => await query('up'), SOON)
      .toMatchObject({
        ok: true,
        value: [{ labels: { __name__: 'up', job: 'itself' }, value: '1' }],
      });
    expect(await query('scalar(sum(up))')).toMatchObject({ ok: true, value: [{ labels: {}, value: '1' }] });
    expect(await query('0.1 + 0')).toMatchObject({ ok: true, value: [{ value: '0.1' }] });
    expect(await query('1 / 0')).toMatchObject({ ok: true, value: [{ value: '+Inf' }] });
    expect(await query('no_such_metric')).toEqual({ ok: true, value: [] });
    for (const wrong of ['up[1m]', 'up ==', '"text"', '']) {
      expect(await query(wrong), wrong).toMatchObject({ ok: false, reason: { code: 'probe-failed' } });
    }

    // Until its rules were evaluated nobody knows whether one would fire.
    const alerting = async () => await probes.prometheusAlerts({ url });
    await expect.poll(alerting, SOON).toMatchObject({
      ok: true,
      value: {
        rules: [
          { name: 'Serves', labels: { severity: 'info' }, health: 'ok', lastError: null },
          { name: 'Down', labels: { severity: 'critical' }, health: 'ok', lastError: null },
        ],
        alerts: [{ state: 'firing', labels: { alertname: 'Serves', severity: 'info' } }],
      },
    });
    const quiet = async (labels: Readonly<Record<string, string>>) => {
      const found = await alerting();
      return found.ok
        ? judgeAlerts({ name: 'quiet', kind: 'prometheus-alerts', url, labels }, found.value).state
        : null;
    };
    expect([await quiet({ severity: 'critical' }), await quiet({ severity: 'info' })]).toEqual(['open', 'closed']);
    // No rule of this server could ever give such an alert: its silence says nothing.
    expect(await quiet({ severity: 'page' })).toBe('unreadable');

    const compares = async (text: string, be: 'at-least' | 'below', value: string) => {
      const found = await query(text);
      const condition = { name: 'up', kind: 'prometheus-query', url, query: text, must: { be, value } } as const;
      return found.ok ? judgeSamples(condition, found.value).state : null;
    };
    expect([await compares('up', 'at-least', '1'), await compares('up', 'below', '1')]).toEqual(['open', 'closed']);
    expect(await compares('no_such_metric', 'at-least', '0')).not.toBe('open');
  } finally {
    child.kill('SIGKILL');
    await once(child, 'exit');
    rmSync(folder, { recursive: true });
  }
  expect(await query('up')).toMatchObject({ ok: false, reason: { code: 'probe-failed' } });
});
