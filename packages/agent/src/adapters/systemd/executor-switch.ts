import type { ExecutorSwitch, RunCommand } from '../../ports/index.ts';
import { problemOf, systemctl } from './systemctl.ts';

/**
 * A masked unit cannot be started by anybody, not even by hand (systemctl(1)). Every call is safe to repeat.
 *
 * The path unit that starts the executor comes and goes with it: on a masked service it would fail at every boot. Both are
 * enabled, so that an attempt goes on after a reboot.
 */
export const createExecutorSwitch = (options: {
  readonly run: RunCommand;
  /** The executor's transaction unit. */
  readonly service: string;
  /** What starts it when a grant has arrived. */
  readonly path: string;
}): ExecutorSwitch => {
  const { run, service, path } = options;
  const turn = async (verb: string, ...args: readonly string[]): Promise<void> => {
    const result = await systemctl(run, [verb, ...args]);
    if (result.kind !== 'ended' || result.status !== 0) throw new Error(`systemctl ${verb}: ${problemOf(result)}`);
  };
  return {
    mask: async () => {
      await turn('disable', '--quiet', '--now', '--', path);
      await turn('mask', '--quiet', '--', service);
    },
    unmask: async () => {
      await turn('unmask', '--quiet', '--', service);
      await turn('enable', '--quiet', '--', service, path);
      await turn('start', '--', path);
    },
  };
};
