import { join } from 'node:path';
import type { RolloutReport } from '@slipway/protocol/api';
import { type AddressMove, lookAtVersions, stepTable, watchAddress } from '../../demo/index.ts';
import { addressHolder, eightFleet, hostNamed, type Lab, runHook } from '../../fleet/index.ts';
import { bootId, type LabHost } from '../../host/index.ts';
import { type ManagedFleet, onManagedFleet } from '../../managed/index.ts';
import { approvePlan, cutPatchSet, makePlan, reportRollout, startRollout, untilRollout } from '../../product/index.ts';
import { claim, type Scenario } from '../scenario.ts';
import { type Seen, useAll } from './in-use.ts';
import { order, told } from './told.ts';

/** Well under an hour. Half of one is many times what two cores need. */
const ROLLOUT_MS_MAX = 30 * 60_000;
/** What the issue of the product's description allows a switchover. */
const PAUSE_MS_MAX = 10_000;

export const fleetOfEight: Scenario = {
  name: 'fleet',
  claim: 'eight hosts are patched and rebooted in two groups; no page fails, nothing acknowledged is lost',
  runsIn: 'full',
  run: (settings, report) =>
    onManagedFleet(
      { settings, report, fleet: eightFleet, policy: { file: join(import.meta.dirname, 'policy.yaml') } },
      async (fleet) => {
        const { api, lab } = fleet;
        const patchSet = await cutPatchSet(api, { scope: 'security' });
        const plan = await makePlan(api, 'prod', patchSet);
        await approvePlan(api, plan);
        const before = await bootIds(lab.hosts);
        await startFromFirst(lab);
        const using = await useAll(lab);
        const moves = watchAddress(lab);
        const rolloutId = await startRollout(api, plan);
        report(`rollout of ${lab.hosts.length} hosts begun, with page, queue and database in use`);
        await untilRollout(api, rolloutId, ({ rollout }) => rollout.endedAt !== null || rollout.state === 'stopped', {
          timeoutMs: ROLLOUT_MS_MAX,
        });
        const moved = await moves.stop();
        const seen = await using.end();
        const rollout = await reportRollout(api, rolloutId);
        for (const line of [...stepTable(rollout.hosts), ...told(rollout, seen, moved)]) report(line);
        claimPatched(rollout);
        await claimOnHosts(fleet, { rollout, before });
        claimInUse(seen, moved);
      },
    ),
};

/** The same start every time, whoever's boot was the faster one: the address then has to move away from both. */
async function startFromFirst(lab: Lab): Promise<void> {
  if ((await addressHolder(lab))?.name !== 'lb2') return;
  for (const hook of ['keepalived-drain', 'keepalived-undrain']) {
    const { answer, evidence } = await runHook(hostNamed(lab, 'lb2'), hook);
    claim(answer === 'yes', `lb2: ${hook}: ${evidence}`);
  }
}

function claimPatched(rollout: RolloutReport): void {
  claim(
    rollout.state === 'completed',
    `the rollout is completed (${rollout.state}: ${JSON.stringify(rollout.reason)})`,
  );
  claim(rollout.hosts.length === 8, `eight hosts were in it (${rollout.hosts.length})`);
  for (const { hostname, phase, reason, changes, attempt, staleProcesses } of rollout.hosts) {
    claim(phase === 'done', `${hostname} is done (${phase}: ${JSON.stringify(reason)})`);
    claim(changes.length > 0, `${hostname} got updates of Debian`);
    claim(staleProcesses === 0, `nothing on ${hostname} runs old code (${staleProcesses})`);
    const steps = (attempt?.steps ?? []).filter(({ outcome }) => outcome === 'done').map(({ step }) => step);
    for (const step of ['ask-cluster', 'drain', 'apply', 'reboot', 'verify', 'settle', 'undrain', 'confirm'] as const) {
      claim(steps.includes(step), `${hostname} went through ${step} (${steps.join(', ')})`);
    }
  }
  const groups = order(rollout);
  const expected = ['app1 db1 lb1 rabbitmq1', 'app2 db2 lb2 rabbitmq2'];
  claim(groups.map(({ hosts }) => hosts.join(' ')).join() === expected.join(), 'one group went after the other');
  claim((groups[0]?.to ?? 0) <= (groups[1]?.from ?? 0), 'the second began when the first had ended');
}

/** Past agent and controller. */
async function claimOnHosts(
  { lab }: ManagedFleet,
  { rollout, before }: { readonly rollout: RolloutReport; readonly before: ReadonlyMap<string, string> },
): Promise<void> {
  const { differences } = await lookAtVersions(lab.hosts, rollout);
  claim(differences.length === 0, differences.join('; '));
  for (const [name, id] of await bootIds(lab.hosts)) claim(before.get(name) !== id, `${name} rebooted`);
}

function claimInUse({ page, queue, database, standbyHas }: Seen, moves: readonly AddressMove[]): void {
  claim(page.failed === 0, `no page failed: ${JSON.stringify(page.firstFailures)}`);
  claim(page.asked >= (page.spanMs / 100) * 0.95, `the page was asked for ten times a second (${page.asked})`);
  claim(moves.length >= 2, `the address moved away from both (${moves.length} moves)`);
  for (const [name, { acknowledged, lost, spanMs }] of [
    ['queue', queue],
    ['database', database],
  ] as const) {
    claim(lost.length === 0, `the ${name} lost what it had acknowledged: ${lost.slice(0, 20).join(', ')}`);
    claim(acknowledged >= spanMs / 1000, `the ${name} was written to throughout (${acknowledged} in ${spanMs} ms)`);
  }
  const [longest] = database.pauses;
  claim((longest?.ms ?? 0) < PAUSE_MS_MAX, `the database took no write for ${longest?.ms} ms`);
  claim(standbyHas === database.acknowledged, `the standby has all rows too (${standbyHas})`);
}

async function bootIds(hosts: readonly LabHost[]): Promise<ReadonlyMap<string, string>> {
  return new Map(await Promise.all(hosts.map(async (host) => [host.name, await bootId(host)] as const)));
}
