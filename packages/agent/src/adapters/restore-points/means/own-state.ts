// The agent's own state, carried over into what a host goes back to: ledger, generation, keys and plan are as they are now, or the
// restored host would begin again what it just took back (docs/adr/0035).

import { mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { type Outcome, ok, refuse } from '@slipway/core/reasons';
import type { RunCommand } from '../../../ports/index.ts';
import { runProgram } from './program.ts';

/** Files of packages: large, found again by their hashes, and of no use to who goes back. */
const LEFT_AS_IT_WAS: ReadonlySet<string> = new Set(['content', 'staging']);

/** `from`: `/var/lib/slipway` as it is; `to`: the same folder of the restore point, which may be written. */
export const carryOver = async (
  run: RunCommand,
  { from, to }: { readonly from: string; readonly to: string },
): Promise<Outcome<void>> => {
  for (const program of await readdir(from)) {
    const copied = await replaceIn(run, { from: join(from, program), to: join(to, program) });
    if (!copied.ok) return copied;
  }
  const synced = await runProgram(run, 'given the ledger', ['/usr/bin/sync', '--file-system', to]);
  return synced.ok ? ok(undefined) : synced;
};

const replaceIn = async (
  run: RunCommand,
  { from, to }: { readonly from: string; readonly to: string },
): Promise<Outcome<void>> => {
  try {
    await mkdir(to, { recursive: true });
    const [are, were] = [await readdir(from), await readdir(to)];
    for (const name of were) {
      if (!LEFT_AS_IT_WAS.has(name)) await rm(join(to, name), { recursive: true, force: true });
    }
    const names = are.filter((name) => !LEFT_AS_IT_WAS.has(name));
    if (names.length === 0) return ok(undefined);
    const paths = names.map((name) => join(from, name));
    const copied = await runProgram(run, 'given the ledger', ['/usr/bin/cp', '--archive', '--', ...paths, to]);
    return copied.ok ? ok(undefined) : copied;
  } catch (error) {
    const detail = error instanceof Error ? error.message : String(error);
    return refuse('restore-point-failed', { what: 'given the ledger', detail });
  }
};
