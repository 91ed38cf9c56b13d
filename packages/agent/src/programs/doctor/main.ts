// `slipway-agent doctor [--json]`: whether the agent on this host is sound: rights, ports, units, its line to the controller, what it keeps.
// Nothing is changed, and the controller is told nothing.

import { readFile } from 'node:fs/promises';
import { explain } from '@slipway/core/reasons';
import { type Examined, examinedText, isSound } from '@slipway/core/soundness';
import { systemClock } from '../../adapters/clock/index.ts';
import { nodeCrypto } from '../../adapters/crypto/index.ts';
import { durableFiles } from '../../adapters/durable-files/index.ts';
import { reporterUser } from '../../adapters/enrolment/index.ts';
import { fileTrust, linkedFileTrust } from '../../adapters/hooks/index.ts';
import { probeController } from '../../adapters/https-link/index.ts';
import { createFileLedger } from '../../adapters/ledger/index.ts';
import { runCommand } from '../../adapters/run-command/index.ts';
import { showUnits } from '../../adapters/systemd/index.ts';
import { type Layout, layoutBelow } from '../../layout/index.ts';
import { readSettings } from '../../settings/index.ts';
import { packageManagerOfHost } from '../package-manager/main.ts';
import { examineController } from './controller.ts';
import { examineKeeping } from './keeping.ts';
import { examinePorts } from './ports.ts';
import { examineRights, type FollowedLinks } from './rights.ts';
import { examineUnits } from './units.ts';

export const program = async (args: readonly string[]): Promise<number> => {
  if (args.some((argument) => argument !== '--json')) {
    process.stderr.write('usage: slipway-agent doctor [--json]\n');
    return 2;
  }
  // A file that only root may look at would pass for one that is wrong.
  if (process.getuid?.() !== 0) {
    process.stderr.write('slipway-agent: only root may look at all of it\n');
    return 1;
  }
  const examined = await examineAgent(layoutBelow('/'));
  process.stdout.write(args.includes('--json') ? `${JSON.stringify(examined, null, 2)}\n` : examinedText(examined));
  return isSound(examined) ? 0 : 1;
};

const followedLinks: FollowedLinks = {
  within: async (folder, name) => (await fileTrust(folder, name)) === 'trusted',
  trusted: async (folder, name) => (await linkedFileTrust(folder, name)) === 'trusted',
};

const examineAgent = async (layout: Layout): Promise<readonly Examined[]> => {
  const reporter = (await reporterUser())?.uid ?? null;
  return [
    ...(await examineRights(layout, { root: 0, reporter }, followedLinks)),
    ...(await examineUnits(async (units, properties) => await showUnits(runCommand, units, properties))),
    await examinePorts(reporter),
    ...(await examineEnrolled(layout)),
    ...(await examineKept(layout)),
  ];
};

const examineEnrolled = async (layout: Layout): Promise<readonly Examined[]> => {
  const text = await durableFiles.read(layout.settings, 1024 * 1024);
  if (text === null) {
    const says = `${layout.settings} is not there: this host was never enrolled`;
    return [{ part: 'enrolment', is: 'wrong', says, next: 'enrol it with the line that `slipway enrol token` prints' }];
  }
  const settings = readSettings(Buffer.from(text).toString('utf8'));
  if (!settings.ok)
    return [{ part: 'enrolment', is: 'wrong', says: explain(settings.reason), next: 'enrol this host again' }];
  const { controller, hostId } = settings.value;
  return [
    { part: 'enrolment', is: 'well', says: `${hostId} of ${controller}`, next: null },
    ...(await examineController(layout, controller, { clock: systemClock, probe: probeController })),
  ];
};

const examineKept = async (layout: Layout): Promise<readonly Examined[]> => {
  const manager = await packageManagerOfHost();
  if (!manager.ok)
    return [{ part: 'packages', is: 'wrong', says: explain(manager.reason), next: 'see /etc/os-release' }];
  const { sha256 } = nodeCrypto;
  const { ledger: path, packages } = layout.executor;
  const ledger = createFileLedger({ path, files: durableFiles, clock: systemClock, bootId, sha256 });
  // With root's own folder: what root leaves in the reporter's the reporter cannot write again.
  return await examineKeeping(layout, ledger, manager.value.executor(packages[manager.value.format]));
};

const bootId = async (): Promise<string> => (await readFile('/proc/sys/kernel/random/boot_id', 'utf8')).trim();
