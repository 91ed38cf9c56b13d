// What the reporter starts when an index or a package has changed: reads all indexes, leaves the answer in the reporter's
// own folder, and is gone with its memory. Runs as the reporter's user.

import { lookForOrigins } from '../../adapters/apt/index.ts';
import { systemClock } from '../../adapters/clock/index.ts';
import { nodeCrypto } from '../../adapters/crypto/index.ts';
import { durableFiles } from '../../adapters/durable-files/index.ts';
import { runCommand } from '../../adapters/run-command/index.ts';

export const program = async ([directory, distribution, release]: readonly string[]): Promise<number> => {
  if (directory === undefined || distribution === undefined || release === undefined) return 2;
  const problem = await lookForOrigins(
    { run: runCommand, files: durableFiles, clock: systemClock, sha256: nodeCrypto.sha256, directory },
    { distribution, release },
  );
  if (problem === null) return 0;
  process.stderr.write(`${problem}\n`);
  return 1;
};
