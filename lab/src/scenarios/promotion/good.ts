import type { Digest, HostId } from '@slipway/core/ids';
import { endpoints, type PromotionAnswer } from '@slipway/protocol/api';
import { hostId, labHost, type ManagedFleet } from '../../managed/index.ts';
import { showRollout, slipwayOk, untilRollout } from '../../product/index.ts';
import { demoAppVersions, publishedVersions } from '../../repository/index.ts';
import { DEMO_APP, installedVersion, servedVersion } from '../made-update.ts';
import { claim } from '../scenario.ts';
import { beginWindow, builtDigest, offer, programDigest } from './offer.ts';
import { approveAs, type People, planWaiting } from './people.ts';
import { openSite, UNPRIVILEGED } from './plug-in.ts';
import { HOSTS, hostsOf, TIERS, type Tier } from './tiers.ts';
import { isOver, promotionsOf, untilPromotion } from './watching.ts';

const { installed, good, conffile } = demoAppVersions;

/** By itself from dev to prod but for the names, and the same files everywhere, although the archive has others by then. */
export async function goodGoesThrough(
  fleet: ManagedFleet,
  people: People,
  report: (line: string) => void,
): Promise<Digest> {
  await offer(fleet, good, [installed]);
  await beginWindow(fleet);
  const dev = await passes(fleet, 'dev');
  await claimEvery(fleet, 'dev', good);
  // What dev has proven is gone from the archive, and so is what it replaced.
  await offer(fleet, conffile);
  claim(!(await publishedVersions(fleet.lab.repository)).includes(good), `${good} has left the archive`);
  await passes(fleet, 'test');
  report(`dev and test have ${good} by themselves; the archive has ${conffile} alone`);

  const uat = await planWaiting(fleet.api, 'uat');
  await claimEvery(fleet, 'uat', installed);
  await approveAs([people.mara, people.noor], uat);
  await throughTheGate(fleet, report);
  await passes(fleet, 'uat');

  const prod = await planWaiting(fleet.api, 'prod');
  await claimEvery(fleet, 'prod', installed);
  await approveAs([people.noor, people.sam], prod);
  await passes(fleet, 'prod');
  await sameEverywhere(fleet, dev.patchSetDigest);
  await namesWereAll(fleet, people);
  report((await slipwayOk(fleet.controller, ['promotion', 'list'])).stdout);
  return dev.patchSetDigest;
}

async function passes(fleet: ManagedFleet, tier: Tier): Promise<PromotionAnswer> {
  const promotion = await untilPromotion(fleet, { tier }, isOver);
  const { state, outcome } = promotion;
  claim(state === 'done' && outcome?.done === 2, `${tier} is done: ${state} ${JSON.stringify(outcome)}`);
  return promotion;
}

async function claimEvery(fleet: ManagedFleet, tier: Tier, version: string): Promise<void> {
  for (const name of hostsOf(tier)) {
    const host = labHost(fleet, name);
    claim((await installedVersion(host)) === `${version} ii`, `${name} has ${version}, whole`);
    claim((await servedVersion(host)) === version, `${name} serves ${version}`);
  }
}

/** Between the two hosts of uat: read on the first by its reporter, closed as long as the plug-in says so. */
async function throughTheGate(fleet: ManagedFleet, report: (line: string) => void): Promise<void> {
  const { rolloutId } = await untilPromotion(fleet, { tier: 'uat' }, (one) => one.rolloutId !== null);
  claim(rolloutId !== null, 'uat has a rollout');
  const closed = await untilRollout(
    fleet.api,
    rolloutId,
    ({ gates = [] }) => gates.some(({ state }) => state === 'closed'),
    { sentence: 'the plug-in has closed the gate' },
  );
  const found = closed.gates?.map((one) => one.found).join() ?? '';
  claim(found.includes(`CRITICAL - closed, ${UNPRIVILEGED}`), `it was run under the unit of the reporter: ${found}`);
  const [first, second] = waveOrder(closed.rollout.hosts, fleet);
  claim((await installedVersion(labHost(fleet, first))) === `${good} ii`, `${first} went first`);
  claim((await installedVersion(labHost(fleet, second))) === `${installed} ii`, `${second} waits behind the gate`);
  const why = (await showRollout(fleet.api, rolloutId)).waiting.map(({ reason }) => reason.code).join();
  claim(why === 'gate-closed', `and says so: ${why}`);
  report(`the gate: ${found}`);

  await openSite(labHost(fleet, first));
  // Nobody comes after the second: by what is read of it the rollout ends.
  const last = await untilRollout(
    fleet.api,
    rolloutId,
    (shown) =>
      (shown.gates ?? []).some(({ state, found: text }) => state === 'closed' && text?.includes(second) === true),
    { sentence: 'the plug-in of the last host holds up the end' },
  );
  claim(last.rollout.endedAt === null, `it has not ended while ${second} is ill`);
  await openSite(labHost(fleet, second));
  const { gates = [] } = await untilRollout(fleet.api, rolloutId, ({ rollout }) => rollout.endedAt !== null);
  claim(
    gates.length === 2 && gates.every(({ state }) => state === 'open'),
    `by what was read: ${JSON.stringify(gates)}`,
  );
  const readings = (await slipwayOk(fleet.controller, ['host', 'readings', first])).stdout;
  claim(readings.includes(`OK - open, ${UNPRIVILEGED}`), `the host says so: ${readings}`);
}

