import { type FleetSpec, rpmFleet } from '../../fleet/index.ts';
import { execOk, type LabHost, startHost, suddenStop, waitUntilRunning } from '../../host/index.ts';
import { labHost, type ManagedFleet, onManagedFleet } from '../../managed/index.ts';
import { isAtRest, plainPolicy, untilRollout } from '../../product/index.ts';
import { ending, ledgerOf } from '../ledger.ts';
import { claim, type Repeated, type Scenario } from '../scenario.ts';
import { beginChange } from './begin-change.ts';
import { CUT_RPMS, claimConfigured, publishCutRpms, rpmDatabase, rpmVersion } from './cut-rpms.ts';
import { type Moment, momentText, seededMoments, untilMoment, whileUp } from './moments.ts';
import { claimWholeEnd, endsText, type WholeEnd } from './whole-end.ts';

const HOST = 'rdev';
/** An attempt with a stop, two boots and a repair in it, beside other work. */
const ATTEMPT_TIMEOUT_MS = 20 * 60_000;
const BOOT_TIMEOUT_MS = 5 * 60_000;
const INSTALL_TIMEOUT_MS = 5 * 60_000;
const POLL_MS = 30;
/** The last of them are at the end of a transaction, and a machine that is busy comes to each of them late. */
const MOMENTS_ENOUGH = 5;

const fleet: FleetSpec = { ...rpmFleet, hosts: rpmFleet.hosts.filter(({ name }) => name === HOST) };

/** rpm keeps no journal of what it has unpacked: what a stop leaves are two versions of a package, or files of neither. */
export const rpmStops: Scenario = {
  name: 'rpm-stops',
  claim:
    "a host of the rpm family that stops at seeded moments ends at the plan's versions or as it was, whole and rebooted",
  runsIn: 'full',
  times: { quick: 3, full: 15 },
  run: (settings, report, repeated) =>
    onManagedFleet({ settings, report, fleet, policy: withReboot() }, async (managed) => {
      await stopOften(managed, { ...repeated, report });
    }),
};

function withReboot(): ReturnType<typeof plainPolicy> {
  const policy = plainPolicy();
  return { ...policy, environments: policy.environments.map((one) => ({ ...one, reboot: 'always' as const })) };
}

async function stopOften(
  managed: ManagedFleet,
  { times, first, seed, report }: Repeated & { readonly report: (line: string) => void },
): Promise<void> {
  const host = labHost(managed, HOST);
  await publishCutRpms(managed, [1]);
  await execOk(host, ['dnf', '--assumeyes', 'install', ...CUT_RPMS], { timeoutMs: INSTALL_TIMEOUT_MS });
  report(`stops ${first} to ${times}, seed ${seed}`);
  const ends: WholeEnd[] = [];
  let torn = 0;
  let installed = 1;
  const moments = seededMoments({ seed, count: times, packages: CUT_RPMS.length, log: 'scriptlets' });
  for (const [at, moment] of moments.entries()) {
    if (at + 1 < first) continue;
    const wanted = at + 2;
    const { end, broken } = await stopOnce(managed, { host, installed, wanted, moment, report });
    if (end.outcome === 'done') installed = wanted;
    await claimConfigured(host, installed);
    ends.push(end);
    if (broken !== '') torn += 1;
    report(`stop ${at + 1}, at ${momentText(moment)}, with ${brokenText(broken)}: ${end.outcome}`);
    // Forward is the default, and here is nothing that could keep it from that.
    claim(end.outcome !== 'gone-back', `${host.name} goes forward: ${ending(await ledgerOf(host))}`);
  }
  const inTransaction = moments.filter(({ log }) => log === 'scriptlets').length;
  claim(inTransaction < MOMENTS_ENOUGH || torn > 0, 'a stop finds a transaction in its middle, or these were none');
  report(`${endsText(ends)}; ${torn} of ${ends.length} stops left the database broken`);
}

/** From one version to another, with a stop on the way. */
async function stopOnce(
  managed: ManagedFleet,
  wish: {
    readonly host: LabHost;
    readonly installed: number;
    readonly wanted: number;
    readonly moment: Moment;
    readonly report: (line: string) => void;
  },
): Promise<{ readonly end: WholeEnd; readonly broken: string }> {
  const { host, installed, wanted, moment, report } = wish;
  const set = { packages: CUT_RPMS, publish: publishCutRpms, versionOf: rpmVersion };
  const { rolloutId, changes, before } = await beginChange(managed, set, { host, installed, wanted });
  await untilMoment(host, moment, { before, timeoutMs: ATTEMPT_TIMEOUT_MS, pollMs: POLL_MS });
  // Nothing may come between this and the stop.
  const broken = (await whileUp(() => rpmDatabase.unwhole(host))) ?? '';
  // One that goes down by itself right now is stopped by what starts it: nothing that is left of it may run on.
  await whileUp(() => suddenStop(host));
  await startHost(host, managed.lab.network.bridge);
  await waitUntilRunning(host, { timeoutMs: BOOT_TIMEOUT_MS });
  await untilRollout(managed.api, rolloutId, isAtRest, { timeoutMs: ATTEMPT_TIMEOUT_MS });

  const end = await claimWholeEnd(host, changes, report, rpmDatabase);
  if (end.outcome === 'done') await claimRebooted(host);
  return { end, broken };
}

function brokenText(broken: string): string {
  const twice = broken.split('\n').filter((line) => line.endsWith('is there twice')).length;
  return broken === ''
    ? 'nothing broken'
    : `${twice} packages twice, ${broken.split('\n').length - twice} files of neither`;
}

/** By the attempt itself, after the change, whatever stopped it before. */
async function claimRebooted(host: LabHost): Promise<void> {
  const ledger = await ledgerOf(host);
  const ofAttempt = ledger.slice(ledger.findLastIndex(({ kind }) => kind === 'attempt-begun'));
  const ended = ofAttempt.flatMap((entry) => (entry.kind === 'step-ended' ? [`${entry.step} ${entry.outcome}`] : []));
  claim(
    ended.indexOf('reboot done') > ended.findIndex((one) => one.startsWith('apply ')),
    `${host.name} rebooted after the change: ${ended.join(', ')}`,
  );
}
