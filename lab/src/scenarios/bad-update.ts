import { probePage, smallFleet } from '../fleet/index.ts';
import { labHost, onManagedFleet } from '../managed/index.ts';
import { endProbe } from '../probe/index.ts';
import { demoPolicy, isAtRest, reportRollout, untilRollout } from '../product/index.ts';
import { demoAppVersions } from '../repository/index.ts';
import { ledgerOf } from './ledger.ts';
import { installedVersion, rollOutVersion, servedVersion } from './made-update.ts';
import { claim, type Scenario } from './scenario.ts';

const { installed, failing } = demoAppVersions;

/** Its package manager is content with 1.2; that its service does not start is seen by the plan's own check alone. */
export const badUpdate: Scenario = {
  name: 'bad-update',
  claim: 'a bad update stops the rollout after its first wave, goes back there, and leaves the rest untouched',
  runsIn: 'ci',
  run: (settings, report) =>
    onManagedFleet(
      {
        settings,
        report,
        fleet: smallFleet('lb1', 'lb2', 'app1', 'app2'),
        policy: demoPolicy({ soakSeconds: 2 }),
      },
      async (fleet) => {
        const probe = await probePage(fleet.lab, 'bad-update');
        const rolloutId = await rollOutVersion(fleet, 'prod', failing);
        const picture = await untilRollout(fleet.api, rolloutId, isAtRest);
        const summary = await endProbe(probe);
        const { hosts, reason } = await reportRollout(fleet.api, rolloutId);
        report(hosts.map(({ hostname, wave, phase }) => `${hostname} in wave ${wave + 1}: ${phase}`).join(', '));

        claim(picture.rollout.state === 'stopped', `the rollout stopped (${picture.rollout.state})`);
        claim(reason?.code === 'stopped-by-budget', `by its failure budget (${reason?.code})`);
        for (const { hostname, wave, phase, reason: why } of hosts) {
          const host = labHost(fleet, hostname);
          const ledger = await ledgerOf(host);
          if (wave === 0) {
            claim(phase === 'gone-back', `${hostname}, of the first wave, went back (${phase}, ${why?.code})`);
          } else {
            claim(phase === 'waiting', `${hostname}, of a later wave, was never begun (${phase})`);
            claim(!ledger.some(({ kind }) => kind === 'attempt-begun'), `${hostname} was never drained: no attempt`);
          }
          claim((await installedVersion(host)) === `${installed} ii`, `${hostname} has ${installed}, whole`);
          claim((await servedVersion(host)) === installed, `${hostname} serves ${installed}`);
        }
        claim(summary.failed === 0, `no request failed: ${JSON.stringify(summary)}`);
        report(`${summary.asked} asked, ${summary.failed} failed`);
      },
    ),
};
