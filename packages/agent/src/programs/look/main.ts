// What root sees of running processes, for the reporter that may not (docs/adr/0009).

import { readFile } from 'node:fs/promises';
import { systemClock } from '../../adapters/clock/index.ts';
import { durableFiles } from '../../adapters/durable-files/index.ts';
import { lookAtProcesses, writeProcessReport } from '../../adapters/linux/index.ts';
import { layoutBelow } from '../../layout/index.ts';

export const program = async (): Promise<number> => {
  const bootId = (await readFile('/proc/sys/kernel/random/boot_id', 'utf8')).trim();
  const { executor } = layoutBelow('/');
  const look = await lookAtProcesses();
  await writeProcessReport({ files: durableFiles, path: executor.processes, look, at: systemClock.now(), bootId });
  return 0;
};
