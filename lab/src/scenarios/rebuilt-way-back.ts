import type { Policy } from '@slipway/core/policy';
import { endpoints } from '@slipway/protocol/api';
import { type FleetSpec, smallFleet } from '../fleet/index.ts';
import { aptGet, exec, execOk, readFileIn, writeFileIn } from '../host/index.ts';
import { hostId, labHost, type ManagedFleet, onManagedFleet } from '../managed/index.ts';
import { isAtRest, plainPolicy, startRollout, untilPending, untilRollout } from '../product/index.ts';
import { demoAppVersions, publish } from '../repository/index.ts';
import { ledgerOf } from './ledger.ts';
import { cutDemoApp, DEMO_APP, installedVersion, planned, servedVersion } from './made-update.ts';
import { claim, type Scenario } from './scenario.ts';
import { differingFiles } from './whole-host.ts';

const { installed, failing } = demoAppVersions;
const CONFFILE = '/etc/slipway-demo-app/app.conf';
const CHANGED = 'GREETING="changed by the people of this host"\n';
const STAGED = '/var/lib/slipway/executor/staging';
/** Debian's archive as well: dpkg-repack is from there. */
const FLEET: FleetSpec = { ...smallFleet('dev1'), archives: 'real and made' };
const QUESTION_TIMEOUT_MS = 60_000;

/** The archive has the bad version alone, and nobody ever kept the one before it: what is left of that stands on the host. */
export const rebuiltWayBack: Scenario = {
  name: 'rebuilt-way-back',
  claim: 'a host goes back by a package made anew from what was installed, where no archive has that version',
  runsIn: 'full',
  run: (settings, report) =>
    onManagedFleet({ settings, report, fleet: FLEET, policy: accepting() }, async (fleet) => {
      const host = labHost(fleet, 'dev1');
      await aptGet(host, ['update']);
      await aptGet(host, ['install', '-y', '--no-install-recommends', 'dpkg-repack']);
      await writeFileIn(host, { path: CONFFILE, content: CHANGED });

      const digest = await planned(fleet, 'dev', await cutWithoutTheOld(fleet));
      const plan = await fleet.api.ask(endpoints.plans.show, { params: { digest } });
      const told = plan.report.notes.find(({ code }) => code === 'way-back-rebuilt');
      claim(told?.facts['packages'] === `${DEMO_APP} ${installed}`, `the plan says so: ${JSON.stringify(plan.report)}`);

      const rollout = await startRollout(fleet.api, digest);
      const picture = await untilRollout(fleet.api, rollout, isAtRest);
      const [attempted] = picture.rollout.hosts;
      claim(attempted?.phase === 'gone-back', `it went back (${attempted?.phase} ${attempted?.reason?.code})`);
      const preflight = (await ledgerOf(host)).find(
        (entry) => entry.kind === 'step-ended' && entry.step === 'preflight' && entry.outcome === 'done',
      );
      const [made] = (preflight?.kind === 'step-ended' ? preflight.evidence?.rebuilt : null) ?? [];
      claim(made?.version === installed, `its ledger says by what: ${JSON.stringify(preflight)}`);

      claim((await installedVersion(host)) === `${installed} ii`, `it has ${installed}, whole`);
      claim((await servedVersion(host)) === installed, `it serves ${installed}`);
      claim((await readFileIn(host, CONFFILE)) === CHANGED, 'the changed conffile is as it was');
      const described = await execOk(host, ['dpkg-query', '--status', DEMO_APP], { timeoutMs: QUESTION_TIMEOUT_MS });
      claim(described.includes('by dpkg-repack'), `dpkg says what it is: ${described}`);
      const differing = await differingFiles(fleet, 'dev1');
      claim(!differing.some((one) => one.includes(DEMO_APP)), `its files are as they were: ${differing.join()}`);
      const left = await exec(host, ['ls', '-A', STAGED], { timeoutMs: QUESTION_TIMEOUT_MS });
      claim(left.stdout.trim() === '', `nothing of it is left behind: ${left.stdout}`);
      report(`gone back to ${installed} by ${made.file.sizeBytes} bytes, ${made.file.sha256}`);
    }),
};

const accepting = (): Policy => {
  const policy = plainPolicy();
  const rules = { wayBackProof: 'required', wayBackRebuilt: 'accepted' } as const;
  return { ...policy, environments: policy.environments.map((one) => ({ ...one, ...rules })) };
};

const cutWithoutTheOld = async (fleet: ManagedFleet): ReturnType<typeof cutDemoApp> => {
  await publish(fleet.lab.repository, [failing]);
  await untilPending(fleet.api, hostId(fleet, 'dev1'), { name: DEMO_APP, to: failing });
  return await cutDemoApp(fleet);
};
