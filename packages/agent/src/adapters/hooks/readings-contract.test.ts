import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { msOfInstant } from '@slipway/core/time';
import { endWithout } from '@slipway/testkit/absence';
import { describeReadings } from '@slipway/testkit/contracts';
import { runCommand } from '../run-command/index.ts';
import { createFileAges, createFolderPlugIns } from './index.ts';

describeReadings('a real folder', async (context) => {
  if (process.getuid?.() !== 0) endWithout('only root can make a folder that belongs to root', context);
  const folder = mkdtempSync('/var/tmp/readings-');
  const [directory, allowed] = [join(folder, 'plug-ins'), join(folder, 'backups')];
  mkdirSync(directory, { mode: 0o755 });
  mkdirSync(allowed);
  writeFileSync(join(folder, 'file-ages.json'), JSON.stringify({ folders: [allowed] }));
  return {
    readings: {
      ...createFolderPlugIns({ run: runCommand, directory }),
      ...createFileAges({ allowed: join(folder, 'file-ages.json') }),
    },
    putPlugIn: async (name, { status, output, seconds = 0 }) => {
      writeFileSync(join(directory, `${name}.txt`), output);
      const lines = ['#!/bin/sh', `/bin/sleep ${seconds}`, `/bin/cat ${join(directory, name)}.txt`, `exit ${status}`];
      writeFileSync(join(directory, name), `${lines.join('\n')}\n`, { mode: 0o755 });
      writeFileSync(join(directory, `${name}.json`), '{"parameters":{"job":"[a-z]+"}}');
    },
    allowed,
    elsewhere: join(folder, 'elsewhere'),
    putFile: async (path, modifiedAt) => {
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, 'content');
      utimesSync(path, msOfInstant(modifiedAt) / 1000, msOfInstant(modifiedAt) / 1000);
    },
    dispose: async () => rmSync(folder, { recursive: true, force: true }),
  };
});
