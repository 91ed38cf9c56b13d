import type { LedgerEntry } from '@slipway/core/execution';
import type { Digest } from '@slipway/core/ids';
import { execOk, type LabHost } from '../host/index.ts';
import { hostId, labHost, type ManagedFleet } from '../managed/index.ts';
import {
  approvePlan,
  cutPatchSet,
  isAtRest,
  makePlan,
  startRollout,
  untilPending,
  untilRollout,
} from '../product/index.ts';
import { type DemoAppVersion, demoAppVersions, publish, versionIn } from '../repository/index.ts';
import { until } from '../until.ts';
import { ending, ledgerOf } from './ledger.ts';
import { claim } from './scenario.ts';

const QUESTION_TIMEOUT_MS = 30_000;
const APPLY_TIMEOUT_MS = 60_000;

export const DEMO_APP = 'slipway-demo-app';

/** Offers the version beside the installed one, lets every host see it, and cuts it. */
export async function cutVersion(fleet: ManagedFleet, version: DemoAppVersion): Promise<Digest> {
  await publish(fleet.lab.repository, [demoAppVersions.installed, version]);
  const wanted = { name: DEMO_APP, to: versionIn(fleet.lab.repository, version) };
  await Promise.all(fleet.lab.hosts.map(({ name }) => untilPending(fleet.api, hostId(fleet, name), wanted)));
  return cutPatchSet(fleet.api, { scope: 'security' });
}

/** The made package alone, whatever else is pending. */
export async function cutDemoApp({ api }: ManagedFleet): Promise<Digest> {
  return await cutPatchSet(api, { scope: 'named', named: { packages: [DEMO_APP], advisories: [] } });
}

/** Plans and, where the environment's rule wants a person, approves. */
export async function planned(fleet: ManagedFleet, environment: 'dev' | 'prod', patchSet: Digest): Promise<Digest> {
  const plan = await makePlan(fleet.api, environment, patchSet);
  if (environment === 'prod') await approvePlan(fleet.api, plan);
  return plan;
}

/** From the made version to a rollout of it that has begun. Answers its id. */
export async function rollOutVersion(
  fleet: ManagedFleet,
  environment: 'dev' | 'prod',
  version: DemoAppVersion,
): Promise<string> {
  return startRollout(fleet.api, await planned(fleet, environment, await cutVersion(fleet, version)));
}

/** Starts the plan, and answers what this host wrote into its ledger until all of it was at rest. */
export async function rolledOut(
  fleet: ManagedFleet,
  plan: Digest,
  { name, as }: { readonly name: string; readonly as: 'done' | 'part-done' },
): Promise<readonly LedgerEntry[]> {
  const host = labHost(fleet, name);
  const known = (await ledgerOf(host)).length;
  const { rollout } = await untilRollout(fleet.api, await startRollout(fleet.api, plan), isAtRest);
  const ledger = (await ledgerOf(host)).slice(known);
  const seen = rollout.hosts.find((one) => one.hostId === hostId(fleet, name));
  claim(seen?.phase === as, `${name} is ${as} (${JSON.stringify(seen)}): ${ending(ledger)}`);
  return ledger;
}

/** The maintainer script of the version that waits holds the transaction open. */
export async function isApplying(host: LabHost): Promise<boolean> {
  return (await installedVersion(host)).endsWith('iF');
}

export async function untilApplying(host: LabHost): Promise<void> {
  await until('the maintainer script runs', async () => ((await isApplying(host)) ? true : null), {
    timeoutMs: APPLY_TIMEOUT_MS,
  });
}

/** What the service itself says that it is. */
export async function servedVersion(host: LabHost): Promise<string> {
  const answer = await execOk(host, ['curl', '-sS', '-f', 'http://127.0.0.1:8090/'], {
    timeoutMs: QUESTION_TIMEOUT_MS,
  });
  return /^slipway-demo-app (\S+):/.exec(answer)?.[1] ?? answer;
}

/** Version and state as dpkg has them: `1.0 ii`. */
export async function installedVersion(host: LabHost): Promise<string> {
  // biome-ignore lint/suspicious/noTemplateCurlyInString: a dpkg-query format, not a template
  const argv = ['dpkg-query', '-W', '-f', '${Version} ${db:Status-Abbrev}', DEMO_APP];
  return (await execOk(host, argv, { timeoutMs: QUESTION_TIMEOUT_MS })).trim();
}

/** Lines of dpkg's own log that say that a version was unpacked over another. */
export async function upgradesDone(host: LabHost): Promise<readonly string[]> {
  const log = await execOk(host, ['cat', '/var/log/dpkg.log'], { timeoutMs: QUESTION_TIMEOUT_MS });
  return log.split('\n').filter((line) => line.includes(` upgrade ${DEMO_APP}:`));
}
