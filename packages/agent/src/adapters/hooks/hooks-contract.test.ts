import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { endWithout } from '@slipway/testkit/absence';
import { describeHooks } from '@slipway/testkit/contracts';
import { runCommand } from '../run-command/index.ts';
import { createFolderHooks } from './index.ts';

describeHooks('a real folder', async (context) => {
  if (process.getuid?.() !== 0) endWithout('only root can make a folder that belongs to root', context);
  const folder = mkdtempSync(join(tmpdir(), 'hooks-'));
  const directory = join(folder, 'hooks');
  mkdirSync(directory, { mode: 0o755 });
  return {
    hooks: createFolderHooks({ run: runCommand, directory }),
    putHook: async (name, { status, seconds = 0 }) => {
      const lines = ['#!/bin/sh', `/bin/sleep ${seconds}`, `echo ${name} done`, `exit ${status}`];
      writeFileSync(join(directory, name), `${lines.join('\n')}\n`, { mode: 0o755 });
    },
    dispose: async () => rmSync(folder, { recursive: true, force: true }),
  };
});
