#!/usr/bin/env node
// `npm run demo [-- --keep] [-- --simulated]`: patches a real group of hosts, end to end, and ends by itself.
// Exit codes: 0 all as promised and everything removed, 1 something was not, 2 wrong use, 130 interrupted.
// The story runs in a process of its own, so that whatever ends it, this one is left to remove what it made.
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { tearDown } from '../fleet/index.ts';
import { checkMachine, prepareMachine, type Readiness } from '../prerequisites.ts';
import { settingsFrom } from '../settings.ts';
import { seconds } from './telling.ts';

const USAGE = `usage: npm run demo [-- --keep] [-- --simulated]
  --keep       leave everything running and say how to look around
  --simulated  on simulated hosts, as it is done without root or container tools`;

async function main(argv: readonly string[]): Promise<number> {
  const { values } = parseArgs({
    args: [...argv],
    options: { keep: { type: 'boolean', default: false }, simulated: { type: 'boolean', default: false } },
  });
  const readiness = values.simulated ? null : await readyMachine();
  if (readiness?.kind === 'ready') return onRealHosts(values.keep);
  return onSimulatedHosts(readiness === null ? 'as asked for' : readiness.text);
}

/** Missing Debian packages are installed; that is told on standard error, since the first line says real or simulated. */
async function readyMachine(): Promise<Readiness> {
  const readiness = await checkMachine();
  return readiness.kind === 'not-ready' && readiness.reason === 'packages-missing'
    ? prepareMachine((line) => console.error(line))
    : readiness;
}

async function onRealHosts(keep: boolean): Promise<number> {
  const startedAt = performance.now();
  console.log(
    'Slipway demo on REAL hosts: five booted Debian systems in containers, real packages, real security updates.',
  );
  const exitCode = await story(keep ? ['--keep'] : []);
  const isKept = keep && exitCode === 0;
  if (!isKept) {
    await tearDown(settingsFrom(process.env));
    console.log('\nEverything that the demo made is removed; the base system and the agent package stay cached.');
  }
  const how = exitCode === 0 ? 'All as promised' : exitCode === INTERRUPTED ? 'Interrupted' : 'NOT as promised';
  console.log(`${how}, ${seconds(performance.now() - startedAt)} in all.`);
  return exitCode;
}

const INTERRUPTED = 130;

/** The terminal's interrupt reaches both of us: the story ends by it, we wait for that and clean up. */
function story(args: readonly string[]): Promise<number> {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'story-main.ts'), ...args], { stdio: 'inherit' });
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => child.kill(signal));
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code) => resolve(code ?? INTERRUPTED));
  });
}

async function onSimulatedHosts(why: string): Promise<number> {
  console.log(`Slipway demo on SIMULATED hosts (${why}): the product's own code over a simulated world.`);
  const { simulateDemo } = await import('@slipway/sim/demo');
  return (await simulateDemo((line) => console.log(line))) ? 0 : 1;
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (cause) {
  if (!(cause instanceof TypeError && 'code' in cause && String(cause.code).startsWith('ERR_PARSE_ARGS'))) throw cause;
  console.error(`${cause.message}\n${USAGE}`);
  process.exitCode = 2;
}
