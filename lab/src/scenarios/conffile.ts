import { endpoints } from '@slipway/protocol/api';
import { smallFleet } from '../fleet/index.ts';
import { readFileIn, writeFileIn } from '../host/index.ts';
import { labHost, onManagedFleet } from '../managed/index.ts';
import { plainPolicy, startRollout, untilRollout } from '../product/index.ts';
import { demoAppVersions } from '../repository/index.ts';
import { cutVersion, installedVersion, planned, servedVersion } from './made-update.ts';
import { claim, type Scenario } from './scenario.ts';

const CONFFILE = '/etc/slipway-demo-app/app.conf';
const CHANGED = 'GREETING="changed by the people of this host"\n';

export const keptConffile: Scenario = {
  name: 'conffile',
  claim: 'a conffile that the host changed is kept, the packaged one lies beside it, and the plan says so',
  runsIn: 'full',
  run: (settings, report) =>
    onManagedFleet({ settings, report, fleet: smallFleet('dev1'), policy: plainPolicy() }, async (fleet) => {
      const host = labHost(fleet, 'dev1');
      await writeFileIn(host, { path: CONFFILE, content: CHANGED });
      const digest = await planned(fleet, 'dev', await cutVersion(fleet, demoAppVersions.conffile));
      const plan = await fleet.api.ask(endpoints.plans.show, { params: { digest } });
      const told = [...plan.report.notes, ...plan.notes.map(({ reason }) => reason)].find(
        ({ code, facts }) => code === 'kept-conffile' && facts['path'] === CONFFILE,
      );
      claim(told !== undefined, `the plan tells of it before anybody approves: ${JSON.stringify(plan.report.notes)}`);

      const rolloutId = await startRollout(fleet.api, digest);
      const { rollout } = await untilRollout(fleet.api, rolloutId, ({ rollout }) => rollout.endedAt !== null);
      claim(rollout.hosts[0]?.phase === 'done', `the host is done (${rollout.hosts[0]?.phase})`);
      claim((await installedVersion(host)) === `${demoAppVersions.conffile} ii`, 'the update is installed, whole');
      claim((await readFileIn(host, CONFFILE)) === CHANGED, 'the changed conffile is as it was');
      claim((await readFileIn(host, `${CONFFILE}.dpkg-dist`)).includes('COLOUR'), 'the packaged one lies beside it');
      claim((await servedVersion(host)) === demoAppVersions.conffile, 'the service runs with the kept file');
      report(`${CONFFILE} kept, told by ${told.code}`);
    }),
};
