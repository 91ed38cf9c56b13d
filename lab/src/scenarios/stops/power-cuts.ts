import { type FleetSpec, machineFleet } from '../../fleet/index.ts';
import { aptGet, exec, type LabHost, startHost, suddenStop, waitUntilRunning } from '../../host/index.ts';
import { labHost, type ManagedFleet, onManagedFleet } from '../../managed/index.ts';
import { isAtRest, plainPolicy, untilRollout } from '../../product/index.ts';
import { ledgerOf } from '../ledger.ts';
import { claim, type Repeated, type Scenario } from '../scenario.ts';
import { beginChange } from './begin-change.ts';
import { CUT_PACKAGES, configuredVersions, differingFiles, publishCutPackages } from './cut-packages.ts';
import { type Moment, momentText, seededMoments, untilMoment } from './moments.ts';
import { claimWholeEnd, endsText, type WholeEnd } from './whole-end.ts';

/** An attempt with a cut and a boot in it, emulated beside other work. */
const EMULATED_MS = 60 * 60_000;
const QUESTION_TIMEOUT_MS = 120_000;
/** A look costs an emulated machine something itself. */
const POLL_MS = 100;
/** Written right before each cut, and synced by nobody: what a cut must take. */
const UNSYNCED = '/var/lib/lab-unsynced';

/** Nothing is pending on it but what the scenario makes. */
const fleet: FleetSpec = { ...machineFleet, archives: 'made' };

/**
 * The guest's memory goes with its emulator, and with it what was not synced. So does what the emulator itself had not flushed: with
 * `cache=writeback` a qcow2 keeps in memory where newly written clusters lie until the guest flushes (virtual/qemu.ts).
 */
export const powerCuts: Scenario = {
  name: 'power-cuts',
  claim: "a machine whose power is cut at seeded moments ends at the plan's versions or as it was, whole",
  runsIn: 'full',
  times: { quick: 2, full: 20 },
  run: (settings, report, repeated) =>
    onManagedFleet({ settings, report, fleet, policy: plainPolicy() }, async (managed) => {
      await cutOften(managed, { ...repeated, report });
    }),
};

async function cutOften(
  managed: ManagedFleet,
  { times, first, seed, report }: Repeated & { readonly report: (line: string) => void },
): Promise<void> {
  const host = labHost(managed, 'vm1');
  await publishCutPackages(managed, [1]);
  await aptGet(host, ['update']);
  await aptGet(host, ['install', '-y', ...CUT_PACKAGES]);
  report(`cuts ${first} to ${times}, seed ${seed}`);
  const cuts: Cut[] = [];
  let installed = 1;
  for (const [at, moment] of seededMoments({
    seed,
    count: times,
    packages: CUT_PACKAGES.length,
    log: 'dpkg',
  }).entries()) {
    if (at + 1 < first) continue;
    const wanted = at + 2;
    const cut = await cutOnce(managed, { host, installed, wanted, moment, report });
    if (cut.end.outcome === 'done') installed = wanted;
    cuts.push(cut);
    report(`cut ${at + 1}, at ${momentText(moment)}: ${cut.end.outcome}, ${cut.end.transactions} transactions`);
  }
  const lost = cuts.filter(({ tookUnsynced }) => tookUnsynced).length;
  claim(lost > 0, 'a cut takes what was not synced, or these were none');
  report(`${endsText(cuts.map(({ end }) => end))}; ${lost} of ${cuts.length} cuts took what was written last`);
}

interface Cut {
  readonly end: WholeEnd;
  readonly tookUnsynced: boolean;
}

/** From one version to another, with a cut on the way. */
async function cutOnce(
  managed: ManagedFleet,
  wish: {
    readonly host: LabHost;
    readonly installed: number;
    readonly wanted: number;
    readonly moment: Moment;
    readonly report: (line: string) => void;
  },
): Promise<Cut> {
  const { host, installed, wanted, moment, report } = wish;
  const set = { packages: CUT_PACKAGES, publish: publishCutPackages, versionOf: String };
  const { rolloutId, changes, before } = await beginChange(managed, set, { host, installed, wanted });
  await untilMoment(host, moment, { before, timeoutMs: EMULATED_MS, pollMs: POLL_MS });
  await exec(host, ['dd', 'if=/dev/zero', `of=${UNSYNCED}-${wanted}`, 'bs=4k', 'count=1'], {
    timeoutMs: QUESTION_TIMEOUT_MS,
  });
  await suddenStop(host);
  await startHost(host, managed.lab.network.bridge);
  await waitUntilRunning(host, { timeoutMs: EMULATED_MS });
  const tookUnsynced = !(await isWritten(host, `${UNSYNCED}-${wanted}`));

  await untilRollout(managed.api, rolloutId, isAtRest, { timeoutMs: EMULATED_MS });
  const end = await claimWholeEnd(host, changes, report);
  const differing = await differingFiles(host);
  claim(differing === '', `every file is as its package has it: ${differing}`);
  await claimScriptsKept(host, end.outcome === 'done' ? wanted : installed);
  return { end, tookUnsynced };
}

/**
 * What maintainer scripts write, dpkg does not sync. Whatever ended before the cut must be there; of a transaction that was cut in the
 * middle only dpkg could know which scripts' work was lost, and it does not.
 */
async function claimScriptsKept(host: LabHost, version: number): Promise<void> {
  const ledger = await ledgerOf(host);
  const begun = ledger.findLastIndex(({ kind }) => kind === 'attempt-begun');
  const ofAttempt = ledger.slice(begun);
  const applied = ofAttempt.find((entry) => entry.kind === 'step-ended' && entry.step === 'apply');
  const isInterrupted = applied?.kind === 'step-ended' && applied.reason?.code === 'apply-interrupted';
  if (isInterrupted) return;
  const configured = await configuredVersions(host);
  claim(
    configured.every((one) => one === String(version)),
    `what maintainer scripts wrote is there, at ${version}: ${JSON.stringify(configured)}`,
  );
}

async function isWritten(host: LabHost, path: string): Promise<boolean> {
  const { stdout } = await exec(host, ['find', path, '-size', '4k'], { timeoutMs: QUESTION_TIMEOUT_MS });
  return stdout.trim() !== '';
}
