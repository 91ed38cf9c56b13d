// What only root sees, for the reporter that may not: which processes run old code, which guests the host carries, by what its own carrier knows it, and what no
// package owns
// (docs/adr/0009).

import { readFile } from 'node:fs/promises';
import { explain } from '@slipway/core/reasons';
import { systemClock } from '../../adapters/clock/index.ts';
import { nodeCrypto } from '../../adapters/crypto/index.ts';
import { durableFiles } from '../../adapters/durable-files/index.ts';
import { writeGuestReport } from '../../adapters/guests/index.ts';
import {
  lookAtProcesses,
  lookAtProductUuid,
  writeProcessReport,
  writeProductUuid,
} from '../../adapters/linux/index.ts';
import { runCommand } from '../../adapters/run-command/index.ts';
import { lookAtSoftware, readSoftwareReport, writeSoftwareReport } from '../../adapters/unmanaged/index.ts';
import { layoutBelow } from '../../layout/index.ts';
import { guestsOfHost } from '../guests/main.ts';
import { packageManagerOfHost } from '../package-manager/main.ts';

export const program = async (): Promise<number> => {
  const bootId = (await readFile('/proc/sys/kernel/random/boot_id', 'utf8')).trim();
  const { executor } = layoutBelow('/');
  const files = durableFiles;
  const packages = await packageManagerOfHost();
  if (!packages.ok) {
    process.stderr.write(`slipway-agent: ${explain(packages.reason)}\n`);
    return 1;
  }
  const ownersOf = packages.value.fileOwners(executor.packages[packages.value.format]);
  const look = await lookAtProcesses();
  await writeProcessReport({ files, path: executor.processes, look, ownersOf, at: systemClock.now(), bootId });
  const uuid = await lookAtProductUuid({ run: runCommand, sha256: nodeCrypto.sha256, root: '/' });
  await writeProductUuid(uuid, { files, path: executor.product, bootId });
  await writeGuestReport({ files, path: executor.guests, guests: guestsOfHost(), at: systemClock.now() });
  const report = { files, path: executor.software };
  const before = await readSoftwareReport(report);
  await writeSoftwareReport(report, await lookAtSoftware({ clock: systemClock, bootId, ownersOf, before }));
  return 0;
};
