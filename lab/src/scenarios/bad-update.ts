import type { FailureAnswer } from '@slipway/protocol/api';
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
        for (const { hostname, wave, phase, reason: why, attempt } of hosts) {
          const host = labHost(fleet, hostname);
          const ledger = await ledgerOf(host);
          if (wave === 0) {
            claim(phase === 'gone-back', `${hostname}, of the first wave, went back (${phase}, ${why?.code})`);
            claimDiagnosed(hostname, attempt?.failures ?? [], report);
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

/** M29: with the lines of the host's own journal, the cause and what to do. */
const claimDiagnosed = (hostname: string, failures: readonly FailureAnswer[], report: (line: string) => void): void => {
  const [failure] = failures;
  const journal = failure?.logs.find(({ log }) => log === 'journal');
  const [cause] = failure?.causes.filter(({ evidence }) => evidence.some(({ log }) => log === 'journal')) ?? [];
  claim(journal?.found === 'lines', `${hostname} sent what its journal says of it (${JSON.stringify(failure?.logs)})`);
  claim(
    cause !== undefined,
    `the failure of ${hostname} has a cause that its journal shows (${JSON.stringify(failure)})`,
  );
  report(`${hostname} at ${failure?.step}: ${cause.what} (${cause.evidence[0]?.text}). ${cause.next}`);
};
