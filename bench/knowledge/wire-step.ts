// What people and agents get over TLS from a real controller that has the whole fleet.

import { setTimeout as delay } from 'node:timers/promises';
import { compareDeb } from '@slipway/core/version';
import { type ControllerProcess, startController } from '@slipway/testkit/controller-process';
import { IMAGES, type ImageFleet } from '@slipway/testkit/generators';
import { median, quantile } from '../quantile.ts';
import { timed } from './clock-work.ts';
import { imageAt } from './fleet-step.ts';
import type { QueryMeasures, WireMeasures } from './measures.ts';
import { measureCheckIns } from './wire-agents.ts';
import { openLine } from './wire-line.ts';

/** Loops look once a minute at the longest; after a start they all do at once. */
const SETTLE_MS = 5000;
const IDLE_MS = 5000;
const QUERIES = 300;
const LISTS = 50;
/** Until the compiler has settled. */
const WARM_UP = 100;

export async function measureWire(fleet: ImageFleet, dataDirectory: string): Promise<WireMeasures> {
  const controller = await startController(dataDirectory);
  try {
    await delay(SETTLE_MS);
    const before = controller.processorMs();
    await delay(IDLE_MS);
    const idleShare = (controller.processorMs() - before) / IDLE_MS;
    const queries = await measureQueries(controller, fleet);
    const exposuresMs = await measureExposures(controller);
    return { idleShare, queries, exposuresMs, checkIns: await measureCheckIns(controller, imageAt(fleet, 0)) };
  } finally {
    await controller.stop();
  }
}

interface Asked {
  readonly name: string;
  readonly below: string;
}

async function measureQueries(controller: ControllerProcess, fleet: ImageFleet): Promise<QueryMeasures> {
  const asked = questions(fleet);
  const truth = expectedCounts(fleet, asked.slice(WARM_UP));
  const line = await openLine(controller);
  const took: number[] = [];
  let differences = 0;
  let before = controller.processorMs();
  for (const [at, { name, below }] of asked.entries()) {
    if (at === WARM_UP) before = controller.processorMs();
    const path = `/api/v1/packages/${name}/hosts?below=${encodeURIComponent(below)}&limit=100`;
    const one = await timed(async () => await line.ask({ method: 'GET', path, token: controller.token }));
    if (at < WARM_UP) continue;
    const { status, body } = one.value;
    if (status !== 200) throw new Error(`${path}: ${body}`);
    const { hosts, items } = JSON.parse(body) as { readonly hosts: number; readonly items: readonly unknown[] };
    const expected = truth[at - WARM_UP] ?? 0;
    if (hosts !== expected || items.length !== Math.min(expected, 100)) differences += 1;
    took.push(one.ms);
  }
  const processorMs = (controller.processorMs() - before) / took.length;
  line.close();
  const hostsCounted = truth.reduce((sum, count) => sum + count, 0) / truth.length;
  return {
    queries: took.length,
    medianMs: median(took),
    slowMs: quantile(took, 0.95),
    processorMs,
    hostsCounted,
    differences,
  };
}

async function measureExposures(controller: ControllerProcess): Promise<number> {
  const line = await openLine(controller);
  const took: number[] = [];
  for (let at = 0; at < LISTS; at += 1) {
    const request = { method: 'GET', path: '/api/v1/exposures?limit=100', token: controller.token } as const;
    const { value, ms } = await timed(async () => await line.ask(request));
    if (value.status !== 200) throw new Error(value.body);
    took.push(ms);
  }
  line.close();
  return median(took);
}

/** Packages of all images by turns, below each version that one of them has and below the update that is to come. */
function questions(fleet: ImageFleet): readonly Asked[] {
  return Array.from({ length: WARM_UP + QUERIES }, (_, at): Asked => {
    const { packages } = imageAt(fleet, at % IMAGES);
    const found = packages[(at * 7) % packages.length];
    if (found === undefined) throw new Error('an image has packages');
    return { name: found.name, below: at % 2 === 0 ? `${found.version}+x` : found.version };
  });
}

/** Host by host, from what was generated. */
function expectedCounts(fleet: ImageFleet, asked: readonly Asked[]): readonly number[] {
  const drifted = new Map(fleet.drifted.map((place) => [place, versionsOf(fleet.driftOf(place))]));
  const images = fleet.images.map(({ packages }) => versionsOf(packages));
  const sizes = fleet.images.map((_, image) => fleet.imageOf.filter((one) => one === image).length);
  return asked.map(({ name, below }) => {
    const isBelow = (version: string | undefined) => version !== undefined && compareDeb(version, below) < 0;
    const byImage = images.map((versions) => isBelow(versions.get(name)));
    let count = byImage.reduce((sum, is, image) => sum + (is ? (sizes[image] ?? 0) : 0), 0);
    for (const [place, versions] of drifted) {
      if (!versions.has(name)) continue;
      const was = byImage[fleet.imageOf[place] ?? 0] === true;
      count += Number(isBelow(versions.get(name))) - Number(was);
    }
    return count;
  });
}

const versionsOf = (packages: readonly { readonly name: string; readonly version: string }[]) =>
  new Map(packages.map(({ name, version }) => [name, version]));
