import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { Digest } from '@slipway/core/ids';
import { endpoints } from '@slipway/protocol/api';
import { type LabHost, readFileIn, writeFileIn } from '../../host/index.ts';
import { hostId, labHost, type ManagedFleet } from '../../managed/index.ts';
import { setModes, slipwayOk, startRollout, untilRollout } from '../../product/index.ts';
import { builtFile, demoAppVersions, versionIn } from '../../repository/index.ts';
import { ending, ledgerOf } from '../ledger.ts';
import { cutVersion, DEMO_APP, planned, servedVersion } from '../made-update.ts';
import { claim } from '../scenario.ts';
import { differingFiles } from '../whole-host.ts';
import { altered, CONFIG, claimInHistory, installedNevra, nevraOf, startedAt } from './on-host.ts';

const { installed, conffile: next } = demoAppVersions;
const CHANGED = 'GREETING="changed by the people of this host"\n';

/** An update with another configuration file, from dev to prod: kept where somebody has changed it, taken where nobody has. */
export async function goesThrough(fleet: ManagedFleet, report: (line: string) => void): Promise<void> {
  const { lab, api } = fleet;
  await writeFileIn(labHost(fleet, 'rdev'), { path: CONFIG, content: CHANGED });
  const patchSet = await cutVersion(fleet, next);
  await claimObserved(fleet, report);
  await setModes(
    api,
    [...fleet.hostIds.values()].map((id) => ({ hostId: id })),
    'adopted',
  );

  const started = new Map<string, string>();
  for (const host of lab.hosts) started.set(host.name, await startedAt(host));
  await rollOut(fleet, 'dev', patchSet);
  await claimKept(labHost(fleet, 'rdev'));
  for (const name of ['rprod1', 'rprod2']) {
    claim((await installedNevra(labHost(fleet, name))) === nevraOf(installed), `${name} waits for its own rollout`);
  }
  await rollOut(fleet, 'prod', patchSet);
  for (const host of lab.hosts) {
    claim((await installedNevra(host)) === nevraOf(next), `${host.name} has exactly what was planned`);
    claim((await servedVersion(host)) === next, `${host.name} serves ${next}`);
    claim((await startedAt(host)) !== started.get(host.name), `the service of ${host.name} was started again`);
    await claimInHistory(host, 'apply');
  }
  for (const name of ['rprod1', 'rprod2']) {
    const host = labHost(fleet, name);
    claim(
      (await readFileIn(host, CONFIG)).includes('COLOUR'),
      `${name}, whose file nobody changed, has the packaged one`,
    );
    claim((await altered(host)) === '', `rpm finds ${name} as the package is: ${await altered(host)}`);
  }
  // The configuration file that its people changed is theirs, and no difference.
  const differing = await differingFiles(fleet, 'rdev');
  claim(differing.length === 0, `every file of rdev is as its package has it: ${differing.join()}`);
  report(`${lab.hosts.length} hosts have ${nevraOf(next)}`);
}

/** What a host says before anybody may change anything on it. */
async function claimObserved(fleet: ManagedFleet, report: (line: string) => void): Promise<void> {
  const { api, controller, lab } = fleet;
  for (const { name } of lab.hosts) {
    const { updates } = await api.ask(endpoints.hosts.updates, { params: { hostId: hostId(fleet, name) } });
    const [update, ...others] = updates?.kind === 'known' ? updates.updates : [];
    claim(
      others.length === 0 && update?.name === DEMO_APP,
      `one update is pending on ${name}: ${JSON.stringify(updates)}`,
    );
    claim(
      update.from === versionIn(lab.repository, installed) && update.to === versionIn(lab.repository, next),
      `from ${update.from} to ${update.to}`,
    );
    claim(update.security, `an advisory of the repository says that it is a matter of security`);
  }
  const page = (await slipwayOk(controller, ['updates', '--security'])).stdout;
  claim(page.includes(DEMO_APP), `slipway updates tells of it: ${page}`);
  report(page.trim());
}

async function rollOut(fleet: ManagedFleet, environment: 'dev' | 'prod', patchSet: Digest): Promise<void> {
  const { api, lab } = fleet;
  const digest = await planned(fleet, environment, patchSet);
  const { items } = await api.ask(endpoints.plans.hostPlans, { params: { digest } });
  const file = createHash('sha256')
    .update(await readFile(builtFile(lab.repository, next)))
    .digest('hex');
  const wanted = `${DEMO_APP} ${versionIn(lab.repository, next)} noarch sha256:${file}`;
  for (const { transaction } of items) {
    const found = transaction.map((one) => `${one.name} ${one.to} ${one.architecture} ${one.file?.sha256}`).join();
    claim(found === wanted, `${environment} is planned with ${wanted}, not ${found}`);
  }
  if (environment === 'dev') await claimTold(fleet, digest);
  const rolloutId = await startRollout(api, digest);
  const { rollout } = await untilRollout(api, rolloutId, (picture) => picture.rollout.endedAt !== null);
  const phases = rollout.hosts.map(({ phase }) => phase).join();
  const ends = await Promise.all(lab.hosts.map(async (host) => `${host.name} ${ending(await ledgerOf(host))}`));
  claim(/^done(?:,done)*$/.test(phases), `every host of ${environment} is done: ${phases}; ${ends.join('; ')}`);
}

async function claimTold({ api }: ManagedFleet, digest: Digest): Promise<void> {
  const plan = await api.ask(endpoints.plans.show, { params: { digest } });
  const notes = [...plan.report.notes, ...plan.notes.map(({ reason }) => reason)];
  claim(
    notes.some(({ code, facts }) => code === 'kept-conffile' && facts['path'] === CONFIG),
    `the plan tells of the kept file before anybody approves: ${JSON.stringify(notes)}`,
  );
}

async function claimKept(host: LabHost): Promise<void> {
  claim((await readFileIn(host, CONFIG)) === CHANGED, `the file that ${host.name} changed is as it was`);
  claim((await readFileIn(host, `${CONFIG}.rpmnew`)).includes('COLOUR'), 'the packaged one lies beside it');
}
