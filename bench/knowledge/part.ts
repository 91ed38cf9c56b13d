// Starts the steps, one after the other, and makes figures of what they hand over.

import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { atMostFigure, type BenchResult, besideFigure, countText, errorsFigure, type Figure } from '../figure.ts';
import type { AlternativeMeasures, ChangeMeasures, FleetMeasures, ImportMeasures, WireMeasures } from './measures.ts';
import { FEED_SEED, FLEET_SEED, hostsWanted, RECORDS, TOUCHING } from './size.ts';

const QUERY_MS_MAX = 20;
const ADVISORY_SECONDS_MAX = 1;
const IMPORT_SECONDS_MAX = 60;
const IMPORT_GIGABYTES_MAX = 1;
const CHANGED_HOST_MS_MAX = 10;
const CHECK_IN_MS_MAX = 0.5;
const CHECK_IN_BYTES_MAX = 1024;
/** Many times what the longest takes, which is to make the fleet. */
const STEP_MS_MAX = 1_800_000;

export function benchKnowledge(): BenchResult {
  const hosts = hostsWanted();
  // In the system's folder for what is temporary: some 4 GB for 100,000 hosts.
  const folder = mkdtempSync(join(tmpdir(), 'slipway-bench-'));
  const began = performance.now();
  try {
    const step = <T>(name: string): T => runStep<T>(name, folder, hosts);
    step('feed');
    const fleet = step<FleetMeasures>('fleet');
    const first = step<ImportMeasures>('import');
    const others = step<AlternativeMeasures | null>('alternatives');
    if (others === null) return { kind: 'unable', text: 'debsecan is not installed' };
    const wire = step<WireMeasures>('wire');
    const changes = step<ChangeMeasures>('changes');
    console.log(`  ${headOf(hosts, fleet)}; ${((performance.now() - began) / 60_000).toFixed(1)} minutes`);
    return {
      kind: 'figures',
      figures: [
        ...queryFigures(wire),
        ...advisoryFigures(changes),
        ...importFigures(first),
        ...hostFigures(changes),
        ...checkInFigures(wire, changes),
        ...otherFigures(others, hosts),
      ],
    };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function runStep<T>(name: string, folder: string, hosts: number): T {
  const program = join(import.meta.dirname, 'main.ts');
  const output = execFileSync(process.execPath, [program, name, folder, String(hosts)], {
    encoding: 'utf8',
    timeout: STEP_MS_MAX,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  return JSON.parse(output) as T;
}

const headOf = (hosts: number, fleet: FleetMeasures): string =>
  [
    `${countText(hosts)} hosts of 40 images (seed ${FLEET_SEED}), ${countText(fleet.driftedHosts)} drifted`,
    `${countText(fleet.packageRows)} installed packages of ${countText(fleet.distinctVersions)} distinct versions`,
    `${countText(RECORDS)} records (seed ${FEED_SEED}), ${countText(TOUCHING)} of them news`,
    `a database of ${gigabytes(fleet.databaseBytes)} made in ${(fleet.seconds / 60).toFixed(1)} minutes`,
  ].join(', ');

const queryFigures = ({ queries, exposuresMs, idleShare }: WireMeasures): readonly Figure[] => [
  atMostFigure('hosts with X below V: count and first 100, over TLS, median', queries.medianMs, QUERY_MS_MAX, 'ms'),
  besideFigure('95 of 100 of those requests are under', ms(queries.slowMs)),
  besideFigure("the controller's processor time for each", ms(queries.processorMs)),
  errorsFigure(`wrong answers to ${countText(queries.queries)} of them`, queries.differences),
  besideFigure('exposures, the first 100 by deadline, over TLS, median', ms(exposuresMs)),
  besideFigure('of one processor, while nobody asks', `${(idleShare * 100).toFixed(2)} %`),
];

const advisoryFigures = ({ advisory }: ChangeMeasures): readonly Figure[] => {
  const { importMs, judgeMs, answerMs, hosts, hostsExpected } = advisory;
  const seconds = (importMs + judgeMs + answerMs) / 1000;
  return [
    atMostFigure(
      'one changed advisory of 201, feed read, judged, affected hosts counted',
      seconds,
      ADVISORY_SECONDS_MAX,
      's',
    ),
    besideFigure('of it reading and storing the feed', ms(importMs)),
    besideFigure('of it judging what it touches', ms(judgeMs)),
    besideFigure('of it counting the hosts, with the first 100', ms(answerMs)),
    errorsFigure(`affected hosts missed, of ${countText(hostsExpected)}`, Math.abs(hosts - hostsExpected)),
    besideFigure('writing the message about it afterwards', ms(advisory.noticeMs)),
    besideFigure(
      `one changed advisory of ${countText(RECORDS)}, feed read and judged`,
      `${advisory.wholeFeedSeconds.toFixed(1)} s`,
    ),
  ];
};

const importFigures = (first: ImportMeasures): readonly Figure[] => [
  atMostFigure(
    `first import of ${countText(RECORDS)} records, until all is judged`,
    first.seconds,
    IMPORT_SECONDS_MAX,
    's',
  ),
  besideFigure('of it reading and storing', `${first.storedSeconds.toFixed(1)} s`),
  besideFigure('the message about what is newly needed, afterwards', `${first.toldSeconds.toFixed(1)} s`),
  besideFigure('processor time of both', `${first.processorSeconds.toFixed(1)} s`),
  atMostFigure('its peak memory', first.peakBytes / 1e9, IMPORT_GIGABYTES_MAX, 'GB'),
  errorsFigure('news for the fleet that were not found', TOUCHING - first.vulnerabilities),
  besideFigure(countsText(first), ms((first.counts.seconds / first.counts.counted) * 1000)),
];

const countsText = ({ counts }: ImportMeasures): string =>
  `counting an update's hosts for lists, ${countText(counts.counted)} of ${countText(counts.updates)}, each`;

const hostFigures = ({ changedHost, seenVersions }: ChangeMeasures): readonly Figure[] => [
  atMostFigure(
    'a changed host: stored and judged again, processor time, median',
    changedHost.processorMs,
    CHANGED_HOST_MS_MAX,
    'ms',
  ),
  besideFigure('the same change on the next host: no version is new', ms(seenVersions.processorMs)),
];

const checkInFigures = ({ checkIns }: WireMeasures, { unchanged }: ChangeMeasures): readonly Figure[] => [
  atMostFigure(
    "an unchanged check-in, over TLS: the controller's processor time",
    checkIns.checkInMs,
    CHECK_IN_MS_MAX,
    'ms',
  ),
  besideFigure('of it the use case with its write, without HTTP and TLS', ms(unchanged.processorMs)),
  besideFigure('the next one within 10 seconds: nothing is written', ms(checkIns.checkInAgainMs)),
  atMostFigure('its payload, both ways', checkIns.payloadBytes, CHECK_IN_BYTES_MAX, 'bytes', 0),
  besideFigure('with the heads of HTTP', `${countText(checkIns.lineBytes)} bytes`),
  besideFigure('its TLS handshake', ms(checkIns.handshakeMs)),
  besideFigure('a handshake that resumes', checkIns.resumedMs === null ? 'none' : ms(checkIns.resumedMs)),
];

const otherFigures = (others: AlternativeMeasures, hosts: number): readonly Figure[] => [
  besideFigure(`debsecan, median of ${others.debsecanRuns} runs`, ms(others.debsecanMs)),
  besideFigure(`that once for each of ${countText(hosts)} hosts`, hours((others.debsecanMs / 1000) * hosts)),
  errorsFigure('differences from debsecan', others.debsecanDifferences),
  besideFigure(
    `hosts × packages × advisories as one join, ${countText(others.joinHosts)} hosts`,
    `${others.joinSeconds.toFixed(1)} s`,
  ),
  besideFigure(`that for ${countText(hosts)} hosts`, hours((others.joinSeconds / others.joinHosts) * hosts)),
  errorsFigure('differences from the join', Math.abs(others.joinPairs - others.ourPairs)),
];

const ms = (value: number): string => `${value.toFixed(2)} ms`;
const hours = (seconds: number): string =>
  seconds < 3600 ? `${(seconds / 60).toFixed(1)} min` : `${(seconds / 3600).toFixed(1)} h`;
const gigabytes = (bytes: number): string => `${(bytes / 1e9).toFixed(1)} GB`;
