import { join } from 'node:path';
import { namesIn } from '../files.ts';
import { removeHost } from '../host/index.ts';
import { takeBack } from '../machine/index.ts';
import { tearDownNetwork } from '../network/index.ts';
import { endLeftProbe } from '../probe/index.ts';
import { controllerDirectory, endLeftController } from '../product/index.ts';
import { removeRepository } from '../repository/index.ts';
import type { LabSettings } from '../settings.ts';
import { occupy, removeOurs } from '../state/index.ts';
import { hostsDirectory, machineNameOf } from './lab.ts';

/** Removes everything that this lab made, whatever state it is in. The cache of base roots stays. */
export async function tearDown(settings: LabSettings): Promise<void> {
  await occupy(join(settings.stateDirectory, `occupied-${settings.name}.json`), () => clearAway(settings));
}

/** For who occupies the lab already. Idempotent; what asks or serves goes before what it asks. */
export async function clearAway(settings: LabSettings): Promise<void> {
  const probes = join(settings.directory, 'probes');
  for (const name of await namesIn(probes)) await endLeftProbe(join(probes, name));
  await endLeftController(controllerDirectory(settings));
  const hosts = await namesIn(hostsDirectory(settings));
  await Promise.all(
    hosts.map((name) =>
      removeHost({ directory: join(hostsDirectory(settings), name), machineName: machineNameOf(settings, name) }),
    ),
  );
  await removeRepository(join(settings.directory, 'repository'));
  await tearDownNetwork(settings);
  await removeOurs(settings.directory, 'lab');
  await takeBack(settings);
}
