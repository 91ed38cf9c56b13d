// Hosts that check in over the wire, with certificates of their own. They are idle: what they say was said before.

import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { type Inventory, inventoryDigest, sortedPackages } from '@slipway/core/inventory';
import { instantOfMs } from '@slipway/core/time';
import type { CheckInReply, EnrolReply } from '@slipway/protocol/agent';
import { aCheckIn, anInventory, digestOfText, sha256, someOrigins } from '@slipway/testkit/builders';
import type { ControllerProcess } from '@slipway/testkit/controller-process';
import { median } from '../quantile.ts';
import type { CheckInMeasures } from './measures.ts';
import { AGENTS } from './size.ts';
import { type Line, openLine } from './wire-line.ts';

/** A controller has warmed up after the first minutes of its life: 4,000 check-ins. */
const WARM_UP_ROUNDS = 40;
/** Longer than a contact that says nothing new is left alone: what is measured includes noting and writing it. */
const APART_MS = 12_000;
/** Contacts are written together about a second later, which belongs to what they cost. */
const WRITTEN_MS = 2500;
/** A fifth of the agents checks in all the time, so that a controller at work is measured and not one that has slept. */
const BUSY_SHARE = 0.2;
const BUSY_ROUNDS = 50;
/** Of 80 check-ins each, which take 40 ms together: one collection of garbage would decide a single one. */
const ROUNDS = 7;

type Round = Pick<CheckInMeasures, 'checkInMs' | 'checkInAgainMs' | 'payloadBytes' | 'lineBytes'>;

interface Enrolled {
  readonly certificate: string;
  readonly key: string;
  readonly message: (agentVersion: string) => string;
}

/**
 * All at once, as those of a large fleet come. Their packages are such as no advisory names: what is measured is checking
 * in, not what new exposures ask for.
 */
export async function measureCheckIns(controller: ControllerProcess, image: Inventory): Promise<CheckInMeasures> {
  const packages = image.packages.map((found) => ({ ...found, name: `x${found.name}`, sourceName: 'unheard-of' }));
  const inventory = anInventory({ packages: sortedPackages(packages), origins: someOrigins(packages) });
  const agents: Enrolled[] = [];
  for (let at = 0; at < AGENTS; at += 1) agents.push(await enrolled(controller, inventory, `wire-${at}`));
  // Each with something new, so that writing warms up as well.
  await onOpenLines(controller, agents, async (lines) => {
    for (let round = 1; round <= WARM_UP_ROUNDS; round += 1) await checkInOnce(lines, agents, `0.${round % 2}.0`);
    await checkInOnce(lines, agents);
  });
  await delay(APART_MS);
  return await onOpenLines(controller, agents, async (lines) => {
    const [busy, come] = parted(lines, agents);
    const work = async () => {
      for (let round = 0; round < BUSY_ROUNDS; round += 1) await checkInOnce(busy.lines, busy.agents);
    };
    const rounds: Round[] = [];
    for (let at = 0; at < ROUNDS; at += 1) {
      await delay(at === 0 ? 0 : APART_MS);
      await work();
      await delay(WRITTEN_MS);
      // What its loops take in that time is printed as what it takes while nobody asks.
      const idle = await costOf(controller, 1, async () => await delay(WRITTEN_MS));
      await work();
      const written = await costOf(controller, come.lines.length, async () => {
        const sizes = await checkInOnce(come.lines, come.agents);
        await delay(WRITTEN_MS);
        return sizes;
      });
      const again = await costOf(controller, lines.length, async () => await checkInOnce(lines, agents));
      const checkInMs = written.processorMs - idle.processorMs / come.lines.length;
      rounds.push({ ...written.value, checkInMs, checkInAgainMs: again.processorMs });
    }
    const handshakes = await measureHandshakes(controller, agents);
    return {
      agents: come.agents.length,
      checkInMs: median(rounds.map(({ checkInMs }) => checkInMs)),
      checkInAgainMs: median(rounds.map(({ checkInAgainMs }) => checkInAgainMs)),
      ...handshakes,
      payloadBytes: Math.max(...rounds.map(({ payloadBytes }) => payloadBytes)),
      lineBytes: Math.max(...rounds.map(({ lineBytes }) => lineBytes)),
    };
  });
}

const parted = (lines: readonly Line[], agents: readonly Enrolled[]) => {
  const count = Math.floor(agents.length * BUSY_SHARE);
  return [
    { lines: lines.slice(0, count), agents: agents.slice(0, count) },
    { lines: lines.slice(count), agents: agents.slice(count) },
  ] as const;
};

