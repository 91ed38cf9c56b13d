import { setTimeout as pause } from 'node:timers/promises';
import type { LabHost } from '../../host/index.ts';
import { execOk } from '../../host/index.ts';
import type { LabSettings } from '../../settings.ts';
import {
  byHand,
  type MadeHost,
  type MadePackage,
  offer,
  onMadeHost,
  plannedFor,
  rolledOut,
  untilStaged,
} from './made-host.ts';
import { processorMsOf } from './processor-time.ts';

/** One run, from the first thing that is done to the host to the last. */
export interface HostRun {
  readonly wallMs: number;
  readonly processorMs: number;
}

export interface HostOverhead {
  /** In the order in which they were taken, each of ours beside one by hand. */
  readonly bySlipway: readonly (HostRun & { readonly steps: ReadonlyMap<string, number> })[];
  readonly byHand: readonly HostRun[];
  readonly packages: number;
}

const PACKAGES = 10;
const ROUNDS = 3;
const PACKAGE_BYTES = 40_000;
/** The host looks at itself after an attempt, and after a change by hand; that is no part of the next run. */
const QUIET_MS = 6_000;
const APT_TIMEOUT_MS = 10 * 60_000;

/** Ten small updates by one rollout, and the same ten by `apt-get install`, three times each on one host. */
export async function measureHostOverhead(
  settings: LabSettings,
  report: (line: string) => void,
): Promise<HostOverhead> {
  return onMadeHost(settings, report, async (made) => {
    const bySlipway: (HostRun & { readonly steps: ReadonlyMap<string, number> })[] = [];
    const hand: HostRun[] = [];
    let standing = await tenAt(made, '1.0');
    await offer(made, standing);
    await refreshed(made.host);
    await byHand(made.host, standing);
    for (let round = 1; round <= ROUNDS; round += 1) {
      const next = await tenAt(made, `1.${round}`);
      await offer(made, [...standing, ...next]);
      await refreshed(made.host);
      hand.push(await timed(made.host, async () => inUnit(made.host, next)));
      await byHand(made.host, standing);
      bySlipway.push(await attempt(made, next));
      standing = next;
      report(`round ${round} of ${ROUNDS}`);
    }
    return { bySlipway, byHand: hand, packages: PACKAGES };
  });
}

async function tenAt({ build }: MadeHost, version: string): Promise<readonly MadePackage[]> {
  const packages: MadePackage[] = [];
  for (let at = 0; at < PACKAGES; at += 1) {
    packages.push(await build({ name: `slipway-small-${at}`, version, bytes: PACKAGE_BYTES }));
  }
  return packages;
}

async function attempt(
  made: MadeHost,
  next: readonly MadePackage[],
): Promise<HostRun & { readonly steps: ReadonlyMap<string, number> }> {
  const [last] = next.slice(-1);
  if (last === undefined) throw new Error('nothing is offered');
  const plan = await plannedFor(made, last);
  await untilStaged(made);
  await pause(QUIET_MS);
  const before = await processorMsOf(made.host);
  const { begunAtMs, endedAtMs, steps } = await rolledOut(made, plan);
  const processorMs = (await processorMsOf(made.host)) - before;
  return { wallMs: endedAtMs - begunAtMs, processorMs, steps };
}

async function timed(host: LabHost, work: () => Promise<void>): Promise<HostRun> {
  await pause(QUIET_MS);
  const before = await processorMsOf(host);
  const startedAt = performance.now();
  await work();
  const wallMs = performance.now() - startedAt;
  return { wallMs, processorMs: (await processorMsOf(host)) - before };
}

/** In a unit of the host, so that what it takes counts as the host's. */
async function inUnit(host: LabHost, packages: readonly MadePackage[]): Promise<void> {
  const wanted = packages.map(({ name, version }) => `${name}=${version}`);
  const unit = ['systemd-run', '--quiet', '--wait', '--collect', '--setenv=DEBIAN_FRONTEND=noninteractive', '--'];
  await execOk(host, [...unit, 'apt-get', 'install', '-y', ...wanted], { timeoutMs: APT_TIMEOUT_MS });
}

async function refreshed(host: LabHost): Promise<void> {
  await execOk(host, ['apt-get', 'update'], { timeoutMs: APT_TIMEOUT_MS });
}
