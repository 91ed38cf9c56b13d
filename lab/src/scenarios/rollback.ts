import type { Digest } from '@slipway/core/ids';
import { endpoints } from '@slipway/protocol/api';
import { smallFleet } from '../fleet/index.ts';
import { execOk, type LabHost } from '../host/index.ts';
import { hostId, labHost, type ManagedFleet, onManagedFleet } from '../managed/index.ts';
import { approvePlan, makePlan, plainPolicy, startRollout, untilPending, untilRollout } from '../product/index.ts';
import { demoAppVersions } from '../repository/index.ts';
import { until } from '../until.ts';
import { cutVersion, DEMO_APP, installedVersion, planned, servedVersion } from './made-update.ts';
import { claim, type Scenario } from './scenario.ts';

const { good, installed } = demoAppVersions;
const PLAN_TIMEOUT_MS = 180_000;
const QUESTION_TIMEOUT_MS = 60_000;

/** M35, M48 and C40: production is done, and is taken back by a plan of its own. */
export const rollback: Scenario = {
  name: 'rollback',
  claim:
    'C40: finished hosts go back to the version before by an approved plan, last group first, by their own apt; the version stays away until it is let go',
  runsIn: 'full',
  run: (settings, report) =>
    onManagedFleet(
      { settings, report, fleet: smallFleet('dev1', 'app1', 'app2'), policy: plainPolicy() },
      async (fleet) => {
        const hosts = [labHost(fleet, 'app1'), labHost(fleet, 'app2')];
        // Its owner never asked for it by name: the way there and back leaves that mark alone.
        for (const host of hosts) await marked(host, 'auto');
        const patchSet = await cutVersion(fleet, good);
        await carriedOut(fleet, await planned(fleet, 'dev', patchSet));
        const forth = await carriedOut(fleet, await planned(fleet, 'prod', patchSet));
        for (const host of hosts) claim((await installedVersion(host)) === `${good} ii`, `${host.name} has ${good}`);

        const back = await askedBack(fleet, forth.rolloutId);
        claim(back.takesBack?.rolloutId === forth.rolloutId, 'the plan says which rollout it takes back');
        claim(back.header.bounds.changes.downgrades === 'allowed', 'and that versions may go down');
        const order = back.header.waves.map((wave) => wave.group).join();
        claim(order === forth.groups.toReversed().join(), `the groups go back in the opposite order (${order})`);
        await approvePlan(fleet.api, back.digest);
        await carriedOut(fleet, back.digest);
        for (const host of hosts) {
          claim((await installedVersion(host)) === `${installed} ii`, `${host.name} has ${installed} again, whole`);
          claim((await servedVersion(host)) === installed, `${host.name} serves ${installed}`);
          claim((await marksOf(host)).includes(DEMO_APP), `${host.name} has its mark as before`);
        }
        claim((await servedVersion(labHost(fleet, 'dev1'))) === good, 'dev1, which nobody took back, is as it was');

        await keptAway(fleet, patchSet);
        report(`two hosts went from ${good} back to ${installed}, groups ${order}; ${good} is kept away`);
      },
    ),
};

async function carriedOut(
  fleet: ManagedFleet,
  plan: Digest,
): Promise<{ readonly rolloutId: string; readonly groups: readonly (string | null)[] }> {
  const { header } = await fleet.api.ask(endpoints.plans.show, { params: { digest: plan } });
  const rolloutId = await startRollout(fleet.api, plan);
  const { rollout } = await untilRollout(fleet.api, rolloutId, ({ rollout: { endedAt } }) => endedAt !== null);
  const strays = rollout.hosts.filter(({ phase }) => phase !== 'done');
  claim(strays.length === 0, `every host of ${rolloutId} is done: ${JSON.stringify(strays)}`);
  return { rolloutId, groups: header.waves.map(({ group }) => group) };
}

/** As soon as the hosts have told what they have now: whoever asks earlier is answered by what was known before. */
async function askedBack(fleet: ManagedFleet, rolloutId: string) {
  const params = { rolloutId };
  await until(
    'both hosts can be taken back',
    async () => {
      const { hosts } = await fleet.api.ask(endpoints.rollbacks.scope, { params });
      return hosts.length === 2 && hosts.every(({ reason }) => reason === null) ? true : null;
    },
    { timeoutMs: PLAN_TIMEOUT_MS },
  );
  const { planRequestId } = await fleet.api.ask(endpoints.rollbacks.make, { params, body: { why: 'orders are lost' } });
  const digest = await until(
    'the rollback is planned',
    async () => {
      const { state, planDigest, report } = await fleet.api.ask(endpoints.plans.showRequest, {
        params: { planRequestId },
      });
      claim(state === 'gathering' || planDigest !== null, `there is a plan (${state}: ${JSON.stringify(report)})`);
      return planDigest;
    },
    { timeoutMs: PLAN_TIMEOUT_MS },
  );
  return await fleet.api.ask(endpoints.plans.show, { params: { digest } });
}

/** The archive offers it still, and the same patch set could be planned; but no host is given it. */
async function keptAway(fleet: ManagedFleet, patchSet: Digest): Promise<void> {
  const update = { name: DEMO_APP, to: good };
  for (const name of ['app1', 'app2']) await untilPending(fleet.api, hostId(fleet, name), update);
  const asked = await fleet.api.ask(endpoints.plans.make, { body: { environment: 'prod', patchSetDigest: patchSet } });
  const ended = await until(
    'the same patch set is planned once more',
    async () => {
      const { planRequestId } = asked;
      const request = await fleet.api.ask(endpoints.plans.showRequest, { params: { planRequestId } });
      return request.state === 'gathering' ? null : request;
    },
    { timeoutMs: PLAN_TIMEOUT_MS },
  );
  const codes = ended.report?.leftOut.map(({ reason }) => reason.code) ?? [];
  claim(ended.state === 'empty', `nothing is planned (${ended.state})`);
  claim(codes.filter((code) => code === 'version-quarantined').length === 2, `it is kept from hosts (${codes.join()})`);
  const { items } = await fleet.api.ask(endpoints.quarantines.list, { query: {} });
  for (const { quarantineId } of items) {
    await fleet.api.ask(endpoints.quarantines.lift, { params: { quarantineId }, body: { why: 'it was the proxy' } });
  }
  await makePlan(fleet.api, 'prod', patchSet);
}

const marked = async (host: LabHost, mark: 'auto' | 'manual'): Promise<string> =>
  await execOk(host, ['apt-mark', mark, DEMO_APP], { timeoutMs: QUESTION_TIMEOUT_MS });

const marksOf = async (host: LabHost): Promise<string> =>
  await execOk(host, ['apt-mark', 'showauto'], { timeoutMs: QUESTION_TIMEOUT_MS });
