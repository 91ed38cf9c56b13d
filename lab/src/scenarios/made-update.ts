import type { Digest } from '@slipway/core/ids';
import { execOk, type LabHost } from '../host/index.ts';
import { hostId, type ManagedFleet } from '../managed/index.ts';
import { approvePlan, cutPatchSet, makePlan, startRollout, untilPending } from '../product/index.ts';
import { type DemoAppVersion, demoAppVersions, publish, versionIn } from '../repository/index.ts';

const QUESTION_TIMEOUT_MS = 30_000;

export const DEMO_APP = 'slipway-demo-app';

/** Offers the version beside the installed one, lets every host see it, and cuts it. */
export async function cutVersion(fleet: ManagedFleet, version: DemoAppVersion): Promise<Digest> {
  await publish(fleet.lab.repository, [demoAppVersions.installed, version]);
  const wanted = { name: DEMO_APP, to: versionIn(fleet.lab.repository, version) };
  await Promise.all(fleet.lab.hosts.map(({ name }) => untilPending(fleet.api, hostId(fleet, name), wanted)));
  return cutPatchSet(fleet.api, { scope: 'security' });
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