function waveOrder(
  hosts: readonly { readonly hostId: HostId; readonly wave: number }[],
  fleet: ManagedFleet,
): readonly [string, string] {
  const inWave = (wave: number): string => {
    const found = hosts.find((host) => host.wave === wave)?.hostId;
    const name = hostsOf('uat').find((one) => hostId(fleet, one) === found);
    claim(name !== undefined, `a host of uat is in wave ${wave + 1}`);
    return name;
  };
  return [inWave(0), inWave(1)];
}

/** Version and hash as planned, and as they lie on the disks. */
async function sameEverywhere(fleet: ManagedFleet, patchSet: Digest): Promise<void> {
  const { api } = fleet;
  const all = await promotionsOf(fleet);
  claim(all.length === TIERS.length, `one promotion for each environment: ${all.map((one) => one.promotionId).join()}`);
  const wanted = await builtDigest(fleet, good);
  for (const { environment, evidence, by, patchSetDigest, planDigest } of all) {
    claim(
      patchSetDigest === patchSet && by === 'schedule',
      `${environment}: the same patch set, by the schedule (${by})`,
    );
    const against = evidence.items.filter(({ answer }) => answer === 'no');
    claim(against.length === 0, `${environment} entered on evidence: ${JSON.stringify(against)}`);
    claim(planDigest !== null, `${environment} has a plan`);
    for (const { transaction } of (await api.ask(endpoints.plans.hostPlans, { params: { digest: planDigest } }))
      .items) {
      const planned = transaction.map(({ name, to, file }) => `${name} ${to} ${file?.sha256}`).join();
      claim(planned === `${DEMO_APP} ${good} ${wanted}`, `${environment} is planned with ${planned}`);
    }
  }
  const programs = await Promise.all(HOSTS.map(async (name) => await programDigest(labHost(fleet, name))));
  claim(new Set(programs).size === 1, `the program is the same on every host: ${programs.join()}`);
  await claimEvery(fleet, 'prod', good);
}

/** What was cut, planned and started was so by the schedule; people only put their names to plans. */
async function namesWereAll({ api }: ManagedFleet, { mara, noor, sam }: People): Promise<void> {
  const { items } = await api.ask(endpoints.audit.list, { query: { limit: 1000 } });
  const acts = items.filter(({ action }) => /^(?:patch-set|plan|rollout)[.]/.test(action));
  const by = (who: string): readonly string[] => acts.filter((one) => one.who === who).map(({ action }) => action);
  for (const act of ['patch-set.cut', 'plan.make', 'rollout.start']) {
    const count = by('schedule').filter((one) => one === act).length;
    claim(count === (act === 'patch-set.cut' ? 1 : TIERS.length), `${act} by the schedule: ${count}`);
  }
  const named = [mara, noor, sam].map(({ name }) => `${name} ${by(name).join(' ')}`).join(', ');
  const expected = 'mara plan.approve, noor plan.approve plan.approve, sam plan.approve';
  claim(named === expected, `people gave names and did nothing else: ${named}`);
  const others = acts.filter(({ who }) => !['schedule', 'policy', mara.name, noor.name, sam.name].includes(who));
  claim(others.length === 0, `nobody else did anything: ${JSON.stringify(others)}`);
}
