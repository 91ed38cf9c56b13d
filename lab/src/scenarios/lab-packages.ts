import { setTimeout as pause } from 'node:timers/promises';
import { hostNamed } from '../fleet/index.ts';
import { aptGet, exec, execOk, installPackage, type LabHost, readFileIn, writeFileIn } from '../host/index.ts';
import { builtFile, type DemoAppVersion, demoAppVersions, publish, withdraw } from '../repository/index.ts';
import { claim, onFreshFleet, type Scenario } from './scenario.ts';

const QUESTION_TIMEOUT_MS = 30_000;
/** Debian 12's archive has about twenty pending for this base; below ten the base is not what it should be. */
const PENDING_MIN = 10;
/** Long enough to be in the maintainer script, whose loop looks once a second. */
const WAITING_MS = 4_000;
const CONFFILE = '/etc/slipway-demo-app/app.conf';

/** Each made package does what its scenario will rely on, and the real pending updates are there. */
export const labPackages: Scenario = {
  name: 'lab-packages',
  claim: 'the made packages misbehave as described, and real security updates are pending',
  runsIn: 'ci',
  run: (settings, report) =>
    onFreshFleet(settings, report, async (lab) => {
      const host = hostNamed(lab, 'dev1');
      const offer = async (...versions: readonly DemoAppVersion[]): Promise<void> => {
        await publish(lab.repository, versions);
        await aptGet(host, ['update']);
      };
      await offer('1.0', '1.1');
      const proposal = await execOk(host, ['apt-get', '-s', 'dist-upgrade'], { timeoutMs: QUESTION_TIMEOUT_MS });
      const pending = proposal.match(/^Inst .*Debian-Security/gm)?.length ?? 0;
      report(`${pending} security updates of the distribution are pending`);
      claim(pending >= PENDING_MIN, `at least ${PENDING_MIN} real security updates are pending, not ${pending}`);

      await aptGet(host, ['install', '-y', 'slipway-demo-app']);
      claim((await answerOf(host)).includes('slipway-demo-app 1.1'), 'after a good update the service is the new one');
      await withdraw(lab.repository, demoAppVersions.good);
      await aptGet(host, ['update']);
      claim(!/\|\s+1[.]1\s+\|/.test(await versionsOffered(host)), 'a withdrawn version has left the archive');

      await offer('1.2');
      await aptGet(host, ['install', '-y', 'slipway-demo-app']);
      claim((await unitState(host)) === 'failed', 'the package manager is content with 1.2, the service has failed');

      await offer('1.3');
      const waiting = aptGet(host, ['install', '-y', 'slipway-demo-app']);
      await pause(WAITING_MS);
      claim((await packageState(host)) === 'iF', 'the maintainer script of 1.3 holds the transaction open');
      await writeFileIn(host, { path: '/var/lib/slipway-demo-app/continue', content: '' });
      await waiting;
      claim((await packageState(host)) === 'ii', 'released, it ends');

      await offer('1.4');
      await writeFileIn(host, { path: CONFFILE, content: 'GREETING="changed here"\n' });
      await aptGet(host, ['install', '-y', '-o', 'Dpkg::Options::=--force-confold', 'slipway-demo-app']);
      claim((await readFileIn(host, `${CONFFILE}.dpkg-dist`)).includes('COLOUR'), 'the new conffile lies beside ours');

      await installPackage(hostNamed(lab, 'app1'), builtFile(lab.repository, demoAppVersions.good));
      claim(
        (await answerOf(hostNamed(lab, 'app1'))).includes(' 1.1'),
        'a package file of the machine can be installed',
      );
    }),
};

async function answerOf(host: LabHost): Promise<string> {
  return execOk(host, ['curl', '-sS', '-f', 'http://127.0.0.1:8090/'], { timeoutMs: QUESTION_TIMEOUT_MS });
}

async function versionsOffered(host: LabHost): Promise<string> {
  return execOk(host, ['apt-cache', 'madison', 'slipway-demo-app'], { timeoutMs: QUESTION_TIMEOUT_MS });
}

async function unitState(host: LabHost): Promise<string> {
  const argv = ['systemctl', 'is-active', 'slipway-demo-app.service'];
  return (await exec(host, argv, { timeoutMs: QUESTION_TIMEOUT_MS })).stdout.trim();
}

async function packageState(host: LabHost): Promise<string> {
  // biome-ignore lint/suspicious/noTemplateCurlyInString: a dpkg-query format, not a template
  const argv = ['dpkg-query', '-W', '-f', '${db:Status-Abbrev}', 'slipway-demo-app'];
  return (await execOk(host, argv, { timeoutMs: QUESTION_TIMEOUT_MS })).trim();
}
