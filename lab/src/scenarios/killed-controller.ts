import { setTimeout as pause } from 'node:timers/promises';
import { smallFleet } from '../fleet/index.ts';
import { writeFileIn } from '../host/index.ts';
import { labHost, onManagedFleet } from '../managed/index.ts';
import { killController, plainPolicy, restartController, untilRollout } from '../product/index.ts';
import { demoAppVersions } from '../repository/index.ts';
import { ending, ledgerOf, outcomeOf, repeated } from './ledger.ts';
import { DEMO_APP, installedVersion, rollOutVersion, upgradesDone } from './made-update.ts';
import { claim, type Scenario } from './scenario.ts';

/** From the first second of a rollout on: before, at and after grant, begin, and the word of the end. */
const KILL_AFTER_MS = [100, 700, 1_500, 300, 2_500, 900];
/** Away long enough that agents notice it and come back by themselves. */
const AWAY_MS = 1_500;

/** What was promised is in the store; what was not is decided again. */
export const killedController: Scenario = {
  name: 'killed-controller',
  claim: 'the controller is killed again and again during a rollout; the rollout ends as if it had not been',
  runsIn: 'full',
  run: (settings, report) =>
    onManagedFleet({ settings, report, fleet: smallFleet('app1', 'app2'), policy: plainPolicy() }, async (fleet) => {
      const hosts = ['app1', 'app2'].map((name) => labHost(fleet, name));
      const rolloutId = await rollOutVersion(fleet, 'prod', demoAppVersions.waiting);
      for (const [index, afterMs] of KILL_AFTER_MS.entries()) {
        await pause(afterMs);
        await killController(fleet.controller);
        await pause(AWAY_MS);
        // The hosts' transactions are let go while nobody is there to hear of it.
        if (index === KILL_AFTER_MS.length - 2) await letGo();
        await restartController(fleet.controller);
      }
      const { rollout } = await untilRollout(fleet.api, rolloutId, ({ rollout }) => rollout.endedAt !== null);
      report(`${KILL_AFTER_MS.length} kills; the rollout is ${rollout.state}`);
      claim(rollout.state === 'completed', `the rollout completed (${rollout.state})`);
      for (const host of hosts) {
        const ledger = await ledgerOf(host);
        claim(outcomeOf(ledger) === 'done', `${host.name} is done by its own ledger: ${ending(ledger)}`);
        claim(ledger.filter(({ kind }) => kind === 'attempt-begun').length === 1, `${host.name} began once`);
        claim(repeated(ledger).length === 0, `${host.name} repeated nothing`);
        claim((await upgradesDone(host)).length === 1, `dpkg of ${host.name} unpacked the update once`);
        claim((await installedVersion(host)) === `${demoAppVersions.waiting} ii`, `${host.name} has it, whole`);
      }

      async function letGo(): Promise<void> {
        for (const host of hosts) await writeFileIn(host, { path: `/var/lib/${DEMO_APP}/continue`, content: '' });
      }
    }),
};
