#!/usr/bin/env node
// `npm run sim:mutations [-- NAME…]`: each safety check is taken out of the product and its recorded night played, which must be
// broken by that and in the way that is recorded, and hold with the check in its place. Exit code 0 only where every one of them is noticed.

import { spawn } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { MUTATIONS, type Mutation } from './list.ts';

const MAIN = join(import.meta.dirname, '../main.ts');
const HOOK = join(import.meta.dirname, 'hook/main.ts');
/** A night takes seconds; one that hangs without its check has been noticed, too late to be of use. */
const NIGHT_MS_MAX = 300_000;

interface Ran {
  readonly code: number | null;
  readonly output: string;
}

const run = async (args: readonly string[], mutation: string): Promise<Ran> =>
  await new Promise((resolve, reject) => {
    const child = spawn(process.execPath, args, {
      env: { ...process.env, SLIPWAY_MUTATION: mutation },
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout: NIGHT_MS_MAX,
    });
    let output = '';
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (bytes: Buffer) => (output += bytes.toString()));
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, output }));
  });

/** A change of the product moves what a seed brings: where the recorded one has lost it, one of the next has it. */
const SEEDS = 4;

const nightOf = ({ night: { seed, hosts, faults } }: Mutation, later: number): readonly string[] => [
  ...[MAIN, '--seeds', '1', '--seed', String(seed + later), '--hosts', String(hosts)],
  ...['--faults', faults.join(','), '--no-shrink', '--until-broken'],
];

/** What the night says of it; `null`: nothing. */
const judge = async (mutation: Mutation): Promise<string | null> => {
  for (let later = 0; later < SEEDS; later += 1) {
    const { code, output } = await run(['--import', HOOK, ...nightOf(mutation, later)], mutation.name);
    const problem = problemsIn(output).find((text) => text.includes(mutation.noticed));
    if (code === 1 && problem !== undefined) return (await holdsWithout(mutation, later)) ? problem : null;
    const seed = mutation.night.seed + later;
    process.stderr.write(`${mutation.name}, seed ${seed}: exit code ${code}\n${output.slice(0, 1000)}\n`);
  }
  return null;
};

/** Several are noticed by the same one. */
const nights = new Map<string, Promise<Ran>>();

/** Broken without it as well, the night says nothing of the check. */
const holdsWithout = async (mutation: Mutation, later: number): Promise<boolean> => {
  const args = nightOf(mutation, later);
  const key = args.join(' ');
  const played = nights.get(key) ?? run(args, '');
  nights.set(key, played);
  const { code, output } = await played;
  if (code !== 0)
    process.stderr.write(
      `${mutation.name}: its night is broken with the check in its place\n${output.slice(0, 1000)}\n`,
    );
  return code === 0;
};

const problemsIn = (output: string): readonly string[] =>
  [...output.matchAll(/\n {2}(2\d{3}-.*)/g)].flatMap(([, text]) => (text === undefined ? [] : [text]));

const main = async (names: readonly string[]): Promise<number> => {
  const wanted = MUTATIONS.filter(({ name }) => names.length === 0 || names.includes(name));
  const waiting = [...wanted];
  let noticed = 0;
  const work = async (): Promise<void> => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      const problem = await judge(next);
      if (problem !== null) noticed += 1;
      process.stdout.write(`${next.name}: ${problem === null ? 'NOT NOTICED' : `noticed: ${problem}`}\n`);
    }
  };
  await Promise.all(Array.from({ length: availableParallelism() }, work));
  process.stdout.write(`${noticed} of ${wanted.length} mutations noticed\n`);
  return noticed === wanted.length && wanted.length > 0 ? 0 : 1;
};

process.exitCode = await main(process.argv.slice(2));
