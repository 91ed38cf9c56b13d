// `slipway-agent verify [--json]`: every file of every installed package of this host, held against what the package manager
// noted when it unpacked it. Nothing is changed, and no controller is told. With `--asked`: what the reporter has asked of it.

import { readFile } from 'node:fs/promises';
import { explain } from '@slipway/core/reasons';
import { systemClock } from '../../adapters/clock/index.ts';
import { nodeCrypto } from '../../adapters/crypto/index.ts';
import { durableFiles } from '../../adapters/durable-files/index.ts';
import { createFileLedger } from '../../adapters/ledger/index.ts';
import { createWholeHostQuestion } from '../../adapters/root-questions/index.ts';
import { answerWholeHost, verifyHost } from '../../executor/index.ts';
import { layoutBelow } from '../../layout/index.ts';
import { type PackageManager, packageManagerOfHost } from '../package-manager/main.ts';
import { printVerified } from './print.ts';

export const program = async (args: readonly string[]): Promise<number> => {
  const [option = '', ...others] = args;
  if (!['', '--json', '--asked'].includes(option) || others.length > 0) {
    process.stderr.write('usage: slipway-agent verify [--json|--asked]\n');
    return 2;
  }
  // A file that only root may read would pass for one that cannot be read at all.
  if (process.getuid?.() !== 0) return fail('only root may read every file');
  const manager = await packageManagerOfHost();
  if (!manager.ok) return fail(explain(manager.reason));
  if (option === '--asked') return await answer(manager.value);
  const { executor, packageFiles, format } = manager.value;
  const verified = await verifyHost(executor(layoutBelow('/').executor.packages[format]), packageFiles);
  if (!verified.ok) return fail(explain(verified.reason));
  const { versions: _, ...shown } = verified.value;
  process.stdout.write(option === '--json' ? `${JSON.stringify(shown, null, 2)}\n` : printVerified(shown));
  return shown.differing.length === 0 ? 0 : 1;
};

const answer = async ({ executor: executorFor, format, packageFiles }: PackageManager): Promise<number> => {
  const { reporter, executor } = layoutBelow('/');
  const { sha256 } = nodeCrypto;
  const files = durableFiles;
  await answerWholeHost({
    clock: systemClock,
    crypto: nodeCrypto,
    ledger: createFileLedger({ path: executor.ledger, files, clock: systemClock, bootId, sha256 }),
    packageFiles,
    packages: executorFor(executor.packages[format]),
    question: createWholeHostQuestion({ asked: reporter.verifyAsked, answered: executor.verified, files }),
  });
  return 0;
};

const bootId = async (): Promise<string> => (await readFile('/proc/sys/kernel/random/boot_id', 'utf8')).trim();

const fail = (text: string): number => {
  process.stderr.write(`slipway-agent: ${text}\n`);
  return 1;
};
