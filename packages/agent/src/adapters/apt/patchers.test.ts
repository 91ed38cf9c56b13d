import { expect, it } from 'vitest';
import type { RunCommand } from '../../ports/index.ts';
import { aptPatchers } from './patchers.ts';

const answering =
  (stdout: string, status = 0): RunCommand =>
  async () => ({ kind: 'ended', status, stdout, stderr: '', output: 'whole' });

it.each([
  ['Unattended-Upgrade::InstallOnShutdown "true";\n', 0, false],
  ['Unattended-Upgrade::InstallOnShutdown "false";\n', 0, true],
  ['', 0, true],
  ['', 100, false],
])('unattended-upgrades may be stopped where stopping does not make it install: %j, %d', async (said, status, may) => {
  const [, service] = aptPatchers({ run: answering(said, status) });
  expect(service?.unit).toBe('unattended-upgrades.service');
  expect(await service?.mayStop?.()).toBe(may);
});
