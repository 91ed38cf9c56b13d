import { join } from 'node:path';
import { smallFleet } from '../fleet/index.ts';
import { writeFileIn } from '../host/index.ts';
import { LabError } from '../lab-error.ts';
import { labHost, type ManagedFleet, onManagedFleet } from '../managed/index.ts';
import {
  endController,
  lastWords,
  makeNewerController,
  NEWER_VERSION,
  plainPolicy,
  restartController,
  showRollout,
  untilRollout,
} from '../product/index.ts';
import { demoAppVersions } from '../repository/index.ts';
import { ending, ledgerOf, outcomeOf, repeated } from './ledger.ts';
import { DEMO_APP, installedVersion, rollOutVersion } from './made-update.ts';
import { claim, type Scenario } from './scenario.ts';

/** Hosts that are in the middle of their transaction, where the update waits for a file. */
const UNDER_WAY = new Set(['granted', 'away']);

/** Another program, another schema, the same data directory. */
export const upgradedController: Scenario = {
  name: 'upgraded-controller',
  claim:
    'the controller is replaced by a newer version of itself while hosts are in their transactions; nothing is lost, and the older one does not come back',
  runsIn: 'full',
  run: (settings, report) =>
    onManagedFleet({ settings, report, fleet: smallFleet('app1', 'app2'), policy: plainPolicy() }, async (fleet) => {
      const hosts = ['app1', 'app2'].map((name) => labHost(fleet, name));
      const newer = await makeNewerController(join(fleet.controller.directory, 'newer'));
      const rolloutId = await rollOutVersion(fleet, 'prod', demoAppVersions.waiting);
      await untilRollout(fleet.api, rolloutId, ({ rollout }) =>
        rollout.hosts.some(({ phase }) => UNDER_WAY.has(phase)),
      );

      await endController(fleet.controller);
      await restartController(fleet.controller, newer);
      claim((await lastWords(fleet.controller)).includes(NEWER_VERSION), 'the newer version serves');
      const { rollout: seen } = await showRollout(fleet.api, rolloutId);
      claim(
        seen.hosts.some(({ phase }) => UNDER_WAY.has(phase)),
        'it knows who is under way',
      );
      for (const host of hosts) await writeFileIn(host, { path: `/var/lib/${DEMO_APP}/continue`, content: '' });
      const { rollout } = await untilRollout(fleet.api, rolloutId, ({ rollout }) => rollout.endedAt !== null);
      claim(rollout.state === 'completed', `the rollout completed (${rollout.state})`);
      for (const host of hosts) {
        const ledger = await ledgerOf(host);
        claim(outcomeOf(ledger) === 'done', `${host.name} is done by its own ledger: ${ending(ledger)}`);
        claim(repeated(ledger).length === 0, `${host.name} repeated nothing`);
        claim((await installedVersion(host)) === `${demoAppVersions.waiting} ii`, `${host.name} has it, whole`);
      }
      report('the rollout ended under the newer version');
      await olderIsRefused(fleet, newer);
    }),
};

/** It cannot know what the rows mean, says so and leaves them as they are. */
async function olderIsRefused(fleet: ManagedFleet, newer: string): Promise<void> {
  await endController(fleet.controller);
  const said = await restartController(fleet.controller).then(
    () => null,
    (error: unknown) => (error instanceof LabError ? error.message : null),
  );
  claim(said?.includes('Use the newer program') === true, `the older version does not serve: ${said}`);
  await restartController(fleet.controller, newer);
}
