#!/usr/bin/env node
// slipway: the command line of Slipway. Wires the process to `run` and ends with its exit code.

import { setTimeout as sleep } from 'node:timers/promises';
import type { Context } from './context.ts';
import { run } from './run.ts';
import { processTerminal } from './terminal/index.ts';
import { zonesOfRuntime } from './zones.ts';

const terminal = processTerminal(process.env);
const connections: ReturnType<Context['api']>[] = [];

process.exitCode = await run(process.argv.slice(2), {
  terminal,
  environment: process.env,
  now: () => new Date(),
  sleep: async (ms) => await sleep(ms),
  zones: zonesOfRuntime,
  api: () => {
    const [open] = connections;
    if (open !== undefined) return open;
    const opening = import('./connection/index.ts').then(({ connect }) => connect(process.env));
    connections.push(opening);
    return opening;
  },
});
// An idle connection that is kept open must not keep the program open.
for (const opened of await Promise.allSettled(connections)) if (opened.status === 'fulfilled') opened.value.close();
