#!/usr/bin/env node
// `node build/main.ts [--if-changed]`: the console into dist/. Exit status 0: it is there; 1: it could not be built, and why.

import { dirname } from 'node:path';
import { parseArgs } from 'node:util';
import { buildConsole } from './index.ts';

const { values } = parseArgs({ options: { 'if-changed': { type: 'boolean', default: false } } });
const { kind, folder } = await buildConsole({
  root: dirname(import.meta.dirname),
  when: values['if-changed'] ? 'changed' : 'always',
});
process.stdout.write(kind === 'built' ? `built into ${folder}\n` : `${folder} is up to date\n`);
