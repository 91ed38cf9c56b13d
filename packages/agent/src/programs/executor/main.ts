// The executor's program, as root: one transaction, or one adoption order. Wires its ports to this host and ends.

import { readFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { explain, type Outcome } from '@slipway/core/reasons';
import { createChecks } from '../../adapters/checks/index.ts';
import { systemClock } from '../../adapters/clock/index.ts';
import { createHostConditions } from '../../adapters/conditions/index.ts';
import { nodeCrypto } from '../../adapters/crypto/index.ts';
import { durableFiles } from '../../adapters/durable-files/index.ts';
import { createFailureLogs, keptFailureLogs } from '../../adapters/failure-logs/index.ts';
import { writeGuestReport } from '../../adapters/guests/index.ts';
import { createFolderHooks, createFolderPlugIns, createRootFiles } from '../../adapters/hooks/index.ts';
import { createFileInbox, createFilePlanOfAttempt, createFileTrustStore } from '../../adapters/inbox/index.ts';
import { createKernels } from '../../adapters/kernels/index.ts';
import { createFileLedger } from '../../adapters/ledger/index.ts';
import { createSystem, lookAtProcesses, writeProcessReport } from '../../adapters/linux/index.ts';
import { createClusterQuestions } from '../../adapters/questions/index.ts';
import { createRestorePointRecords, createRestorePoints } from '../../adapters/restore-points/index.ts';
import { createChecksQuestion } from '../../adapters/root-questions/index.ts';
import { runCommand } from '../../adapters/run-command/index.ts';
import { createStaging } from '../../adapters/staging/index.ts';
import { createExecutorSwitch, createServiceManager, createTransactionUnit } from '../../adapters/systemd/index.ts';
import { answerChecks, type ExecutorPorts, runAdoption, runTidy, runTransaction } from '../../executor/index.ts';
import { layoutBelow } from '../../layout/index.ts';
import type { RunCommand } from '../../ports/index.ts';
import { type AgentSettings, readSettings } from '../../settings/index.ts';
import { guestsOfHost } from '../guests/main.ts';
import { type PackageManager, packageManagerOfHost } from '../package-manager/main.ts';
import { selfCommand } from '../self.ts';

const { sha256 } = nodeCrypto;
const EXECUTOR_UNIT = 'slipway-executor.service';
/** As its unit has it. */
const REPORTER = ['--reuid=slipway', '--regid=slipway', '--init-groups'];
const GRANT_UNIT = 'slipway-executor.path';
/** A host that boots under emulation beside others was silent for two minutes; one that is silent after this is for a person. */
const SYSTEMD_ANSWERS = { clock: systemClock, seconds: 300 };

/** EX_DATAERR of sysexits.h; the unit does not restart on it (`RestartPreventExitStatus`): the file stays as it is. */
export const LEDGER_BROKEN_STATUS = 65;

/** `slipway-agent executor`. Ends with 0 also where the documents were refused: that is an answer, not a fault. */
export const program = async (): Promise<number> => {
  const settings = await ownSettings();
  if (!settings.ok) return fail(explain(settings.reason));
  const packages = await packageManagerOfHost();
  if (!packages.ok) return fail(explain(packages.reason));
  const ports = portsOf(settings.value, packages.value);
  const { hostId } = settings.value;
  for (;;) {
    const end = await runTransaction(ports, { hostId });
    say('reason' in end ? `${end.kind}: ${explain(end.reason)}` : end.kind);
    if (end.kind === 'ledger-broken') return LEDGER_BROKEN_STATUS;
    if (end.kind !== 'ended') return 0;
    await reportProcesses(ports, packages.value);
    // A grant that came while the last attempt was ending started nobody: systemd saw this unit running.
  }
};

/** `slipway-agent adoption`. */
export const adoption = async (): Promise<number> => {
  const settings = await ownSettings();
  if (!settings.ok) return fail(explain(settings.reason));
  const packages = await packageManagerOfHost();
  if (!packages.ok) return fail(explain(packages.reason));
  const ports = portsOf(settings.value, packages.value);
  const end = await runAdoption(ports, { hostId: settings.value.hostId });
  if (!end.ok) return fail(explain(end.reason));
  say(end.value);
  return 0;
};

/** `slipway-agent tidy`: what no further attempt would take away any more. */
export const tidy = async (): Promise<number> => {
  const settings = await ownSettings();
  if (!settings.ok) return fail(explain(settings.reason));
  const packages = await packageManagerOfHost();
  if (!packages.ok) return fail(explain(packages.reason));
  const tidied = await runTidy(portsOf(settings.value, packages.value));
  if (!tidied.ok) return fail(explain(tidied.reason));
  const { gone, left } = tidied.value;
  for (const id of gone) say(`restore point of ${id}: expired, taken away`);
  return left === null ? 0 : fail(explain(left));
};

/** `slipway-agent checks`: what the reporter has asked of the checks of the newest plan. */
export const checks = async (): Promise<number> => {
  const settings = await ownSettings();
  if (!settings.ok) return fail(explain(settings.reason));
  const packages = await packageManagerOfHost();
  if (!packages.ok) return fail(explain(packages.reason));
  const { reporter, executor } = layoutBelow('/');
  const files = { asked: reporter.checksAsked, answered: executor.checksAnswered, files: durableFiles };
  const question = createChecksQuestion(files);
  say(`${await answerChecks({ ...portsOf(settings.value, packages.value), question })} answered`);
  return 0;
};

const ownSettings = async (): Promise<Outcome<AgentSettings>> =>
  readSettings(await readFile(layoutBelow('/').settings, 'utf8'));

const portsOf = (settings: AgentSettings, packages: PackageManager): ExecutorPorts => {
  const layout = layoutBelow('/');
  const { reporter, executor } = layout;
  const system = createSystem({
    run: runCommand,
    sha256,
    packageFormat: packages.format,
    architecture: packages.architecture,
    clock: systemClock,
    processReport: { path: executor.processes, files: durableFiles },
  });
  const common = { run: runCommand, files: durableFiles, clock: systemClock };
  const hooks = createFolderHooks({ run: runCommand, directory: layout.hooks });
  return {
    checks: createChecks({
      run: runCommand,
      clock: systemClock,
      plugIns: createFolderPlugIns({ run: asReporter, directory: layout.plugIns }),
      hostname: hostname(),
      directory: layout.checks,
      files: createRootFiles({ directory: layout.checks }),
      proc: '/proc',
    }),
    clock: systemClock,
    cluster: createClusterQuestions({
      run: runCommand,
      files: createRootFiles({ directory: layout.questions }),
      hostname: hostname().split('.')[0] ?? '',
      root: '/',
    }),
    conditions: createHostConditions({ run: runCommand, clock: systemClock, inhibitions: layout.inhibitions }),
    crypto: nodeCrypto,
    executorSwitch: createExecutorSwitch({ run: runCommand, service: EXECUTOR_UNIT, path: GRANT_UNIT }),
    failureLogs: settings.failureLogs === 'kept' ? keptFailureLogs : createFailureLogs({ run: runCommand, root: '/' }),
    guests: guestsOfHost(),
    hooks,
    inbox: createFileInbox({ directory: reporter.inbox, files: durableFiles }),
    kernels: createKernels({ run: runCommand, files: durableFiles, root: '/' }),
    ledger: createFileLedger({ path: executor.ledger, ...common, bootId: async () => await system.bootId(), sha256 }),
    packages: packages.executor(executor.packages[packages.format]),
    packageFiles: packages.packageFiles,
    planOfAttempt: createFilePlanOfAttempt({ path: executor.plan, files: durableFiles }),
    planOfIsolation: createFilePlanOfAttempt({ path: executor.isolation, files: durableFiles }),
    restorePointRecords: createRestorePointRecords({ path: executor.restorePoints, files: durableFiles }),
    restorePoints: createRestorePoints({
      run: runCommand,
      files: durableFiles,
      hooks,
      root: '/',
      state: '/var/lib/slipway',
      work: '/run/slipway/restore-points',
    }),
    services: createServiceManager({ run: runCommand, own: new Set([EXECUTOR_UNIT]), patience: SYSTEMD_ANSWERS }),
    staging: createStaging({
      directory: executor.staging,
      cacheDirectory: reporter.content,
      files: durableFiles,
      names: packages.staged,
    }),
    system,
    transactionUnit: createTransactionUnit({
      ...common,
      bootId: async () => await system.bootId(),
      directory: executor.transactions,
      endCommand: selfCommand('transaction-ended'),
    }),
    trust: createFileTrustStore({ path: executor.trust, pinnedDigest: settings.trustDigest, files: durableFiles }),
  };
};

/** A plug-in says to a check what it says to a reading: nothing of it runs as root, and no way leads there. */
const asReporter: RunCommand = async (request) =>
  await runCommand({
    ...request,
    command: [
      '/usr/bin/setpriv',
      ...REPORTER,
      '--no-new-privs',
      '--inh-caps=-all',
      '--bounding-set=-all',
      '--',
      ...request.command,
    ],
  });

/** What still runs old code, and which guests run, changes with a transaction: the reporter should not tell five minutes of yesterday. */
const reportProcesses = async ({ system, guests }: ExecutorPorts, packages: PackageManager): Promise<void> => {
  const { executor } = layoutBelow('/');
  const look = await lookAtProcesses();
  const bootId = await system.bootId();
  const ownersOf = packages.fileOwners(executor.packages[packages.format]);
  const at = systemClock.now();
  await writeProcessReport({ files: durableFiles, path: executor.processes, look, ownersOf, at, bootId });
  await writeGuestReport({ files: durableFiles, path: executor.guests, guests, at });
};

const say = (text: string): void => {
  process.stderr.write(`${text}\n`);
};

const fail = (text: string): number => {
  say(`slipway-agent: ${text}`);
  return 1;
};
