#!/usr/bin/env node
// `npm run chaos -- [--agents N] [--seed S]`: one run that nobody disturbs, one with everything that can befall controllers
// and database, and the same end of both. Exit code 0 only where all of it held; the last line is a summary.
// Chaos: three real controllers behind a real haproxy, on a real PostgreSQL that a standby follows, and a simulated fleet
// over real HTTPS.
// Not here: the fleet's hosts and lines (wire), faults inside of one process (night).
// May import: testkit, protocol, core, the rest of sim, node:.

import { parseArgs } from 'node:util';
import { runOnce } from './run.ts';
import { brokenIn } from './verdict.ts';

const USAGE = 'usage: npm run chaos -- [--agents N] [--seed S]\n';
/** 30 agents take four minutes on a busy machine; a run that takes longer than this has hung. */
const LIMIT_MS = 3600_000;
const TOLD_MAX = 20;

const main = async (): Promise<number> => {
  const { values } = parseArgs({
    options: { agents: { type: 'string', default: '30' }, seed: { type: 'string', default: '1' } },
  });
  const [agents, seed] = [Number(values.agents), Number(values.seed)];
  if (![agents, seed].every((value) => Number.isSafeInteger(value) && value > 0)) {
    process.stderr.write(USAGE);
    return 2;
  }
  const began = performance.now();
  const say = (text: string): void =>
    print(`${((performance.now() - began) / 1000).toFixed(1).padStart(7)} s  ${text}`);
  say(`${agents} agents, seed ${seed}: nobody disturbs them`);
  const quiet = await runOnce({ agents, seed, disturbed: false, limitMs: LIMIT_MS, say });
  say('the same, disturbed');
  const disturbed = await runOnce({ agents, seed, disturbed: true, limitMs: LIMIT_MS, say });
  const problems = brokenIn({ agents, quiet, disturbed });
  for (const problem of problems.slice(0, TOLD_MAX)) print(`BROKEN ${problem}`);
  if (problems.length > TOLD_MAX) print(`… and ${problems.length - TOLD_MAX} more`);
  const { kills, restarts, failovers, stillSeconds } = disturbed.faults;
  print(
    `${kills} controllers killed, the database restarted ${restarts} times and failed over ${failovers} times, a controller stood still for ${stillSeconds.toFixed(0)} s; people asked again ${disturbed.askedAgain} times`,
  );
  print(
    `${problems.length === 0 ? 'held' : 'BROKEN'}: ${agents} agents, seed ${seed}, ${disturbed.acknowledged} acknowledged; ${quiet.seconds.toFixed(0)} s undisturbed, ${disturbed.seconds.toFixed(0)} s disturbed`,
  );
  if (problems.length > 0) print(`again: npm run chaos -- --agents ${agents} --seed ${seed}`);
  return problems.length === 0 ? 0 : 1;
};

const print = (line: string): void => {
  process.stdout.write(`${line}\n`);
};

process.exitCode = await main();
