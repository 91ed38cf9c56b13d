// What is shipped for those who watch: alerts, a dashboard and runbooks, held against the figures that there are, by
// Debian's own promtool.

import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { asInstant } from '@slipway/core/time';
import { expect, it, onTestFinished } from 'vitest';
import { openMeasures } from '../../src/adapters/measures/index.ts';
import type { Figures, Surroundings } from '../../src/ports/index.ts';

const run = promisify(execFile);
const ROOT = fileURLToPath(new URL('../../../../', import.meta.url));
const WATCHING = join(ROOT, 'docs/operator/watching');
const ALERTS = join(WATCHING, 'alerts.yaml');
const RUNBOOKS = join(ROOT, 'docs/operator/runbooks');

const AT = asInstant('2026-11-22T04:00:00.000Z');
const figures: Figures = {
  asOf: AT,
  switch: 'stopped',
  hosts: [{ mode: 'adopted', barred: 'host-restored', stopped: true, agentVersion: '0.1.0', hosts: 3 }],
  silent: 1,
  neverReported: 1,
  brokenDatabases: [{ environment: 'prod', hosts: 2 }],
  steps: [{ step: 'apply', begunAt: asInstant('2026-11-22T03:00:00.000Z'), steps: 2 }],
  leases: { standing: 1, expired: 1 },
  claims: 1,
  rollouts: [{ state: 'running', rollouts: 1 }],
  queues: [{ queue: 'plans', waiting: 1, oldestAt: AT }],
  feeds: [{ feed: 'debian', goodAt: asInstant('2026-11-20T04:00:00.000Z'), failing: true }],
  exposures: [{ environment: 'prod', due: 'overdue', hosts: 7 }],
  storeBytes: 1,
};
const surroundings: Surroundings = {
  freeBytes: 1,
  sizeBytes: 2,
  holdsStore: true,
  backupAt: AT,
  certificates: [{ certificate: 'listener', endsAt: AT }],
};

/** With everything in it that is ever told. */
const exposition = async (): Promise<string> => {
  const measures = openMeasures({ version: '0.0.0' });
  measures.checkedIn(200, 'short', 0.01);
  measures.answered({ method: 'GET', route: '/api/v1/hosts', status: 200, seconds: 0.01 });
  measures.turnedAway('held');
  measures.underWay('stream', 2);
  measures.looked('cut', 'failed', 1);
  return await measures.exposition({ figures, surroundings });
};

const namesIn = (text: string): readonly string[] => text.match(/\b(?:slipway|process|nodejs)_[a-z0-9_]+/g) ?? [];

