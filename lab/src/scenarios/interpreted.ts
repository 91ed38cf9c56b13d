import { join } from 'node:path';
import { type FleetSpec, smallFleet } from '../fleet/index.ts';
import { aptGet, execOk, type LabHost, writeFileIn } from '../host/index.ts';
import { hostId, labHost, type ManagedFleet, onManagedFleet } from '../managed/index.ts';
import { cutPatchSet, plainPolicy, untilPending } from '../product/index.ts';
import { buildPackage, demoAppVersions, publish } from '../repository/index.ts';
import { planned, rolledOut } from './made-update.ts';
import { claim, type Scenario } from './scenario.ts';

const QUESTION_TIMEOUT_MS = 120_000;
const MODULE = 'lab-module';
const [OLD, NEW] = ['1', '2'];
const SERVICE = 'uses-module.service';
const SCRIPT = '/usr/local/bin/uses-module';

/** Debian's archive as well: needrestart is from there. */
const FLEET: FleetSpec = { ...smallFleet('dev1'), archives: 'real and made' };

/** Perl has read the module and closed it: nothing in /proc tells that it is an old one. */
export const interpreted: Scenario = {
  name: 'interpreted',
  claim:
    'a service whose interpreter has read a module that the update replaces is restarted where needrestart finds it, and told',
  runsIn: 'full',
  run: (settings, report) =>
    onManagedFleet({ settings, report, fleet: FLEET, policy: withoutReboot() }, async (fleet) => {
      const host = labHost(fleet, 'dev1');
      await offer(fleet, [OLD]);
      await aptGet(host, ['update']);
      await aptGet(host, ['install', '-y', '--no-install-recommends', 'needrestart', MODULE]);
      // needrestart brings updates of libraries along, and no attempt restarts the bus.
      await execOk(host, ['systemctl', 'restart', 'dbus.service'], { timeoutMs: QUESTION_TIMEOUT_MS });
      await startService(host);
      const before = await processOf(host);
      await offer(fleet, [OLD, NEW]);
      await untilPending(fleet.api, hostId(fleet, 'dev1'), { name: MODULE, to: NEW });
      const named = { packages: [MODULE], advisories: [] };
      const cut = await cutPatchSet(fleet.api, { scope: 'named', named });
      const ledger = await rolledOut(fleet, await planned(fleet, 'dev', cut), { name: 'dev1', as: 'done' });

      const after = await processOf(host);
      const ends = ledger.flatMap((entry) =>
        entry.kind === 'step-ended' && entry.step === 'restart' ? [entry.reason] : [],
      );
      const seen = `${before} before, ${after} after; ${JSON.stringify(ends)}`;
      claim(after !== '0' && after !== before, `the service runs anew: ${seen}`);
      const told = ends.find((reason) => reason?.code === 'old-code-told-otherwise');
      claim(String(told?.facts['also']).includes(SERVICE), `and the attempt says so: ${JSON.stringify(ends)}`);
      report(`${told?.facts['program']} alone found ${told?.facts['also']}`);
    }),
};

/** A boot would restart the service as well. */
function withoutReboot(): ReturnType<typeof plainPolicy> {
  const policy = plainPolicy();
  return { ...policy, environments: policy.environments.map((one) => ({ ...one, reboot: 'never' as const })) };
}

async function offer({ lab }: ManagedFleet, versions: readonly string[]): Promise<void> {
  const directory = join(lab.settings.directory, 'module-packages');
  const built = await Promise.all(versions.map((version) => build(version, directory)));
  await publish(lab.repository, [demoAppVersions.installed], built);
}

async function build(version: string, directory: string): Promise<string> {
  const content = `package LabModule;\nsub version { return ${version}; }\n1;\n`;
  return buildPackage(
    {
      ...{ name: MODULE, version, depends: ['perl-base'], summary: 'module that a service of the lab reads' },
      ...{ conffiles: [], maintainerScripts: {} },
      files: [{ path: '/usr/share/perl5/LabModule.pm', content, mode: 0o644 }],
    },
    directory,
  );
}

async function startService(host: LabHost): Promise<void> {
  await writeFileIn(host, { path: SCRIPT, content: 'use LabModule;\nsleep 86400;\n' });
  const unit = ['[Service]', `ExecStart=/usr/bin/perl ${SCRIPT}`, ''].join('\n');
  await writeFileIn(host, { path: `/etc/systemd/system/${SERVICE}`, content: unit });
  await execOk(host, ['systemctl', 'daemon-reload'], { timeoutMs: QUESTION_TIMEOUT_MS });
  await execOk(host, ['systemctl', 'start', SERVICE], { timeoutMs: QUESTION_TIMEOUT_MS });
}

/** `0`: it does not run. */
async function processOf(host: LabHost): Promise<string> {
  const argv = ['systemctl', 'show', '--property=MainPID', '--value', SERVICE];
  return (await execOk(host, argv, { timeoutMs: QUESTION_TIMEOUT_MS })).trim();
}
