import type { Digest } from '@slipway/core/ids';
import type { Policy } from '@slipway/core/policy';
import { explain } from '@slipway/core/reasons';
import { endpoints } from '@slipway/protocol/api';
import { smallFleet } from '../fleet/index.ts';
import { execOk, writeFileIn } from '../host/index.ts';
import { hostId, labHost, type ManagedFleet, onManagedFleet } from '../managed/index.ts';
import { plainPolicy, reportRollout, startRollout, untilRollout } from '../product/index.ts';
import { demoAppVersions } from '../repository/index.ts';
import { until } from '../until.ts';
import { cutVersion, installedVersion, planned } from './made-update.ts';
import { claim, type Scenario } from './scenario.ts';

const ADDED = '/etc/apt/sources.list.d/added.list';
const UNCHECKED = 'deb [trusted=yes] https://unapproved.invalid/debian stable main\n';
const BROKEN = 'deb nothing\n';
const TIMEOUT_MS = 30_000;
const INVENTORY_TIMEOUT_MS = 120_000;

export const editedSources: Scenario = {
  name: 'repositories',
  claim:
    'sources that somebody edits between plan and turn keep the host as it is, by name and before anything is drained; as they were again, the update is done',
  runsIn: 'full',
  run: (settings, report) =>
    onManagedFleet({ settings, report, fleet: smallFleet('dev1'), policy: policyWithRules() }, async (fleet) => {
      const host = labHost(fleet, 'dev1');
      const version = demoAppVersions.good;
      const patchSet = await cutVersion(fleet, version);
      for (const [content, code] of [
        [UNCHECKED, 'repository-added'],
        [BROKEN, 'repositories-unread'],
      ] as const) {
        const plan = await planned(fleet, 'dev', patchSet);
        await writeFileIn(host, { path: ADDED, content });
        const told = await ended(fleet, plan);
        claim(
          told.code === code && told.step === 'preflight',
          `refused by preflight with ${code}: ${JSON.stringify(told)}`,
        );
        claim(
          (await installedVersion(host)) === `${demoAppVersions.installed} ii`,
          'what was installed still is, and whole',
        );
        report(`${code}: ${told.text}`);
        await execOk(host, ['/bin/rm', ADDED], { timeoutMs: TIMEOUT_MS });
        await untilToldAnew(fleet);
      }
      const { phase } = await ended(fleet, await planned(fleet, 'dev', patchSet));
      claim(phase === 'done', `with its sources as they were the host is done (${phase})`);
      claim((await installedVersion(host)) === `${version} ii`, 'the update is installed, whole');
    }),
};

const policyWithRules = (): Policy => {
  const policy = plainPolicy();
  const repositories = { key: 'required', freshHours: 24, keyDays: 1 } as const;
  return { ...policy, environments: policy.environments.map((each) => ({ ...each, repositories })) };
};

/** What became of the host in a rollout of the plan, until it has ended. */
async function ended(fleet: ManagedFleet, plan: Digest) {
  const rolloutId = await startRollout(fleet.api, plan);
  await untilRollout(fleet.api, rolloutId, ({ rollout }) => rollout.endedAt !== null);
  const [host] = (await reportRollout(fleet.api, rolloutId)).hosts;
  const [failure] = host?.attempt?.failures ?? [];
  const why = failure?.reason ?? host?.reason ?? null;
  return { phase: host?.phase, step: failure?.step, code: why?.code, text: why === null ? '' : explain(why) };
}

/** A plan that is made now is made with the sources as they are now. */
async function untilToldAnew(fleet: ManagedFleet): Promise<void> {
  const since = new Date().toISOString();
  const params = { hostId: hostId(fleet, 'dev1') };
  await fleet.api.ask(endpoints.hosts.refresh, { params });
  await until(
    'the host tells of its sources as they are',
    async () => {
      const { inventory } = await fleet.api.ask(endpoints.hosts.show, { params });
      return inventory !== null && inventory.receivedAt > since ? true : null;
    },
    { timeoutMs: INVENTORY_TIMEOUT_MS },
  );
}
