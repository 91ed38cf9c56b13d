import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { smallFleet } from '../fleet/index.ts';
import { exec } from '../host/index.ts';
import { labHost, onManagedFleet } from '../managed/index.ts';
import { plainPolicy, startRollout, untilRollout } from '../product/index.ts';
import { demoAppVersions, publish, publishedVersions } from '../repository/index.ts';
import { cutVersion, DEMO_APP, installedVersion, planned, servedVersion } from './made-update.ts';
import { claim, type Scenario } from './scenario.ts';
import { differingFiles } from './whole-host.ts';

const { good, installed, conffile } = demoAppVersions;
const QUESTION_TIMEOUT_MS = 60_000;

/** What an archive does every week: the version that dev has proven is replaced by the next one before prod gets it. */
export const leftArchive: Scenario = {
  name: 'left-archive',
  claim: 'a version that left the archive between dev and prod is still what prod gets, from the package store',
  runsIn: 'ci',
  run: (settings, report) =>
    onManagedFleet({ settings, report, fleet: smallFleet('dev1', 'app1'), policy: plainPolicy() }, async (fleet) => {
      const [dev, prod] = [labHost(fleet, 'dev1'), labHost(fleet, 'app1')];
      const isOver = ({ rollout }: { readonly rollout: { readonly endedAt: string | null } }) =>
        rollout.endedAt !== null;
      const patchSet = await cutVersion(fleet, good);
      const first = await startRollout(fleet.api, await planned(fleet, 'dev', patchSet));
      await untilRollout(fleet.api, first, isOver);
      claim((await servedVersion(dev)) === good, `dev1 serves ${good}`);

      // The one it replaces is gone as well: there is no way back but from the package store either.
      await publish(fleet.lab.repository, [conffile]);
      claim(!(await publishedVersions(fleet.lab.repository)).includes(good), `${good} has left the archive`);
      const asked = await exec(prod, ['apt-get', 'update'], { timeoutMs: QUESTION_TIMEOUT_MS });
      claim(asked.exitCode === 0, 'the host sees the archive as it is now');
      const direct = await exec(prod, ['apt-get', 'install', '-s', `slipway-demo-app=${good}`], {
        timeoutMs: QUESTION_TIMEOUT_MS,
      });
      claim(direct.exitCode !== 0, `by itself the host cannot get ${good} any more`);

      const plan = await planned(fleet, 'prod', patchSet);
      const second = await startRollout(fleet.api, plan);
      const { rollout } = await untilRollout(fleet.api, second, isOver);
      claim(
        rollout.hosts[0]?.phase === 'done',
        `app1 is done (${rollout.hosts[0]?.phase} ${rollout.hosts[0]?.reason?.code})`,
      );
      claim((await installedVersion(prod)) === `${good} ii`, `app1 has ${good}, whole`);
      claim((await servedVersion(prod)) === good, `app1 serves ${good}`);
      // A base system has its own differences; the change brought none.
      const differing = await differingFiles(fleet, 'app1');
      claim(
        differing.every((one) => !one.includes('slipway-demo-app')),
        `the files of ${DEMO_APP} are those of its package: ${differing.join()}`,
      );
      const kept = (await readdir(join(fleet.controller.directory, 'data/content'), { recursive: true })).length;
      report(`prod got ${good} (from ${installed}); the package store holds ${kept} entries`);
    }),
};
