import { setTimeout as pause } from 'node:timers/promises';
import type { Digest } from '@slipway/core/ids';
import { endpoints } from '@slipway/protocol/api';
import { labHost, type ManagedFleet } from '../../managed/index.ts';
import { isAtRest, reportRollout, slipwayOk, untilRollout } from '../../product/index.ts';
import { demoAppVersions } from '../../repository/index.ts';
import { ledgerOf } from '../ledger.ts';
import { installedVersion, servedVersion } from '../made-update.ts';
import { claim } from '../scenario.ts';
import { beginWindow, offer } from './offer.ts';
import { hostsOf, type Tier } from './tiers.ts';
import { isOver, promotionsOf, untilPromotion, whyNotIn } from './watching.ts';

const { good, conffile, picky } = demoAppVersions;
/** Many times what the schedule takes from one environment to the next. */
const NOTHING_HAPPENS_MS = 20_000;
const LATER: readonly Tier[] = ['uat', 'prod'];

/** Fine in dev, whose hosts have no settings of their own; in test its service does not start, and there it ends. */
export async function badIsFoundInTest(
  fleet: ManagedFleet,
  { proven, report }: { readonly proven: Digest; readonly report: (line: string) => void },
): Promise<void> {
  const before = await ledgersOf(fleet);
  await offer(fleet, picky, [conffile]);
  await beginWindow(fleet);
  const dev = await untilPromotion(fleet, { tier: 'dev' }, (one) => isOver(one) && one.patchSetDigest !== proven);
  claim(dev.state === 'done', `dev is content with ${picky}: ${dev.state} ${JSON.stringify(dev.outcome)}`);
  for (const name of hostsOf('dev')) {
    claim((await servedVersion(labHost(fleet, name))) === picky, `${name} serves ${picky}`);
  }

  const patchSet = dev.patchSetDigest;
  const test = await untilPromotion(fleet, { tier: 'test', patchSet }, ({ rolloutId }) => rolloutId !== null);
  claim(test.rolloutId !== null, 'test has a rollout');
  await wentBack(fleet, test.rolloutId);
  await claimUntouched(fleet, patchSet, before);
  const stopped = await whyNotIn(fleet, 'uat');
  claim(stopped === 'evidence-not-passed', `uat does not take it while test is not through: ${stopped}`);

  // A person has looked at it, and ends it.
  await slipwayOk(fleet.controller, ['rollout', 'abort', test.rolloutId]);
  const ended = await untilPromotion(fleet, { tier: 'test', patchSet }, isOver);
  claim(ended.state === 'failed', `test has failed with it: ${ended.state}`);
  await pause(NOTHING_HAPPENS_MS);
  const failed = await whyNotIn(fleet, 'uat');
  claim(failed === 'evidence-hosts-missing', `uat does not take what failed in test: ${failed}`);
  await claimUntouched(fleet, patchSet, before);
  const page = (await slipwayOk(fleet.controller, ['promotion', 'show', ended.promotionId])).stdout;
  report(page);
  for (const name of hostsOf('test')) claim(page.includes(name), `the page names ${name}`);
  report((await slipwayOk(fleet.controller, ['promotion', 'next'])).stdout);
  await noQuarantine(fleet);
}

async function wentBack(fleet: ManagedFleet, rolloutId: string): Promise<void> {
  const { rollout } = await untilRollout(fleet.api, rolloutId, isAtRest);
  const { hosts, reason } = await reportRollout(fleet.api, rolloutId);
  claim(rollout.state === 'stopped' && reason?.code === 'stopped-by-budget', `${rollout.state}: ${reason?.code}`);
  for (const { hostname, wave, phase, reason: why } of hosts) {
    const wanted = wave === 0 ? 'gone-back' : 'waiting';
    claim(phase === wanted, `${hostname}, of wave ${wave + 1}, is ${wanted} (${phase}, ${why?.code})`);
    const host = labHost(fleet, hostname);
    claim((await installedVersion(host)) === `${good} ii`, `${hostname} has ${good}, whole`);
    claim((await servedVersion(host)) === good, `${hostname} serves ${good}`);
  }
}

type Ledgers = ReadonlyMap<string, number>;

/** Lines of the ledger of every host to which it must never come. */
async function ledgersOf(fleet: ManagedFleet): Promise<Ledgers> {
  const names = LATER.flatMap(hostsOf);
  return new Map(
    await Promise.all(names.map(async (name) => [name, (await ledgerOf(labHost(fleet, name))).length] as const)),
  );
}

/** By the controller's word, and by that of the hosts themselves. */
async function claimUntouched(fleet: ManagedFleet, patchSet: Digest, before: Ledgers): Promise<void> {
  const entered = (await promotionsOf(fleet)).filter((one) => one.patchSetDigest === patchSet);
  const places = entered
    .map(({ environment }) => environment)
    .sort()
    .join();
  claim(places === 'dev,test', `it has entered dev and test alone: ${places}`);
  const now = await ledgersOf(fleet);
  for (const [name, lines] of before) {
    const host = labHost(fleet, name);
    claim(now.get(name) === lines, `the ledger of ${name} has no new line (${lines}, ${now.get(name)})`);
    claim((await installedVersion(host)) === `${good} ii`, `${name} has ${good}`);
    claim((await servedVersion(host)) === good, `${name} serves ${good}`);
  }
}

/** One host failed with it and two came through: that may be the host, and is for a person to say. */
async function noQuarantine(fleet: ManagedFleet): Promise<void> {
  const { items } = await fleet.api.ask(endpoints.quarantines.list, { query: {} });
  claim(items.length === 0, `one host that failed keeps a version from nobody: ${JSON.stringify(items)}`);
}
