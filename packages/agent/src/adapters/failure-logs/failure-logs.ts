import { join } from 'node:path';
import type { CollectedLog, LogName } from '@slipway/core/execution';
import { msOfInstant } from '@slipway/core/time';
import type { FailureLogs, RunCommand } from '../../ports/index.ts';
import { readJournal } from './journal.ts';
import { readLogFile } from './log-file.ts';
import { dnfStamp, dpkgStamp, type Stamp, termStamp } from './stamps.ts';

/** Where Debian and its relatives, and where Fedora and its relatives, keep them; no host has all. */
const FILES: readonly { readonly log: LogName; readonly path: string; readonly stamp: Stamp }[] = [
  { log: 'dpkg', path: 'var/log/dpkg.log', stamp: dpkgStamp },
  { log: 'apt-term', path: 'var/log/apt/term.log', stamp: termStamp },
  { log: 'dnf', path: 'var/log/dnf.log', stamp: dnfStamp },
  { log: 'dnf-rpm', path: 'var/log/dnf.rpm.log', stamp: dnfStamp },
];

/** Root of the host keeps them: said of each, so that nobody takes it for a host on which nothing was written. */
export const keptFailureLogs: FailureLogs = {
  collect: async () =>
    [...FILES.map(({ log }) => log), 'journal' as const].map((log) => ({ log, found: 'kept', lines: [] })),
};

export const createFailureLogs = (options: {
  readonly run: RunCommand;
  /** `/` on a host. */
  readonly root: string;
}): FailureLogs => ({
  collect: async (failure) => {
    // Logs have whole seconds, and the step's time has more.
    const sinceMs = Math.floor(msOfInstant(failure.since) / 1000) * 1000;
    const found: CollectedLog[] = [];
    for (const { log, path, stamp } of FILES) {
      found.push(await readLogFile({ log, path: join(options.root, path), stamp, sinceMs }));
    }
    found.push(await readJournal(options.run, { ...failure, sinceMs }));
    return found;
  },
});
