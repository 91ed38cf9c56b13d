import { setTimeout as pause } from 'node:timers/promises';
import { smallFleet } from '../fleet/index.ts';
import { writeFileIn } from '../host/index.ts';
import { labHost, onManagedFleet } from '../managed/index.ts';
import { plainPolicy, untilRollout } from '../product/index.ts';
import { demoAppVersions } from '../repository/index.ts';
import { ledgerOf, outcomeOf, repeated } from './ledger.ts';
import {
  DEMO_APP,
  installedVersion,
  isApplying,
  rollOutVersion,
  servedVersion,
  untilApplying,
  upgradesDone,
} from './made-update.ts';
import { type AgentUnit, pester } from './pester.ts';
import { claim, type Scenario } from './scenario.ts';

const UNITS: readonly AgentUnit[] = ['slipway-executor.service', 'slipway-reporter.service'];
/** Hits while the maintainer script holds the transaction open. */
const HITS_DURING_APPLY = 6;
/** systemd starts the executor again after 2 s: with less than this between two hits it never gets to work. */
const EVERY_MS = 700;
/** A step that was begun ten times counts as one that brings its host down; before that the pestering ends. */
const HITS_AFTER_APPLY = 5;

/** The transaction's unit is not the executor's: what apt does goes on while whoever waits for it is killed. */
export const killedAgent: Scenario = {
  name: 'killed-agent',
  claim: 'executor and reporter are killed before, during and after apply; everything happens exactly once',
  runsIn: 'ci',
  run: (settings, report) =>
    onManagedFleet({ settings, report, fleet: smallFleet('dev1'), policy: plainPolicy() }, async (fleet) => {
      const host = labHost(fleet, 'dev1');
      const rolloutId = await rollOutVersion(fleet, 'dev', demoAppVersions.waiting);
      // From the grant on, whatever step that meets.
      const before = await pester(host, UNITS, { everyMs: 50, enough: (hits) => hits >= 2 });
      await untilApplying(host);
      const during = await pester(host, UNITS, { everyMs: EVERY_MS, enough: (hits) => hits >= HITS_DURING_APPLY });
      claim(await isApplying(host), 'the transaction is still open while its watchers are killed');
      await writeFileIn(host, { path: `/var/lib/${DEMO_APP}/continue`, content: '' });
      await pause(EVERY_MS);
      const after = await pester(host, UNITS, { everyMs: EVERY_MS, enough: (hits) => hits >= HITS_AFTER_APPLY });
      report(`${before + during + after} kills: ${before} before, ${during} during, ${after} after apply`);

      const { rollout } = await untilRollout(fleet.api, rolloutId, ({ rollout }) => rollout.endedAt !== null);
      const ledger = await ledgerOf(host);
      claim(rollout.hosts[0]?.phase === 'done', `the host is done (${rollout.hosts[0]?.phase})`);
      claim(outcomeOf(ledger) === 'done', 'so says its own ledger');
      claim(ledger.filter(({ kind }) => kind === 'attempt-begun').length === 1, 'there was one attempt');
      claim(repeated(ledger).length === 0, `no step that had ended was run again: ${repeated(ledger).join(', ')}`);
      claim(ledger.some(isInterruptedStep), 'the kills did interrupt a step');
      const upgrades = await upgradesDone(host);
      claim(upgrades.length === 1, `dpkg unpacked the update once: ${upgrades.join('; ')}`);
      claim((await installedVersion(host)) === `${demoAppVersions.waiting} ii`, 'the update is installed, whole');
      claim((await servedVersion(host)) === demoAppVersions.waiting, 'the service is the new one');
    }),
};

/** Begun twice in a row: its first run was cut. */
function isInterruptedStep(
  entry: Awaited<ReturnType<typeof ledgerOf>>[number],
  index: number,
  all: Awaited<ReturnType<typeof ledgerOf>>,
): boolean {
  const before = all[index - 1];
  return entry.kind === 'step-begun' && before?.kind === 'step-begun' && before.step === entry.step;
}
