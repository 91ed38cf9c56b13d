import { type FleetSpec, rpmFleet, smallFleet } from '../../fleet/index.ts';
import { exec, execOk, type LabHost, writeFileIn } from '../../host/index.ts';
import { type ManagedFleet, onManagedFleet } from '../../managed/index.ts';
import { agentPackage, plainPolicy, untilRollout } from '../../product/index.ts';
import type { LabSettings } from '../../settings.ts';
import { until } from '../../until.ts';
import { ending, ledgerOf, outcomeOf, repeated } from '../ledger.ts';
import { servedVersion } from '../made-update.ts';
import { killMainProcess } from '../pester.ts';
import { claim, type Scenario } from '../scenario.ts';
import { installedAgent, type Pair, rollOutPair, untilCheckedInAs } from './offer.ts';

const APPLY_TIMEOUT_MS = 120_000;
const QUESTION_TIMEOUT_MS = 30_000;
/** systemd starts the executor again after 2 s. */
const TAKEN_OVER_TIMEOUT_MS = 30_000;
/** Made by the script that waits, and by nothing before it. */
const OPEN = '/var/lib/slipway-demo-app';
const EXECUTOR = 'slipway-executor.service';

export const onDeb = selfUpgrade('self-upgrade', smallFleet('dev1'));
export const onRpm = selfUpgrade('self-upgrade-rpm', {
  ...rpmFleet,
  hosts: rpmFleet.hosts.filter(({ name }) => name === 'rdev'),
});

function selfUpgrade(name: string, fleet: FleetSpec): Scenario {
  return {
    name,
    claim: `C01, C02: a host of the ${fleet.family ?? 'deb'} family upgrades its own agent within an attempt, killed in its middle as well`,
    runsIn: 'full',
    run: (settings, report) =>
      onManagedFleet({ settings, report, fleet, policy: plainPolicy() }, async (managed) => {
        const [host] = managed.lab.hosts;
        if (host === undefined) throw new Error('the fleet has no host');
        const pair = await pairsOf(settings, report, fleet.family);
        await goesOnAsItBegan(managed, host, await pair('0.1.0', '1.0'), await pair('0.1.1', '1.1'));
        report('upgraded by the executor of the version before');
        const agent = await killedWithin(managed, host, await pair('0.1.1', '1.1'), await pair('0.1.2', '1.3'));
        report(`executor killed within the transaction; what went on was ${agent}`);
      }),
  };
}

type MakePair = (agent: '0.1.0' | '0.1.1' | '0.1.2', app: Pair['app']) => Promise<Pair>;

async function pairsOf(
  settings: LabSettings,
  report: (line: string) => void,
  family: FleetSpec['family'],
): Promise<MakePair> {
  return async (version, app) => {
    // The checkout's own version is the one that hosts are enrolled with.
    const built = await agentPackage(settings, report, family, version === '0.1.0' ? undefined : version);
    return { agent: { version, path: built.path }, app };
  };
}

/** Nobody disturbs it: the process that began the attempt ends it, and only then is anything of the new version an executor. */
async function goesOnAsItBegan(fleet: ManagedFleet, host: LabHost, from: Pair, to: Pair): Promise<void> {
  await untilCheckedInAs(fleet, host, from.agent.version);
  await endsProven(fleet, host, await rollOutPair(fleet, from, to), to);
  const ledger = await ledgerOf(host);
  const entries = ledger.flatMap((entry) => (entry.kind === 'step-begun' ? [entry.step] : []));
  claim(new Set(entries).size === entries.length, `no step was entered twice: ${entries.join()}`);
  claim((await restartsOf(host)) === '0', 'and the executor was not started again within it');
}

/** Killed while the package manager works: what systemd starts again is whatever the package has laid down by then. */
async function killedWithin(fleet: ManagedFleet, host: LabHost, from: Pair, to: Pair): Promise<string> {
  const rolloutId = await rollOutPair(fleet, from, to);
  await until(
    'the maintainer script runs',
    async () => (await exec(host, ['test', '-d', OPEN], { timeoutMs: QUESTION_TIMEOUT_MS })).exitCode === 0 || null,
    { timeoutMs: APPLY_TIMEOUT_MS },
  );
  claim(await killMainProcess(host, EXECUTOR), 'the executor is killed within the transaction');
  const executable = await until('it is started again', async () => executableOf(host), {
    timeoutMs: TAKEN_OVER_TIMEOUT_MS,
  });
  await writeFileIn(host, { path: `${OPEN}/continue`, content: '' });
  await endsProven(fleet, host, rolloutId, to);
  const begun = (await ledgerOf(host)).filter((entry) => entry.kind === 'step-begun' && entry.step === 'apply');
  claim(begun.length === 3, `apply of this attempt was entered twice (${begun.length} with the one before)`);
  return executable.endsWith('(deleted)') ? 'the version before' : 'the new version';
}

async function endsProven(fleet: ManagedFleet, host: LabHost, rolloutId: string, to: Pair): Promise<void> {
  const { rollout } = await untilRollout(fleet.api, rolloutId, (picture) => picture.rollout.endedAt !== null);
  const ledger = await ledgerOf(host);
  claim(outcomeOf(ledger) === 'done', `${host.name} is done by its own ledger: ${ending(ledger)}`);
  claim(rollout.hosts[0]?.phase === 'done', `and by the controller's word (${rollout.hosts[0]?.phase})`);
  claim(repeated(ledger).length === 0, `no step that had ended was run again: ${repeated(ledger).join(', ')}`);
  await untilCheckedInAs(fleet, host, to.agent.version);
  claim((await installedAgent(host)) === to.agent.version, `the agent on the disk is ${to.agent.version}`);
  claim((await servedVersion(host)) === to.app, `the service is ${to.app}`);
}

async function restartsOf(host: LabHost): Promise<string> {
  const argv = ['systemctl', 'show', '--property=NRestarts', '--value', EXECUTOR];
  return (await execOk(host, argv, { timeoutMs: QUESTION_TIMEOUT_MS })).trim();
}

/** `null` while it does not run. */
async function executableOf(host: LabHost): Promise<string | null> {
  const argv = ['systemctl', 'show', '--property=MainPID', '--value', EXECUTOR];
  const pid = Number((await execOk(host, argv, { timeoutMs: QUESTION_TIMEOUT_MS })).trim());
  if (pid === 0) return null;
  const link = await exec(host, ['readlink', `/proc/${pid}/exe`], { timeoutMs: QUESTION_TIMEOUT_MS });
  // flock first, which the agent takes the place of.
  return link.exitCode === 0 && link.stdout.includes('slipway-agent') ? link.stdout.trim() : null;
}
