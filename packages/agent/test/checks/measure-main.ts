// Measures a check from a member of a test's own network: started inside its network, with its programs within reach. One
// reading on standard output.

import { createChecks } from '../../src/adapters/checks/index.ts';
import { systemClock } from '../../src/adapters/clock/index.ts';
import { createFolderPlugIns, createRootFiles } from '../../src/adapters/hooks/index.ts';
import { runCommand } from '../../src/adapters/run-command/index.ts';
import type { MeasuredInside } from './inside.ts';

const { pid, inside, hostname, settings, check, measuring } = JSON.parse(process.argv[2] ?? '') as MeasuredInside;
const checks = createChecks({
  run: async (request) => await runCommand({ ...request, command: [...inside, ...request.command] as [string] }),
  clock: systemClock,
  plugIns: createFolderPlugIns({ run: runCommand, directory: '/nonexistent' }),
  hostname,
  // Inside, where the client of SNMP reads its own; what we read of it lies outside, as no path of ours leads in there.
  directory: '/etc/slipway/checks',
  files: createRootFiles({ directory: settings }),
  proc: `/proc/${pid}/root/proc`,
});
process.stdout.write(JSON.stringify(await checks.measure(check, measuring)));
