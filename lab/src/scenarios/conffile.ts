import { endpoints } from '@slipway/protocol/api';
import { smallFleet } from '../fleet/index.ts';
import { readFileIn, writeFileIn } from '../host/index.ts';
import { labHost, type ManagedFleet, onManagedFleet } from '../managed/index.ts';
import { plainPolicy, startRollout, untilRollout } from '../product/index.ts';
import { type DemoAppVersion, demoAppVersions } from '../repository/index.ts';
import { cutVersion, installedVersion, planned, servedVersion } from './made-update.ts';
import { claim, type Scenario } from './scenario.ts';

const CONFFILE = '/etc/slipway-demo-app/app.conf';
const CHANGED = 'GREETING="changed by the people of this host"\n';
/** That only the new version brings. */
const NEW_CONFFILE = '/etc/slipway-demo-app/colour.conf';
const OWN = 'COLOUR="their own"\n';

export const keptConffile: Scenario = {
  name: 'conffile',
  claim:
    "a conffile that the host changed is kept where the update brings another, and the host's own where it brings the first: planned, and no other named",
  runsIn: 'full',
  run: (settings, report) =>
    onManagedFleet({ settings, report, fleet: smallFleet('dev1'), policy: plainPolicy() }, async (fleet) => {
      const host = labHost(fleet, 'dev1');
      await writeFileIn(host, { path: CONFFILE, content: CHANGED });
      await writeFileIn(host, { path: NEW_CONFFILE, content: OWN });
      const unconcerned = await planTelling(fleet, demoAppVersions.good);
      claim(unconcerned.kept === '', `an update that brings the same file names none: ${unconcerned.kept}`);

      const { digest, kept } = await planTelling(fleet, demoAppVersions.conffile);
      claim(kept === `${CONFFILE} ${NEW_CONFFILE}`, `the plan tells of both before anybody approves: ${kept}`);
      const rolloutId = await startRollout(fleet.api, digest);
      const { rollout } = await untilRollout(fleet.api, rolloutId, ({ rollout }) => rollout.endedAt !== null);
      claim(rollout.hosts[0]?.phase === 'done', `the host is done (${rollout.hosts[0]?.phase})`);
      claim((await installedVersion(host)) === `${demoAppVersions.conffile} ii`, 'the update is installed, whole');
      for (const [path, content] of [
        [CONFFILE, CHANGED],
        [NEW_CONFFILE, OWN],
      ] as const) {
        claim((await readFileIn(host, path)) === content, `${path} is as it was`);
        claim((await readFileIn(host, `${path}.dpkg-dist`)).includes('blue'), 'the packaged one lies beside it');
      }
      claim((await servedVersion(host)) === demoAppVersions.conffile, 'the service runs with the kept file');
      report(`${kept} kept, and told before`);
    }),
};

/** A plan of the version, and the files of which it says that the host's own is kept. */
async function planTelling(fleet: ManagedFleet, version: DemoAppVersion) {
  const digest = await planned(fleet, 'dev', await cutVersion(fleet, version));
  const plan = await fleet.api.ask(endpoints.plans.show, { params: { digest } });
  const kept = plan.report.notes.flatMap(({ code, facts }) =>
    code === 'kept-conffile' ? [String(facts['path'])] : [],
  );
  return { digest, kept: kept.sort().join(' ') };
}
