// Plug-ins: what they say of the host, called as hooks are, but by the reporter, which is not root.

import { join } from 'node:path';
import { ok, refuse } from '@slipway/core/reasons';
import type { Readings, RunCommand } from '../../ports/index.ts';
import { parameterRefused } from './declaration.ts';
import { asOptions, declaredExecutable } from './declared.ts';

export interface FolderPlugInsOptions {
  readonly run: RunCommand;
  /** `/etc/slipway/plug-ins` on a host. */
  readonly directory: string;
}

/** One line is wanted, the first. A stream is kept from its end, so that of a longer output no line would be the first. */
const OUTPUT_BYTES_MAX = 64 * 1024;

export const createFolderPlugIns = ({ run, directory }: FolderPlugInsOptions): Pick<Readings, 'plugIn'> => ({
  async plugIn({ plugIn, parameters }, timeoutSeconds) {
    // Distributions keep plug-ins where root alone writes: a link there is root's word for it.
    const found = await declaredExecutable(directory, plugIn, 'trusted');
    switch (found.kind) {
      case 'missing':
        return refuse('plug-in-missing', { plugIn });
      case 'not-trusted':
        return refuse('plug-in-not-trusted', { plugIn });
      case 'malformed':
        return refuse('plug-in-failed', { plugIn, detail: `its declaration ${plugIn}.json cannot be read` });
      case 'declared':
        break;
      default:
        return found satisfies never;
    }
    const parameter = parameterRefused(found.declaration, parameters);
    if (parameter !== null) return refuse('plug-in-parameter-refused', { parameter, plugIn });
    const seconds = Math.min(timeoutSeconds, found.declaration.timeoutSeconds ?? timeoutSeconds);
    const result = await run({
      // By the name in the folder: some plug-ins are one program that looks at what it was called.
      command: [join(directory, plugIn), ...asOptions(parameters)],
      environment: { PATH: '/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin', LC_ALL: 'C.UTF-8', HOME: '/nonexistent' },
      timeLimitMs: seconds * 1000,
      whenOverdue: 'end',
      outputBytesMax: OUTPUT_BYTES_MAX,
    });
    switch (result.kind) {
      case 'overdue':
        return refuse('plug-in-timed-out', { plugIn, seconds });
      case 'not-started':
        return refuse('plug-in-failed', { plugIn, detail: result.detail });
      case 'ended':
        return result.output === 'cut'
          ? refuse('plug-in-failed', { plugIn, detail: `it printed more than ${OUTPUT_BYTES_MAX} bytes` })
          : // One that died before its first line has said why elsewhere.
            ok({ status: result.status, output: result.stdout.trim() === '' ? result.stderr : result.stdout });
      default:
        return result satisfies never;
    }
  },
});
