#!/usr/bin/env node
// `npm run sim -- --seeds N --hosts H [--seed FIRST] [--trace]`: nights in virtual time. Exit code 0 only where every seed held;
// the last line is a summary. The same arguments print the same bytes.

import { parseArgs } from 'node:util';
import { simulateNight } from './night.ts';

const USAGE = 'usage: npm run sim -- --seeds N --hosts H [--seed FIRST] [--trace]\n';

const main = async (): Promise<number> => {
  const { values } = parseArgs({
    options: {
      seeds: { type: 'string', default: '1' },
      hosts: { type: 'string', default: '50' },
      seed: { type: 'string', default: '1' },
      trace: { type: 'boolean', default: false },
    },
  });
  const [seeds, hosts, first] = [values.seeds, values.hosts, values.seed].map(Number);
  if (![seeds, hosts, first].every((value) => Number.isSafeInteger(value) && (value ?? 0) > 0)) {
    process.stderr.write(USAGE);
    return 2;
  }
  let held = 0;
  for (let index = 0; index < (seeds ?? 0); index += 1) {
    const seed = (first ?? 1) + index;
    const night = await simulateNight({ seed, hosts: hosts ?? 50 }, values.trace ? print : undefined);
    if (night.problems.length === 0) held += 1;
    const phases = Object.entries(night.phases)
      .map(([phase, count]) => `${count} ${phase}`)
      .join(', ');
    print(
      `seed ${seed}: ${night.problems.length === 0 ? 'held' : 'BROKEN'}; ${phases}; ${night.lastedMinutes} minutes; ` +
        `${night.kills} programs killed, ${night.lost} messages lost; ${night.lines} events, ${night.traceDigest}`,
    );
    for (const problem of night.problems) print(`  ${problem}`);
    if (night.problems.length > 0) print(`  replay: npm run sim -- --seeds 1 --hosts ${hosts} --seed ${seed} --trace`);
  }
  print(`${held} of ${seeds} seeds held, ${hosts} hosts each`);
  return held === seeds ? 0 : 1;
};

const print = (line: string): void => {
  process.stdout.write(`${line}\n`);
};

process.exitCode = await main();
