import type { LedgerEntry } from '@slipway/core/execution';
import type { Policy } from '@slipway/core/policy';
import { type FleetSpec, machineFleet } from '../fleet/index.ts';
import { bootId, execOk, type LabHost } from '../host/index.ts';
import { hostId, labHost, type ManagedFleet, onManagedFleet } from '../managed/index.ts';
import { isAtRest, plainPolicy, startRollout, untilPending, untilRollout } from '../product/index.ts';
import { demoAppVersions, publish } from '../repository/index.ts';
import { until } from '../until.ts';
import { ending, ledgerOf, outcomeOf } from './ledger.ts';
import { cutDemoApp, DEMO_APP, installedVersion, planned, servedVersion, upgradesDone } from './made-update.ts';
import { unwholePackages } from './package-database.ts';
import { claim, type Scenario } from './scenario.ts';

const { installed, failing, good } = demoAppVersions;
/** An attempt and two boots, emulated beside other work. */
const EMULATED_MS = 60 * 60_000;
const QUESTION_TIMEOUT_MS = 120_000;

/** Nothing is pending on it but what the scenario makes. */
const fleet: FleetSpec = { ...machineFleet, archives: 'made' };

/**
 * The version before has left the archive, and nobody kept it: packages lead nowhere, and the root that lay there before the change
 * is what the host goes back to.
 */
export const restorePoint: Scenario = {
  name: 'restore-point',
  claim: 'a machine with its root on LVM goes back to it as it was, and goes on from its own ledger',
  runsIn: 'full',
  run: (settings, report) =>
    onManagedFleet({ settings, report, fleet, policy: policyWithRestorePoint() }, async (managed) => {
      await goesBackAndOn(managed, report);
    }),
};

/** On a machine that may have had other changes before. */
async function goesBackAndOn(managed: ManagedFleet, report: (line: string) => void): Promise<void> {
  const host = labHost(managed, 'vm1');
  const before = await bootId(host);
  const ledger = await goesBack(managed, host, report);
  claim((await bootId(host)) !== before, 'it is another boot');
  // It serves from the first moment on; the last blocks are moved behind that.
  await until(
    'the snapshot has gone into the root that it was taken of',
    async () => ((await volumesOf(host)).includes('slipway-') ? null : true),
    { timeoutMs: EMULATED_MS },
  );
  await goesOn(managed, host, { ledger, report });
}

/** A bad update without a way back by packages. Answers the ledger at its end. */
async function goesBack(
  managed: ManagedFleet,
  host: LabHost,
  report: (line: string) => void,
): Promise<readonly LedgerEntry[]> {
  const known = await ledgerOf(host);
  await offerOnly(managed, failing);
  const rolloutId = await startRollout(managed.api, await planned(managed, 'dev', await cutDemoApp(managed)));
  await untilRollout(managed.api, rolloutId, isAtRest, { timeoutMs: EMULATED_MS });
  const ledger = await ledgerOf(host);
  claim(outcomeOf(ledger) === 'gone-back', `the host has gone back by its own ledger: ${ending(ledger)}`);
  const seen = restorePointSeen(ledger);
  claim(
    seen.startsWith('restore-point standing, ') && seen.endsWith('way-back back'),
    `it made one before the change, and runs from it: ${seen}`,
  );
  claim(isContinued(known, ledger), 'its ledger is one story, with what was before the restore point and after');
  const begun = ledger.slice(known.length).filter(({ kind }) => kind === 'attempt-begun');
  claim(begun.length === 1, 'there was one attempt');
  claim((await installedVersion(host)) === `${installed} ii`, `${installed} is installed, whole`);
  claim((await servedVersion(host)) === installed, `${installed} serves`);
  // dpkg's own log lies on the volume that went back: it knows nothing of the change.
  claim((await upgradesDone(host)).length === 0, 'what was written to the volume since is gone');
  const unwhole = await unwholePackages(host);
  claim(unwhole === '', `every package is whole: ${unwhole}`);
  report(`${failing} did not serve; back to ${installed} by the restore point: ${seen}`);
  return ledger;
}

/** Its generation has survived too: the controller gives it the next change, and it takes its own restore point away. */
async function goesOn(
  managed: ManagedFleet,
  host: LabHost,
  { ledger, report }: { readonly ledger: readonly LedgerEntry[]; readonly report: (line: string) => void },
): Promise<void> {
  await offerOnly(managed, good);
  const rolloutId = await startRollout(managed.api, await planned(managed, 'dev', await cutDemoApp(managed)));
  const { rollout } = await untilRollout(managed.api, rolloutId, isAtRest, { timeoutMs: EMULATED_MS });
  const now = await ledgerOf(host);
  claim(rollout.hosts[0]?.phase === 'done', `the next update is done: ${rollout.hosts[0]?.phase}, ${ending(now)}`);
  claim(isContinued(ledger, now), 'in the same ledger');
  claim((await servedVersion(host)) === good, `${good} serves`);
  const left = await volumesOf(host);
  claim(!left.includes('slipway'), `nothing of a restore point is left: ${left}`);
  report(`${good} serves, by the next rollout of the same host; nothing of the restore points is left`);
}

async function offerOnly(managed: ManagedFleet, version: typeof failing | typeof good): Promise<void> {
  await publish(managed.lab.repository, [version]);
  await untilPending(managed.api, hostId(managed, 'vm1'), { name: DEMO_APP, to: version });
}

function policyWithRestorePoint(): Policy {
  const make = { kind: 'lvm', volumes: ['/'], keepHours: 0, keepMax: 1, sizePercent: 20 } as const;
  return { ...plainPolicy(), restorePoints: [{ hosts: 'environment = dev', make }] };
}

function isContinued(before: readonly LedgerEntry[], after: readonly LedgerEntry[]): boolean {
  return before.every((entry, at) => JSON.stringify(entry) === JSON.stringify(after[at]));
}

/** Which state each step of the last attempt found it in. */
function restorePointSeen(ledger: readonly LedgerEntry[]): string {
  const begun = ledger.findLastIndex(({ kind }) => kind === 'attempt-begun');
  return ledger
    .slice(begun)
    .flatMap((entry) =>
      entry.kind === 'step-ended' && entry.evidence?.restorePoint !== undefined
        ? [`${entry.step} ${entry.evidence.restorePoint.state}`]
        : [],
    )
    .join(', ');
}

/** Of the volume group: names, and what is marked on them. */
async function volumesOf(host: LabHost): Promise<string> {
  const argv = ['lvs', '--all', '--noheadings', '-o', 'lv_name,lv_tags'];
  return (await execOk(host, argv, { timeoutMs: QUESTION_TIMEOUT_MS })).trim();
}
