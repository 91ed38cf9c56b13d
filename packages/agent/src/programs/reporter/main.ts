// The reporter's program: wires its ports to this host and runs until it is told to end.

import { readFile } from 'node:fs/promises';
import { explain } from '@slipway/core/reasons';
import { systemClock } from '../../adapters/clock/index.ts';
import { readKernelRoom } from '../../adapters/conditions/index.ts';
import { createFileContentCache } from '../../adapters/content-cache/index.ts';
import { nodeCrypto } from '../../adapters/crypto/index.ts';
import { durableFiles } from '../../adapters/durable-files/index.ts';
import { readGuestReport } from '../../adapters/guests/index.ts';
import { createFileAges, createFolderPlugIns } from '../../adapters/hooks/index.ts';
import { createHttpsLink } from '../../adapters/https-link/index.ts';
import { createFileInbox, createFileTrustStore } from '../../adapters/inbox/index.ts';
import { createFileLedger } from '../../adapters/ledger/index.ts';
import { createSystem, readProductUuid } from '../../adapters/linux/index.ts';
import { createChecksQuestion, createWholeHostQuestion } from '../../adapters/root-questions/index.ts';
import { runCommand } from '../../adapters/run-command/index.ts';
import { createServiceManager, createTransactionOutput } from '../../adapters/systemd/index.ts';
import { createSoftwareObserver } from '../../adapters/unmanaged/index.ts';
import { layoutBelow } from '../../layout/index.ts';
import { createReporter, type ReporterPorts } from '../../reporter/index.ts';
import { type AgentSettings, readSettings } from '../../settings/index.ts';
import { AGENT_VERSION, capabilitiesOf } from '../../version.ts';
import { type PackageManager, packageManagerOfHost } from '../package-manager/main.ts';

export const program = async (): Promise<number> => {
  const layout = layoutBelow('/');
  const settings = readSettings(await readFile(layout.settings, 'utf8'));
  if (!settings.ok) {
    process.stderr.write(`slipway-agent: ${explain(settings.reason)}\n`);
    return 1;
  }
  const packages = await packageManagerOfHost();
  if (!packages.ok) {
    process.stderr.write(`slipway-agent: ${explain(packages.reason)}\n`);
    return 1;
  }
  const stop = new AbortController();
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.once(signal, () => {
      stop.abort();
      // A held check-in would keep the process for up to half a minute; nothing is lost by leaving it.
      process.exit(0);
    });
  }
  const { hostId, collectEverySeconds, refreshEverySeconds } = settings.value;
  const reporter = createReporter(await portsOf(settings.value, packages.value), {
    hostId,
    agentVersion: AGENT_VERSION,
    capabilities: capabilitiesOf(packages.value.format),
    collectEverySeconds,
    refreshEverySeconds,
  });
  await reporter.run(stop.signal);
  return 0;
};

const portsOf = async (settings: AgentSettings, packages: PackageManager): Promise<ReporterPorts> => {
  const { reporter, executor, plugIns, fileAges } = layoutBelow('/');
  const { sha256 } = nodeCrypto;
  const system = createSystem({
    run: runCommand,
    sha256,
    packageFormat: packages.format,
    architecture: packages.architecture,
    clock: systemClock,
    processReport: { path: executor.processes, files: durableFiles },
    productUuid: async (bootId) => await readProductUuid({ files: durableFiles, path: executor.product, bootId }),
    kernelRoom: readKernelRoom,
  });
  const services = createServiceManager({ run: runCommand, own: new Set() });
  return {
    checksQuestion: createChecksQuestion({
      asked: reporter.checksAsked,
      answered: executor.checksAnswered,
      files: durableFiles,
    }),
    clock: systemClock,
    crypto: nodeCrypto,
    content: createFileContentCache({ directory: reporter.content, files: durableFiles }),
    inbox: createFileInbox({ directory: reporter.inbox, files: durableFiles }),
    ledger: createFileLedger({
      path: executor.ledger,
      files: durableFiles,
      clock: systemClock,
      bootId: async () => await system.bootId(),
      sha256,
    }),
    link: createHttpsLink({
      controller: settings.controller,
      authority: await readFile(reporter.authority, 'utf8'),
      certificate: await readFile(reporter.certificate, 'utf8'),
      key: await readFile(reporter.key, 'utf8'),
    }),
    output: createTransactionOutput({ directory: executor.transactions }),
    packages: packages.observer(reporter.packages[packages.format]),
    readings: {
      ...createFolderPlugIns({ run: runCommand, directory: plugIns }),
      ...createFileAges({ allowed: fileAges }),
      unitState: async (unit) => await services.state(unit),
    },
    guests: { guestLook: async () => await readGuestReport({ path: executor.guests, files: durableFiles }) },
    software: createSoftwareObserver({ path: executor.software, files: durableFiles }),
    system,
    trust: createFileTrustStore({ path: reporter.trust, pinnedDigest: settings.trustDigest, files: durableFiles }),
    wholeHostQuestion: createWholeHostQuestion({
      asked: reporter.verifyAsked,
      answered: executor.verified,
      files: durableFiles,
    }),
    log: (message, data) => process.stderr.write(`${message} ${JSON.stringify(data ?? {})}\n`),
  };
};
