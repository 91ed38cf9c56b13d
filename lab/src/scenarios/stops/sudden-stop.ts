import { setTimeout as pause } from 'node:timers/promises';
import { demoFleet, type FleetSpec, type Lab } from '../../fleet/index.ts';
import { execOk, type LabHost, startHost, suddenStop, waitUntilRunning } from '../../host/index.ts';
import { labHost, type ManagedFleet, onManagedFleet } from '../../managed/index.ts';
import { cutPatchSet, plainPolicy, reportRollout, startRollout, untilRollout } from '../../product/index.ts';
import { until } from '../../until.ts';
import { ending, ledgerOf, outcomeOf, repeated } from '../ledger.ts';
import { planned } from '../made-update.ts';
import { outputsOf, transactionsOf, unwholePackages } from '../package-database.ts';
import { claim, type Scenario } from '../scenario.ts';

const QUESTION_TIMEOUT_MS = 30_000;
const APPLY_TIMEOUT_MS = 120_000;
/** Beside the attempt, which goes on meanwhile and takes disk and processor. */
const BOOT_TIMEOUT_MS = 120_000;
const FLAG_POLL_MS = 20;

/** When in apply a host is stopped: so long after its begin, or in the state that is hardest to repair. */
type Moment = { readonly afterMs: number } | 'unpacked and still flagged';
const STOPPED_AT: ReadonlyMap<string, Moment> = new Map<string, Moment>([
  ['dev1', { afterMs: 1_500 }],
  ['app1', { afterMs: 5_000 }],
  // Unpacked at its new version, and flagged for reinstallation: apt takes it for done, dpkg refuses it (repair.ts).
  ['app2', 'unpacked and still flagged'],
]);

/** Three hosts of one environment, so that each is stopped in another place of the same real transaction. */
const fleet: FleetSpec = {
  ...demoFleet,
  hosts: demoFleet.hosts
    .filter(({ name }) => STOPPED_AT.has(name))
    .map((host) => ({ ...host, part: 'dev' as const, environment: 'dev', group: null })),
};

/** Real packages with real maintainer scripts: what a stop leaves of them is not what a made package would show. */
export const suddenStopped: Scenario = {
  name: 'sudden-stop',
  claim: "hosts that stop in the middle of apply end at the plan's versions, with a clean package database",
  runsIn: 'ci',
  run: (settings, report) =>
    onManagedFleet({ settings, report, fleet, policy: plainPolicy() }, async (managed) => {
      const patchSet = await cutPatchSet(managed.api, { scope: 'security' });
      const rolloutId = await startRollout(managed.api, await planned(managed, 'dev', patchSet));
      const hosts = [...STOPPED_AT.keys()].map((name) => labHost(managed, name));
      const stopped = await Promise.all(hosts.map((host) => stopDuringApply(managed.lab, host)));
      report(stopped.join(', '));
      const { rollout } = await untilRollout(managed.api, rolloutId, ({ rollout }) => rollout.endedAt !== null);
      claim(rollout.state === 'completed', `the rollout completed (${rollout.state})`);
      await judge(managed, rolloutId, hosts, report);
    }),
};

async function judge(
  managed: ManagedFleet,
  rolloutId: string,
  hosts: readonly LabHost[],
  report: (line: string) => void,
): Promise<void> {
  const { hosts: reported } = await reportRollout(managed.api, rolloutId);
  for (const host of hosts) {
    const ledger = await ledgerOf(host);
    if (outcomeOf(ledger) !== 'done') report(await outputsOf(host));
    claim(outcomeOf(ledger) === 'done', `${host.name} is done by its own ledger: ${ending(ledger)}`);
    claim(ledger.filter(({ kind }) => kind === 'attempt-begun').length === 1, `${host.name} began once`);
    claim(
      repeated(ledger).length === 0,
      `${host.name} repeated no step that had ended: ${repeated(ledger).join(', ')}`,
    );
    const changes = reported.find(({ hostname }) => hostname === host.name)?.changes ?? [];
    claim(
      changes.length > 0 && changes.every(({ state }) => state === 'reached'),
      `${host.name} is at the plan's versions`,
    );
    const unwhole = await unwholePackages(host);
    claim(unwhole === '', `every package of ${host.name} is whole: ${unwhole}`);
    const transactions = (await transactionsOf(host)).length;
    claim(transactions === 2, `${host.name} was stopped in one transaction and needed one more (${transactions})`);
    await claimBootDidNotWait(host);
    report(`${host.name}: ${changes.length} versions reached, ${transactions} transactions`);
  }
}

async function stopDuringApply(lab: Lab, host: LabHost): Promise<string> {
  // Not from the step's own begin: in it the package manager is asked once more before it is let begin.
  await until(`${host.name} applies`, async () => ((await transactionsOf(host)).length > 0 ? true : null), {
    timeoutMs: APPLY_TIMEOUT_MS,
    pollMs: 100,
  });
  const broken = await statesAt(host, STOPPED_AT.get(host.name) ?? { afterMs: 0 });
  await suddenStop(host);
  await startHost(host, lab.network.bridge);
  await waitUntilRunning(host, { timeoutMs: BOOT_TIMEOUT_MS });
  return `${host.name} stopped with ${broken.replaceAll('\n', ', ')}`;
}

/** The attempt went on with the boot, and nobody who waits for the boot waited for it. */
async function claimBootDidNotWait(host: LabHost): Promise<void> {
  const booted = await monotonicOf(host, 'multi-user.target', 'ActiveEnterTimestampMonotonic');
  const begun = await monotonicOf(host, 'slipway-executor.service', 'ExecMainStartTimestampMonotonic');
  const ended = await monotonicOf(host, 'slipway-executor.service', 'ExecMainExitTimestampMonotonic');
  const times = `executor begun ${begun}, boot over ${booted}, executor ended ${ended}`;
  // Without an end it runs still: the rollout is over with its last line, and not with its process.
  const wasUpBefore = begun > 0 && booted > 0 && (ended === 0 || booted < ended);
  claim(wasUpBefore, `${host.name} was up before the attempt ended: ${times}`);
}

/** Microseconds; 0 where it has not happened. */
async function monotonicOf(host: LabHost, unit: string, property: string): Promise<number> {
  const argv = ['systemctl', 'show', `--property=${property}`, '--value', unit];
  return Number((await execOk(host, argv, { timeoutMs: QUESTION_TIMEOUT_MS })).trim());
}

/** Waits for the moment, and answers what was not whole then. Nothing may come between this and the stop. */
async function statesAt(host: LabHost, moment: Moment): Promise<string> {
  if (moment !== 'unpacked and still flagged') {
    await pause(moment.afterMs);
    return unwholePackages(host);
  }
  return until(
    `dpkg of ${host.name} flags a package that it has unpacked`,
    async () => {
      const states = await unwholePackages(host);
      return /^.UR/m.test(states) ? states : null;
    },
    { timeoutMs: APPLY_TIMEOUT_MS, pollMs: FLAG_POLL_MS },
  );
}
