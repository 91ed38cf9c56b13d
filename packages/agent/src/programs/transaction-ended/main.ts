// ExecStopPost of a transaction's unit: writes down how it ended, in this boot, before anybody can ask (systemd.exec(5),
// environment of ExecStopPost).

import { readFile } from 'node:fs/promises';
import { durableFiles } from '../../adapters/durable-files/index.ts';
import { runCommand } from '../../adapters/run-command/index.ts';
import { syncChanged, writeTransactionEnd } from '../../adapters/systemd/index.ts';

export const program = async ([path]: readonly string[]): Promise<number> => {
  if (path === undefined) return 2;
  const bootId = (await readFile('/proc/sys/kernel/random/boot_id', 'utf8')).trim();
  const sync = async (): Promise<void> => await syncChanged(runCommand);
  await writeTransactionEnd({ sync, files: durableFiles, path, environment: process.env, bootId });
  return 0;
};
