import { demoFleet, hostNamed } from '../fleet/index.ts';
import { aptGet, exec, execOk, installPackage, type LabHost, readFileIn, writeFileIn } from '../host/index.ts';
import { agentPackage } from '../product/index.ts';
import { claim, onFreshFleet, type Scenario } from './scenario.ts';

const QUESTION_TIMEOUT_MS = 120_000;
/** It looks into every process with a Perl of its own. */
const NEEDRESTART_TIMEOUT_MS = 300_000;
const REPORT = '/var/lib/slipway/executor/processes.json';
/** A service that keeps libraries of real updates mapped, beside what Debian itself runs. */
const KEEPER = 'keeps-perl.service';
/** A login's scope as logind names it, in which someone has left a program running. */
const SESSION = 'c9';

/** What needrestart calls otherwise: the manager itself, which is executed anew by both and has no unit that could be restarted. */
const CALLED_OTHERWISE: ReadonlyMap<string, string> = new Map([['systemd-manager', 'init.scope']]);

export const comparedWithNeedrestart: Scenario = {
  name: 'needrestart',
  claim: 'after real updates the services that we find with old code are those that needrestart finds',
  runsIn: 'full',
  run: (settings, report) =>
    onFreshFleet(
      settings,
      report,
      async (lab) => {
        const host = hostNamed(lab, 'dev1');
        await installPackage(host, (await agentPackage(settings, report)).path);
        await aptGet(host, ['update']);
        await aptGet(host, ['install', '-y', '--no-install-recommends', 'needrestart']);
        await keepRunning(host);
        await leaveRunning(host);
        // Nobody restarts anything meanwhile, or there would be nothing to compare.
        await updateWithoutRestarts(host);
        const { units, sessions } = await oursOn(host);
        const theirs = await needrestartUnits(host);
        report(`ours: ${units.join(', ')}; sessions: ${sessions.join(', ')}`);
        report(`needrestart: ${theirs.join(', ')}`);
        claim(units.includes(KEEPER), 'the service that keeps old libraries is found');
        claim(units.join() === theirs.join(), 'and each finds what the other finds, no more and no less');
        claim(sessions.join() === `${SESSION} of root`, `the login that keeps them is told as one: ${sessions.join()}`);
      },
      { ...demoFleet, hosts: demoFleet.hosts.filter(({ name }) => name === 'dev1') },
    ),
};

async function keepRunning(host: LabHost): Promise<void> {
  // Perl of the base has updates pending in itself and in libcrypt's and zlib's neighbours; whichever is replaced, its own is.
  const unit = ['[Service]', 'ExecStart=/usr/bin/perl -e "sleep 86400"', ''].join('\n');
  await writeFileIn(host, { path: `/etc/systemd/system/${KEEPER}`, content: unit });
  await execOk(host, ['systemctl', 'daemon-reload'], { timeoutMs: QUESTION_TIMEOUT_MS });
  await execOk(host, ['systemctl', 'start', KEEPER], { timeoutMs: QUESTION_TIMEOUT_MS });
}

/** No logind in it: a minimal host has no PAM that would ask it, and its scope is all that a login leaves behind. */
async function leaveRunning(host: LabHost): Promise<void> {
  const scope = ['systemd-run', '--quiet', '--scope', `--unit=session-${SESSION}`, '--slice=user-0.slice'];
  await execOk(host, ['setsid', '--fork', ...scope, '/usr/bin/perl', '-e', 'sleep 86400'], {
    timeoutMs: QUESTION_TIMEOUT_MS,
  });
}

/** Every pending update of the distribution, with needrestart's own hook told to wait. */
async function updateWithoutRestarts(host: LabHost): Promise<void> {
  await exec(host, ['env', 'NEEDRESTART_SUSPEND=1', 'DEBIAN_FRONTEND=noninteractive', 'apt-get', '-y', 'upgrade'], {
    timeoutMs: 10 * 60_000,
    whenOverdue: 'leave',
  });
}

interface Found {
  readonly unit: string | null;
  readonly owner?: { readonly kind: string; readonly session?: string; readonly user?: string };
}

async function oursOn(
  host: LabHost,
): Promise<{ readonly units: readonly string[]; readonly sessions: readonly string[] }> {
  await execOk(host, ['slipway-agent', 'look'], { timeoutMs: QUESTION_TIMEOUT_MS });
  const { stale } = JSON.parse(await readFileIn(host, REPORT)) as { readonly stale: readonly Found[] };
  const sessions = stale.flatMap(({ owner }) => (owner?.kind === 'session' ? `${owner.session} of ${owner.user}` : []));
  return { units: sorted(stale.flatMap(({ unit }) => unit ?? [])), sessions: sorted(sessions) };
}

/** `NEEDRESTART-SVC: nginx.service`, one a line: its batch mode, made for programs (needrestart(1), README.batch.md). */
async function needrestartUnits(host: LabHost): Promise<readonly string[]> {
  const { stdout } = await exec(host, ['needrestart', '-b', '-l', '-r', 'l'], { timeoutMs: NEEDRESTART_TIMEOUT_MS });
  claim(stdout.startsWith('NEEDRESTART-VER:'), `needrestart answers: ${stdout.slice(0, 500)}`);
  const names = [...stdout.matchAll(/^NEEDRESTART-SVC: ?(\S+)$/gm)].map(([, unit = '']) => unit);
  return sorted(names.map((name) => CALLED_OTHERWISE.get(name) ?? name));
}

const sorted = (names: readonly string[]): readonly string[] => [...new Set(names)].sort();