async function checkInOnce(lines: readonly Line[], agents: readonly Enrolled[], agentVersion = '0.1.0') {
  const sizes = await Promise.all(
    lines.map(async (line, at) => {
      const body = agents[at]?.message(agentVersion) ?? '';
      const answer = await line.ask({ method: 'POST', path: '/agent/v1/check-in', body });
      const reply = JSON.parse(answer.body) as CheckInReply;
      if (answer.status !== 200 || reply.wants.inventory.form !== 'none') {
        throw new Error(`no idle host: ${answer.body}`);
      }
      return { payload: Buffer.byteLength(body) + Buffer.byteLength(answer.body), line: answer.bytes };
    }),
  );
  return {
    payloadBytes: Math.max(...sizes.map(({ payload }) => payload)),
    lineBytes: Math.max(...sizes.map(({ line }) => line)),
  };
}

/** Full ones, and such as begin with what the last one left. */
async function measureHandshakes(controller: ControllerProcess, agents: readonly Enrolled[]) {
  const lines: Line[] = [];
  const full = await costOf(controller, agents.length, async () => {
    for (const agent of agents) lines.push(await openLine({ ...controller, ...agent }));
  });
  // Tickets come after the handshake, with the first answer at the latest.
  for (const line of lines) await line.ask({ method: 'GET', path: '/agent/v1/trust' });
  const sessions = lines.map((line) => line.session());
  for (const line of lines) line.close();
  const again: Line[] = [];
  const resumed = await costOf(controller, agents.length, async () => {
    for (const [at, agent] of agents.entries()) {
      const session = sessions[at];
      again.push(await openLine({ ...controller, ...agent, ...(session === undefined ? {} : { session }) }));
    }
  });
  const isResumed = again.every((line) => line.isResumed);
  for (const line of again) line.close();
  return { handshakeMs: full.processorMs, resumedMs: isResumed ? resumed.processorMs : null };
}

async function onOpenLines<T>(
  controller: ControllerProcess,
  agents: readonly Enrolled[],
  work: (lines: readonly Line[], agents: readonly Enrolled[]) => Promise<T>,
): Promise<T> {
  const lines: Line[] = [];
  for (const agent of agents) lines.push(await openLine({ ...controller, ...agent }));
  const done = await work(lines, agents);
  for (const line of lines) line.close();
  return done;
}

/** Of the controller, for each. */
async function costOf<T>({ processorMs }: ControllerProcess, count: number, work: () => Promise<T>) {
  const before = processorMs();
  const value = await work();
  return { value, processorMs: (processorMs() - before) / count };
}

async function enrolled(controller: ControllerProcess, image: Inventory, hostname: string): Promise<Enrolled> {
  const { certificateRequest, key } = requestFor(hostname);
  const request = {
    protocol: 1,
    token: controller.enrolmentToken,
    hostname,
    machineIdDigest: digestOfText(hostname),
    agentVersion: '0.1.0',
    capabilities: [],
    certificateRequest,
  };
  const stranger = await openLine(controller);
  const enrolment = await stranger.ask({ method: 'POST', path: '/agent/v1/enrol', body: JSON.stringify(request) });
  stranger.close();
  if (enrolment.status !== 200) throw new Error(`not enrolled: ${enrolment.body}`);
  const { certificate } = JSON.parse(enrolment.body) as EnrolReply;
  const inventory: Inventory = { ...image, system: { ...image.system, hostname } };
  const digest = inventoryDigest(inventory, sha256);
  const line = await openLine({ ...controller, certificate, key });
  const body = JSON.stringify({ protocol: 1, form: 'full', digest, inventory });
  const stored = await line.ask({ method: 'PUT', path: '/agent/v1/inventory', body });
  line.close();
  if (stored.status !== 200) throw new Error(`no inventory was stored: ${stored.body}`);
  const message = (agentVersion: string): string =>
    JSON.stringify(aCheckIn({ agentVersion, sentAt: instantOfMs(Date.now()), inventoryDigest: digest }));
  return { certificate, key, message };
}

function requestFor(hostname: string): { readonly certificateRequest: string; readonly key: string } {
  const folder = mkdtempSync(join(tmpdir(), 'slipway-bench-'));
  const [key, request] = [join(folder, 'key.pem'), join(folder, 'request.pem')];
  const curve = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
  const args = ['req', '-new', ...curve, '-keyout', key, '-out', request, '-subj', `/CN=${hostname}`];
  execFileSync('openssl', args, { stdio: 'pipe', env: { PATH: '/usr/bin:/bin', LC_ALL: 'C.UTF-8' } });
  const made = { certificateRequest: readFileSync(request, 'utf8'), key: readFileSync(key, 'utf8') };
  rmSync(folder, { recursive: true });
  return made;
}