it('tells what it was given, and nothing of what is not known now', async () => {
  const text = await exposition();
  for (const line of [
    'slipway_hosts{mode="adopted"} 3',
    'slipway_hosts_barred{reason="host-restored"} 3',
    'slipway_hosts_database_broken{environment="prod"} 2',
    'slipway_step_oldest_age_seconds{step="apply"} 3600',
    'slipway_feed_age_seconds{feed="debian"} 172800',
    'slipway_exposed_updates{environment="prod",due="overdue"} 7',
    'slipway_switch_stopped 1',
    'slipway_http_requests_under_way{kind="stream"} 2',
    'slipway_loop_failures_total{loop="cut"} 1',
    'slipway_check_in_duration_seconds_count{form="short",code="2xx"} 1',
  ]) {
    expect(text).toContain(`${line}\n`);
  }
  const nothing = { freeBytes: null, sizeBytes: null, holdsStore: false, backupAt: null, certificates: [] };
  const away = await openMeasures({ version: '0.0.0' }).exposition({ figures: null, surroundings: nothing });
  expect(away).toContain('slipway_store_up 0\n');
  expect(away).not.toMatch(/^slipway_(?:hosts|leases|queue|backup|data|switch)[a-z_]*[ {]/m);
});

it('has alerts and a dashboard over figures that there are, and a runbook for each alert', async () => {
  const alerts = await readFile(ALERTS, 'utf8');
  const { stdout } = await run('promtool', ['check', 'rules', ALERTS]);
  const names = [...alerts.matchAll(/^ {6}- alert: (\w+)$/gm)].map(([, name]) => name ?? '');
  expect(stdout).toContain(`SUCCESS: ${names.length} rules found`);

  const known = new Set(namesIn(await exposition()));
  const used = namesIn(alerts + (await readFile(join(WATCHING, 'dashboard.json'), 'utf8')));
  expect(used.length).toBeGreaterThan(40);
  expect(used.filter((name) => !known.has(name))).toEqual([]);

  const runbooks = [...alerts.matchAll(/^ {10}runbook: (\S+)$/gm)].map(([, path]) => path ?? '');
  expect(runbooks.map((path) => basename(path, '.md'))).toEqual(names);
  expect(runbooks.filter((path) => !existsSync(join(ROOT, path)))).toEqual([]);
  expect((await readdir(RUNBOOKS)).sort()).toEqual(names.map((name) => `${name}.md`).sort());
  for (const name of names) {
    const text = await readFile(join(RUNBOOKS, `${name}.md`), 'utf8');
    for (const part of [`# ${name}\n`, '\n## Look\n', '\n## Do\n']) expect(text).toContain(part);
    for (const [, path] of text.matchAll(/\]\(([^)#]+)(?:#[^)]*)?\)/g)) {
      expect(existsSync(join(RUNBOOKS, path ?? '')), `${name} leads to ${path}`).toBe(true);
    }
  }
});

it('has alerts that fire when they should, and not before', async () => {
  const series = (name: string, values: string) => ({ series: name, values });
  const test = (name: string, at: string, input: readonly object[], alerts: readonly object[]) => ({
    interval: '1m',
    input_series: input,
    alert_rule_test: [{ alertname: name, eval_time: at, exp_alerts: alerts }],
  });
  const fires = (labels: object, summary: string, name: string) => ({
    exp_labels: labels,
    exp_annotations: { summary, runbook: `docs/operator/runbooks/${name}.md` },
  });
  const silent = [
    series('slipway_hosts{job="slipway",instance="a",mode="adopted"}', '90x60'),
    series('slipway_hosts{job="slipway",instance="a",mode="observed"}', '10x60'),
  ];
  const labels = { severity: 'warning', job: 'slipway', instance: 'a' };
  const stale = series('slipway_feed_age_seconds{feed="debian"}', '172000+60x60');
  // Each of several controllers tells the same of the fleet.
  const ofTwo = [
    [
      'SlipwayHostsBarred',
      'slipway_hosts_barred{reason="host-restored"}',
      { reason: 'host-restored' },
      '3 hosts are barred: host-restored',
    ],
    [
      'SlipwayDatabasesBroken',
      'slipway_hosts_database_broken{environment="prod"}',
      { environment: 'prod' },
      '3 hosts of prod have a package database that stays broken, and get no updates',
    ],
    [
      'SlipwayExposuresOverdue',
      'slipway_exposed_updates{environment="prod",due="overdue"}',
      { environment: 'prod' },
      'Updates are overdue in prod: 3, each counted on every host that is exposed without it',
    ],
    [
      'SlipwayRolloutStopped',
      'slipway_rollouts_open{state="stopped"}',
      { job: 'slipway' },
      '3 rollouts are stopped and wait for a person',
    ],
  ] as const;
  const document = {
    rule_files: [ALERTS],
    evaluation_interval: '1m',
    tests: [
      test(
        'SlipwayHostsSilent',
        '45m',
        [...silent, series('slipway_hosts_silent{job="slipway",instance="a"}', '5x60')],
        [],
      ),
      test(
        'SlipwayHostsSilent',
        '45m',
        [...silent, series('slipway_hosts_silent{job="slipway",instance="a"}', '6x60')],
        [fires(labels, '6 hosts were not heard for two days', 'SlipwayHostsSilent')],
      ),
      test('SlipwayFeedStale', '20m', [stale], []),
      test(
        'SlipwayFeedStale',
        '30m',
        [stale],
        [
          fires(
            { severity: 'warning', feed: 'debian' },
            'The feed debian was not read for two days',
            'SlipwayFeedStale',
          ),
        ],
      ),
      test(
        'SlipwayDown',
        '10m',
        [],
        [fires({ severity: 'critical', job: 'slipway' }, 'A controller does not answer Prometheus', 'SlipwayDown')],
      ),
      test('SlipwayBackupMissing', '25h', [series('slipway_backup_known{job="slipway",instance="a"}', '1x1600')], []),
      test('SlipwayBackupMissing', '23h', [series('slipway_backup_known{job="slipway",instance="a"}', '0x1600')], []),
      test(
        'SlipwayBackupMissing',
        '25h',
        [series('slipway_backup_known{job="slipway",instance="a"}', '0x1600')],
        [fires(labels, 'No backup of the controller is known of', 'SlipwayBackupMissing')],
      ),
      test('SlipwayDown', '10m', [series('up{job="slipway",instance="a"}', '1x20')], []),
      test(
        'SlipwayLoopStands',
        '30m',
        ['cut', 'rollout'].map((loop) =>
          series(`slipway_loop_last_success_timestamp_seconds{loop="${loop}"}`, '60x60'),
        ),
        [
          fires(
            { severity: 'critical', loop: 'rollout' },
            'The loop rollout has not looked for 29m 0s',
            'SlipwayLoopStands',
          ),
        ],
      ),
      test(
        'SlipwayLoopStands',
        '150m',
        [series('slipway_loop_last_success_timestamp_seconds{loop="cut"}', '60x200')],
        [
          fires(
            { severity: 'critical', loop: 'cut' },
            'The loop cut has not looked for 2h 29m 0s',
            'SlipwayLoopStands',
          ),
        ],
      ),
      ...ofTwo.map(([name, figure, theirs, summary]) =>
        test(
          name,
          '90m',
          ['a', 'b'].map((instance) => series(figure.replace('}', `,job="slipway",instance="${instance}"}`), '3x100')),
          [fires({ severity: 'warning', ...theirs }, summary, name)],
        ),
      ),
    ],
  };
  const folder = await mkdtemp(join(tmpdir(), 'alerts-'));
  onTestFinished(async () => await rm(folder, { recursive: true }));
  // JSON is YAML.
  await writeFile(join(folder, 'tests.yaml'), JSON.stringify(document));
  const { stdout } = await run('promtool', ['test', 'rules', join(folder, 'tests.yaml')]);
  expect(stdout).toContain('SUCCESS');
});
