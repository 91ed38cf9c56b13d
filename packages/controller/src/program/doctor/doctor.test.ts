import { readFile } from 'node:fs/promises';
import { asInstant } from '@slipway/core/time';
import { describe, expect, it } from 'vitest';
import type { Figures } from '../../ports/index.ts';
import { examineFigures } from './figures.ts';
import { LIMITS } from './limits.ts';

const ALERTS = new URL('../../../../../docs/operator/watching/alerts.yaml', import.meta.url);

const QUIET: Figures = {
  asOf: asInstant('2026-11-22T12:00:00.000Z'),
  switch: 'running',
  hosts: [{ mode: 'adopted', barred: null, stopped: false, agentVersion: '0.1.0', hosts: 100 }],
  silent: 2,
  neverReported: 0,
  brokenDatabases: [],
  steps: [],
  leases: { standing: 0, expired: 0 },
  claims: 0,
  rollouts: [],
  queues: [],
  feeds: [{ feed: 'osv', goodAt: asInstant('2026-11-22T06:00:00.000Z'), failing: false }],
  exposures: [],
  storeBytes: null,
};

const partsNotWell = (change: Partial<Figures>): readonly string[] =>
  examineFigures({ ...QUIET, ...change }).flatMap(({ part, is, says }) => (is === 'well' ? [] : [`${part}: ${says}`]));

describe('what the store tells', () => {
  it('is well on a quiet day', () => {
    expect(partsNotWell({})).toEqual([]);
  });

  const long = asInstant('2026-11-19T12:00:00.000Z');
  it.each<[string, Partial<Figures>, string]>([
    [
      'a feed that is old',
      { feeds: [{ feed: 'osv', goodAt: long, failing: false }] },
      'feeds: not read whole since: osv (3 days)',
    ],
    [
      'a feed that fails',
      { feeds: [{ feed: 'osv', goodAt: QUIET.asOf, failing: true }] },
      'feeds: not read whole since: osv (0 hours)',
    ],
    ['hosts that are silent', { silent: 6 }, 'hosts: 100 hosts, 6 of them silent, 0 that never told what they are'],
    [
      'hosts that never told',
      { neverReported: 1 },
      'hosts: 100 hosts, 2 of them silent, 1 that never told what they are',
    ],
    [
      'a host that was lost',
      { leases: { standing: 1, expired: 1 } },
      'barred: 0 hosts are barred, 1 were lost while they were away',
    ],
    [
      'a cut that nobody makes',
      { queues: [{ queue: 'cuts', waiting: 1, oldestAt: long }] },
      'work: cuts waiting for 3 days',
    ],
    [
      'a step without an end',
      { steps: [{ step: 'apply', begunAt: long, steps: 1 }] },
      'work: a step apply running for 3 days',
    ],
    ['the switch', { switch: 'stopped' }, 'switch: everything is stopped'],
  ])('%s is told', (_case, change, told) => {
    expect(partsNotWell(change)).toEqual([told]);
  });

  it('a change request waits for people, however long', () => {
    expect(partsNotWell({ queues: [{ queue: 'change-requests', waiting: 1, oldestAt: long }] })).toEqual([]);
  });

  it('without a feed nothing is known', () => {
    expect(examineFigures({ ...QUIET, feeds: [] }).find(({ part }) => part === 'feeds')?.is).toBe('unknown');
  });
});

it('its limits are those of the alerts', async () => {
  const text = await readFile(ALERTS, 'utf8');
  const expression = (alert: string): string => new RegExp(`alert: ${alert}\n\\s+expr: (.*)`).exec(text)?.[1] ?? '';
  expect(expression('SlipwayDiskFillsUp')).toContain('< 2e9 or');
  expect(expression('SlipwayDiskFillsUp')).toMatch(/< 0\.05"$/);
  expect([LIMITS.freeBytesMin, LIMITS.freeShareMin]).toEqual([2e9, 0.05]);
  for (const [alert, limit] of [
    ['SlipwayBackupOld', LIMITS.backupSecondsMax],
    ['SlipwayFeedStale', LIMITS.feedSecondsMax],
    ['SlipwayQueueWaits', LIMITS.queueSecondsMax],
    ['SlipwayNoticesWait', LIMITS.queueSecondsMax],
    ['SlipwayStepRunsLong', LIMITS.stepSecondsMax],
  ] as const) {
    expect(expression(alert)).toMatch(new RegExp(`> ${limit}"$`));
  }
  expect(expression('SlipwayCertificateEnds')).toContain(`< ${LIMITS.certificateDaysMin} * 86400`);
  expect(expression('SlipwayHostsSilent')).toContain(`> on (instance, job) ${LIMITS.silentShareMax} *`);
});
