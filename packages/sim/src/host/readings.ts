// What a simulated host can say of itself: its plug-ins, and its files below the one folder that its root allows.

import type { Readings } from '@slipway/agent/ports';
import { ok, refuse } from '@slipway/core/reasons';
import type { WorldTime } from '../time/index.ts';
import type { HostCondition } from './condition.ts';

/** What `/etc/slipway/file-ages.json` names on every simulated host. */
export const FILE_AGES_BELOW = '/var/backups';

/** What every plug-in there declares: `--job`, a word. */
const isAllowed = ([name, value]: readonly [string, string]): boolean => name === 'job' && /^[a-z]+$/.test(value);

export const simulatedReadings = ({
  time,
  condition,
}: {
  readonly time: WorldTime;
  readonly condition: HostCondition;
}): Omit<Readings, 'unitState'> => ({
  plugIn: async ({ plugIn, parameters }, timeoutSeconds) => {
    const found = condition.plugIns.get(plugIn);
    if (found === undefined) return refuse('plug-in-missing', { plugIn });
    const refused = Object.entries(parameters).find((parameter) => !isAllowed(parameter));
    if (refused !== undefined) return refuse('plug-in-parameter-refused', { parameter: refused[0], plugIn });
    const { status, output, seconds = 0 } = found;
    await time.sleep(Math.min(seconds, timeoutSeconds) * 1000);
    return seconds > timeoutSeconds
      ? refuse('plug-in-timed-out', { plugIn, seconds: timeoutSeconds })
      : ok({ status, output });
  },
  fileModifiedAt: async (path) => {
    const isThere = path.startsWith(`${FILE_AGES_BELOW}/`) && !path.includes('/../');
    const modifiedAt = isThere ? condition.files.get(path) : undefined;
    return modifiedAt === undefined
      ? refuse('file-age-unknown', { path, detail: isThere ? 'it is not there' : 'no folder above it is allowed' })
      : ok(modifiedAt);
  },
});
