import type { ExecutorSwitch, RunCommand } from '../../ports/index.ts';
import { problemOf, systemctl } from './systemctl.ts';

/** A masked unit cannot be started by anybody, not even by hand (systemctl(1)). */
export const createExecutorSwitch = (options: {
  readonly run: RunCommand;
  /** The executor's transaction unit and whatever starts it. */
  readonly units: readonly string[];
}): ExecutorSwitch => {
  const turn = async (verb: 'mask' | 'unmask'): Promise<void> => {
    const result = await systemctl(options.run, [verb, '--', ...options.units]);
    if (result.kind !== 'ended' || result.status !== 0) throw new Error(`systemctl ${verb}: ${problemOf(result)}`);
  };
  return { mask: async () => await turn('mask'), unmask: async () => await turn('unmask') };
};
