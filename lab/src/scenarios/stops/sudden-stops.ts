import { demoFleet, type FleetSpec } from '../../fleet/index.ts';
import { startHost, suddenStop, waitUntilRunning } from '../../host/index.ts';
import { labHost, type ManagedFleet, onManagedFleet } from '../../managed/index.ts';
import { cutPatchSet, isAtRest, plainPolicy, startRollout, untilRollout } from '../../product/index.ts';
import { planned } from '../made-update.ts';
import type { Scenario } from '../scenario.ts';
import { type Grown, linesNow, type Moment, momentText, seededMoments, untilMoment, whileUp } from './moments.ts';
import { changesOf, claimWholeEnd, endsText, type WholeEnd } from './whole-end.ts';

/** So many stand on a laptop at once; each has one real transaction to be stopped in. */
const HOSTS_AT_ONCE = 5;
/** Five real transactions beside other work. */
const APPLY_TIMEOUT_MS = 20 * 60_000;
const BOOT_TIMEOUT_MS = 5 * 60_000;
const POLL_MS = 30;
const NOTHING_YET: Grown = { dpkg: 0, scriptlets: 0, ledger: 0 };

/** Real packages with real maintainer scripts; the machine's page cache survives, so that a missing sync never shows here. */
export const suddenStops: Scenario = {
  name: 'sudden-stops',
  claim: "hosts that stop at seeded moments of a transaction end at the plan's versions or as they were, whole",
  runsIn: 'full',
  times: { quick: HOSTS_AT_ONCE, full: 30 },
  run: async (settings, report, { times, first, seed }) => {
    report(`stops ${first} to ${times}, seed ${seed}`);
    const ends: WholeEnd[] = [];
    for (let done = first - 1; done < times; done += HOSTS_AT_ONCE) {
      const fleet = hostsOfDev(Math.min(HOSTS_AT_ONCE, times - done));
      await onManagedFleet({ settings, report, fleet, policy: plainPolicy() }, async (managed) => {
        ends.push(...(await stoppedEach(managed, { seed, done, report })));
      });
    }
    report(endsText(ends));
  },
};

function hostsOfDev(count: number): FleetSpec {
  const hosts = demoFleet.hosts.slice(0, count);
  return {
    ...demoFleet,
    hosts: hosts.map((host) => ({ ...host, part: 'dev' as const, environment: 'dev', group: null })),
  };
}

/** Each host of the fleet once, all in one rollout. */
async function stoppedEach(
  managed: ManagedFleet,
  { seed, done, report }: { readonly seed: number; readonly done: number; readonly report: (line: string) => void },
): Promise<readonly WholeEnd[]> {
  const plan = await planned(managed, 'dev', await cutPatchSet(managed.api, { scope: 'security' }));
  const stops = await Promise.all(
    managed.lab.hosts.map(async ({ name }, at) => {
      const changes = await changesOf(managed, plan, name);
      const count = done + at + 1;
      const moment = seededMoments({ seed, count, packages: changes.length, log: 'dpkg' }).at(-1);
      return { host: labHost(managed, name), changes, moment: moment ?? { log: 'dpkg', line: 1 }, number: count };
    }),
  );
  const before = await Promise.all(stops.map(async ({ host }) => linesNow(host)));
  const rolloutId = await startRollout(managed.api, plan);
  await Promise.all(
    stops.map(async ({ host, moment }, at) => stopAt(managed, host.name, moment, before[at] ?? NOTHING_YET)),
  );
  await untilRollout(managed.api, rolloutId, isAtRest);
  const ends: WholeEnd[] = [];
  for (const { host, changes, moment, number } of stops) {
    const end = await claimWholeEnd(host, changes, report);
    report(`stop ${number}, at ${momentText(moment)}: ${end.outcome}, ${end.transactions} transactions`);
    ends.push(end);
  }
  return ends;
}

async function stopAt(managed: ManagedFleet, name: string, moment: Moment, before: Grown): Promise<void> {
  const host = labHost(managed, name);
  await untilMoment(host, moment, { before, timeoutMs: APPLY_TIMEOUT_MS, pollMs: POLL_MS });
  // One that goes down by itself right now is stopped by what starts it: nothing that is left of it may run on.
  await whileUp(() => suddenStop(host));
  await startHost(host, managed.lab.network.bridge);
  await waitUntilRunning(host, { timeoutMs: BOOT_TIMEOUT_MS });
}
