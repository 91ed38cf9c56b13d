import { setTimeout as pause } from 'node:timers/promises';
import { smallFleet } from '../fleet/index.ts';
import { execOk, type LabHost, writeFileIn } from '../host/index.ts';
import { labHost, onManagedFleet } from '../managed/index.ts';
import { plainPolicy, showRollout, untilRollout } from '../product/index.ts';
import { demoAppVersions } from '../repository/index.ts';
import { until } from '../until.ts';
import { ledgerOf, outcomeOf } from './ledger.ts';
import { DEMO_APP, installedVersion, rollOutVersion, upgradesDone } from './made-update.ts';
import { claim, type Scenario } from './scenario.ts';

/** The plan gives apply half an hour (core's durations); then it is overdue. */
const OVERDUE_TIMEOUT_MS = 35 * 60_000;
const QUESTION_TIMEOUT_MS = 30_000;
const STAYS_MS = 20_000;
const LOOK_MS = 10_000;

/** Half an hour long, because nothing may shorten the time that a package manager is waited for. */
export const hanging: Scenario = {
  name: 'hang',
  claim: 'a maintainer script that hangs makes its step overdue, is never ended, and goes on when it can',
  runsIn: 'full',
  run: (settings, report) =>
    onManagedFleet({ settings, report, fleet: smallFleet('dev1'), policy: plainPolicy() }, async (fleet) => {
      const host = labHost(fleet, 'dev1');
      const rolloutId = await rollOutVersion(fleet, 'dev', demoAppVersions.waiting);
      const script = await until('the maintainer script runs', () => maintainerScript(host), { timeoutMs: 60_000 });
      report('waiting for apply to be overdue, half an hour');
      await until(
        'the step is overdue',
        async () => {
          const { waiting } = await showRollout(fleet.api, rolloutId);
          return waiting.some(({ reason }) => reason.code === 'step-overdue') ? true : null;
        },
        { timeoutMs: OVERDUE_TIMEOUT_MS, pollMs: LOOK_MS },
      );
      await pause(STAYS_MS);
      claim((await maintainerScript(host)) === script, 'the very same process still waits: nobody ended it');
      claim((await showRollout(fleet.api, rolloutId)).rollout.endedAt === null, 'the rollout waits for it');

      await writeFileIn(host, { path: `/var/lib/${DEMO_APP}/continue`, content: '' });
      const { rollout } = await untilRollout(fleet.api, rolloutId, ({ rollout }) => rollout.endedAt !== null);
      claim(rollout.hosts[0]?.phase === 'done', `the host is done (${rollout.hosts[0]?.phase})`);
      claim(outcomeOf(await ledgerOf(host)) === 'done', 'so says its own ledger');
      claim((await upgradesDone(host)).length === 1, 'dpkg unpacked the update once');
      claim((await installedVersion(host)) === `${demoAppVersions.waiting} ii`, 'the update is installed, whole');
    }),
};

/** Process id and start of the waiting postinst, or null. */
async function maintainerScript(host: LabHost): Promise<string | null> {
  const listed = await execOk(host, ['ps', '-eo', 'pid=,lstart=,args='], { timeoutMs: QUESTION_TIMEOUT_MS });
  return (
    listed
      .split('\n')
      .find((line) => line.includes(`${DEMO_APP}.postinst configure`))
      ?.trim() ?? null
  );
}
