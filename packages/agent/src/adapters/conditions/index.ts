// What stands for or against touching the host now: room and mounts, people, power, root's own inhibitions.
// Not here: what follows from it (executor/steps/preflight). Reads /proc, /sys, /boot and asks systemd over its bus.
// May import: ports, core, node:.

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Clock, HostConditions, RunCommand } from '../../ports/index.ts';
import { fileSystemOf } from './file-systems.ts';
import { readInhibitions } from './inhibitions.ts';
import { kernelSizes } from './kernel-sizes.ts';
import { loaderKernels } from './loader-kernels.ts';
import { powerOf } from './power.ts';
import { loggedIn } from './users.ts';

export { createBus } from './bus.ts';
export { readKernelRoom } from './kernel-room.ts';

export const createHostConditions = (options: {
  readonly run: RunCommand;
  readonly clock: Pick<Clock, 'now'>;
  /** Root's folder of inhibitions. */
  readonly inhibitions: string;
  /** `/`, but for tests. */
  readonly root?: string;
}): HostConditions => {
  const { run, clock, inhibitions, root = '/' } = options;
  return {
    fileSystem: async (path) => await fileSystemOf(path, await readFile('/proc/self/mountinfo', 'utf8')),
    kernelSizes: async () => await kernelSizes(join(root, 'boot')),
    loaderKernels: async () => await loaderKernels(root),
    users: async () => await loggedIn(run),
    power: async () => await powerOf(join(root, 'sys/class/power_supply')),
    inhibitions: async () => await readInhibitions(inhibitions, clock.now()),
  };
};
