import { setTimeout as pause } from 'node:timers/promises';
import { smallFleet } from '../fleet/index.ts';
import { exec, execOk, type LabHost, readFileIn, writeFileIn } from '../host/index.ts';
import { hostId, labHost, type ManagedFleet, onManagedFleet } from '../managed/index.ts';
import { hostNamedIn, plainPolicy, setModes, showRollout, startRollout, untilRollout } from '../product/index.ts';
import { demoAppVersions } from '../repository/index.ts';
import { until } from '../until.ts';
import { ledgerOf } from './ledger.ts';
import { cutVersion, installedVersion, planned } from './made-update.ts';
import { claim, type Scenario } from './scenario.ts';

const QUESTION_TIMEOUT_MS = 30_000;
const CONTACT_TIMEOUT_MS = 30_000;
/** Several times what a host takes from a grant to its first step. */
const NOTHING_HAPPENS_MS = 6_000;
const INBOX = '/var/lib/slipway/reporter/inbox';
const STOP = '/etc/slipway/stop';
const { good, installed } = demoAppVersions;

/** Stands for Debian's unattended-upgrades, which a minimal host does not have: the same unit name, doing nothing. */
const OTHER_PATCHER = 'unattended-upgrades.service';
const TIMER = 'apt-daily-upgrade.timer';

export const observed: Scenario = {
  name: 'observe',
  claim: 'an observed host cannot be changed; adopt and leave are one reversible act; the stop file stops',
  runsIn: 'full',
  run: (settings, report) =>
    onManagedFleet(
      { settings, report, fleet: smallFleet('dev1'), policy: plainPolicy(), mode: 'observed' },
      async (fleet) => {
        const host = labHost(fleet, 'dev1');
        await addOtherPatcher(host);
        const found = await patchersOf(host);
        claim(found.includes('enabled active'), `something else patches the host today: ${found}`);
        claim((await executorState(host)) === 'masked', 'the executor of an observed host is masked');
        await foundSound(host, /^observed: /);

        await setModes(fleet.api, [{ hostId: hostId(fleet, 'dev1') }], 'adopted');
        claim(!(await patchersOf(host)).includes('enabled'), `adopting turned it off: ${await patchersOf(host)}`);
        claim((await executorState(host)) !== 'masked', 'the executor of an adopted host is not masked');
        await foundSound(host, /^adopted: /);
        const documents = await stoppedByFile(fleet, host);
        report('the stop file stopped a rollout, and let it go on');

        await setModes(fleet.api, [{ hostId: hostId(fleet, 'dev1') }], 'observed');
        claim(
          (await patchersOf(host)) === found,
          `leaving gave back exactly what was found: ${await patchersOf(host)}`,
        );
        await dropByHand(host, documents);
        report('a plan and a grant that were dropped by hand did nothing');
      },
    ),
};

/** The agent's own look at itself: rights, ports, units, its line to the controller, its clock, its ledger. */
async function foundSound(host: LabHost, mode: RegExp): Promise<void> {
  const looked = await exec(host, ['/usr/lib/slipway/slipway-agent', 'doctor', '--json'], {
    timeoutMs: QUESTION_TIMEOUT_MS,
  });
  const rows = JSON.parse(looked.stdout) as readonly { part: string; is: string; says: string }[];
  const notWell = rows.filter(({ is }) => is !== 'well');
  claim(looked.exitCode === 0 && notWell.length === 0, `the agent is sound: ${JSON.stringify(notWell)}`);
  claim(
    rows.some(({ part, says }) => part === 'mode' && mode.test(says)),
    `its mode is told: ${JSON.stringify(rows)}`,
  );
}

/** A rollout does not begin while the file stands, and begins when it goes. Answers the documents that started it. */
async function stoppedByFile(fleet: ManagedFleet, host: LabHost): Promise<ReadonlyMap<string, string>> {
  const plan = await planned(fleet, 'dev', await cutVersion(fleet, good));
  await writeFileIn(host, { path: STOP, content: 'a person is at work here\n' });
  await until(
    'the controller hears of the stop file',
    async () => ((await hostNamedIn(fleet.api, 'dev1')).stopped ? true : null),
    { timeoutMs: CONTACT_TIMEOUT_MS },
  );
  const rolloutId = await startRollout(fleet.api, plan);
  await pause(NOTHING_HAPPENS_MS);
  const { waiting } = await showRollout(fleet.api, rolloutId);
  claim(
    waiting.some(({ reason }) => reason.code === 'host-stopped'),
    `the reason is told: ${JSON.stringify(waiting)}`,
  );
  claim((await installedVersion(host)) === `${installed} ii`, 'nothing was changed while the stop file stood');
  await execOk(host, ['rm', STOP], { timeoutMs: QUESTION_TIMEOUT_MS });
  await untilRollout(fleet.api, rolloutId, ({ rollout }) => rollout.endedAt !== null);
  claim((await installedVersion(host)) === `${good} ii`, 'without the stop file the rollout went on');
  const names = ['host-plan.json', 'grant.json', 'trust-roots.json'];
  return new Map(
    await Promise.all(names.map(async (name) => [name, await readFileIn(host, `${INBOX}/${name}`)] as const)),
  );
}

/** The very documents that were obeyed while the host was adopted, signed and whole. */
async function dropByHand(host: LabHost, documents: ReadonlyMap<string, string>): Promise<void> {
  const before = (await ledgerOf(host)).length;
  for (const [name, content] of documents) await writeFileIn(host, { path: `${INBOX}/${name}`, content });
  const started = await exec(host, ['systemctl', 'start', 'slipway-executor.service'], {
    timeoutMs: QUESTION_TIMEOUT_MS,
  });
  claim(started.exitCode !== 0 && started.stderr.includes('masked'), `nobody can start it: ${started.stderr.trim()}`);
  // Whoever is root can run the program itself; it then refuses by the ledger.
  await exec(host, ['/usr/lib/slipway/slipway-agent', 'executor'], { timeoutMs: QUESTION_TIMEOUT_MS });
  await pause(NOTHING_HAPPENS_MS);
  claim((await ledgerOf(host)).length === before, 'the ledger has no new line');
}

async function addOtherPatcher(host: LabHost): Promise<void> {
  const unit = [
    '[Service]',
    'Type=oneshot',
    'RemainAfterExit=yes',
    'ExecStart=/bin/true',
    '[Install]',
    'WantedBy=multi-user.target',
  ];
  await writeFileIn(host, { path: `/etc/systemd/system/${OTHER_PATCHER}`, content: `${unit.join('\n')}\n` });
  await execOk(host, ['systemctl', 'daemon-reload'], { timeoutMs: QUESTION_TIMEOUT_MS });
  await execOk(host, ['systemctl', 'enable', '--now', OTHER_PATCHER], { timeoutMs: QUESTION_TIMEOUT_MS });
}

/** `unit: enabled active` for each; systemctl's exit code only says that one is not. */
async function patchersOf(host: LabHost): Promise<string> {
  const states = [TIMER, OTHER_PATCHER].map(async (unit) => {
    const asked = ['is-enabled', 'is-active'].map(async (question) =>
      (await exec(host, ['systemctl', question, unit], { timeoutMs: QUESTION_TIMEOUT_MS })).stdout.trim(),
    );
    return `${unit}: ${(await Promise.all(asked)).join(' ')}`;
  });
  return (await Promise.all(states)).join(', ');
}

async function executorState(host: LabHost): Promise<string> {
  const argv = ['systemctl', 'is-enabled', 'slipway-executor.service'];
  return (await exec(host, argv, { timeoutMs: QUESTION_TIMEOUT_MS })).stdout.trim();
}
