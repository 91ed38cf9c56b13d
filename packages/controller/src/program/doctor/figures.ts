// What the store tells: feeds, hosts, and work that should have been done by now.

import { agoText, type Examined } from '@slipway/core/soundness';
import { type Instant, msBetween } from '@slipway/core/time';
import type { Figures } from '../../ports/index.ts';
import { LIMITS } from './limits.ts';

/** What the controller itself has to do; a change request waits for people. */
const OURS: ReadonlySet<string> = new Set(['cuts', 'plans', 'deliveries']);

export const examineFigures = (figures: Figures): readonly Examined[] => [
  examineFeeds(figures),
  examineHosts(figures),
  examineBarred(figures),
  examineWork(figures),
  figures.switch === 'stopped'
    ? {
        part: 'switch',
        is: 'wrong',
        says: 'everything is stopped',
        next: '`slipway switch release`, once that is over',
      }
    : { part: 'switch', is: 'well', says: 'nobody has stopped everything', next: null },
];

const examineFeeds = ({ feeds, asOf }: Figures): Examined => {
  const part = 'feeds';
  if (feeds.length === 0) {
    const says = 'there are none, so that of every package it is unknown whether it is vulnerable';
    return { part, is: 'unknown', says, next: '`slipway feed add`' };
  }
  const bad = feeds.filter(({ goodAt, failing }) => failing || isOlder(goodAt, asOf, LIMITS.feedSecondsMax));
  if (bad.length === 0) return { part, is: 'well', says: `${feeds.length} were read of late`, next: null };
  const named = bad.map(({ feed, goodAt }) => `${feed} (${agoText(msBetween(goodAt, asOf))})`);
  return { part, is: 'wrong', says: `not read whole since: ${named.join(', ')}`, next: '`slipway feed list` says why' };
};

const examineHosts = ({ hosts, silent, neverReported }: Figures): Examined => {
  const part = 'hosts';
  const all = hosts.reduce((sum, row) => sum + row.hosts, 0);
  const says = `${all} hosts, ${silent} of them silent, ${neverReported} that never told what they are`;
  const isWrong = silent > LIMITS.silentShareMax * all || neverReported > 0;
  return isWrong
    ? { part, is: 'wrong', says, next: '`slipway host list` shows them; on each, `slipway-agent doctor`' }
    : { part, is: 'well', says, next: null };
};

const examineBarred = ({ hosts, leases }: Figures): Examined => {
  const part = 'barred';
  const barred = hosts.reduce((sum, row) => (row.barred === null ? sum : sum + row.hosts), 0);
  if (barred === 0 && leases.expired === 0) return { part, is: 'well', says: 'no host waits for a person', next: null };
  const says = `${barred} hosts are barred, ${leases.expired} were lost while they were away`;
  return { part, is: 'wrong', says, next: '`slipway why HOST`, and `slipway host free HOST` once it was looked at' };
};

const examineWork = ({ queues, steps, asOf }: Figures): Examined => {
  const part = 'work';
  const late = [
    ...queues
      .filter(({ queue }) => OURS.has(queue))
      .flatMap(({ queue, oldestAt }) => waitsLong(`${queue} waiting`, oldestAt, asOf, LIMITS.queueSecondsMax)),
    ...steps.flatMap(({ step, begunAt }) => waitsLong(`a step ${step} running`, begunAt, asOf, LIMITS.stepSecondsMax)),
  ];
  if (late.length === 0) return { part, is: 'well', says: 'nothing waits for longer than it should', next: null };
  return {
    part,
    is: 'wrong',
    says: late.join(', '),
    next: 'see the runbooks of SlipwayQueueWaits and SlipwayStepRunsLong',
  };
};

const waitsLong = (what: string, since: Instant | null, asOf: Instant, secondsMax: number): readonly string[] =>
  since !== null && isOlder(since, asOf, secondsMax) ? [`${what} for ${agoText(msBetween(since, asOf))}`] : [];

const isOlder = (since: Instant, asOf: Instant, secondsMax: number): boolean =>
  msBetween(since, asOf) > secondsMax * 1000;
