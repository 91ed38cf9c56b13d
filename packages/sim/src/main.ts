#!/usr/bin/env node
// `npm run sim -- --seeds N --hosts H [--seed FIRST] [--trace]`: nights in virtual time. `npm run sim -- --months M --hosts H`:
// months of the process, each environment on its schedule. Exit code 0 only where every seed held; the last line is a
// summary. The same arguments print the same bytes.

import { parseArgs } from 'node:util';
import { type NightResult, simulateNight } from './night.ts';
import { type ProcessResult, simulateProcess } from './process/index.ts';

const USAGE = 'usage: npm run sim -- --seeds N --hosts H [--months M] [--seed FIRST] [--trace]\n';

interface Ran {
  readonly problems: readonly string[];
  readonly lines: readonly string[];
}

const main = async (): Promise<number> => {
  const { values } = parseArgs({
    options: {
      seeds: { type: 'string', default: '1' },
      hosts: { type: 'string', default: '50' },
      months: { type: 'string' },
      seed: { type: 'string', default: '1' },
      trace: { type: 'boolean', default: false },
    },
  });
  const [seeds = 0, hosts = 0, first = 0, months = 0] = [
    values.seeds,
    values.hosts,
    values.seed,
    values.months ?? '1',
  ].map(Number);
  if (![seeds, hosts, first, months].every((value) => Number.isSafeInteger(value) && value > 0)) {
    process.stderr.write(USAGE);
    return 2;
  }
  const onLine = values.trace ? print : undefined;
  let held = 0;
  for (let seed = first; seed < first + seeds; seed += 1) {
    const ran =
      values.months === undefined
        ? nightText(await simulateNight({ seed, hosts }, onLine))
        : processText(await simulateProcess({ seed, hosts, months }, onLine));
    if (ran.problems.length === 0) held += 1;
    print(`seed ${seed}: ${ran.problems.length === 0 ? 'held' : 'BROKEN'}; ${ran.lines.join('\n  ')}`);
    for (const problem of ran.problems) print(`  ${problem}`);
    const span = values.months === undefined ? '' : ` --months ${months}`;
    if (ran.problems.length > 0)
      print(`  replay: npm run sim -- --seeds 1 --hosts ${hosts}${span} --seed ${seed} --trace`);
  }
  print(`${held} of ${seeds} seeds held, ${hosts} hosts each`);
  return held === seeds ? 0 : 1;
};

const nightText = ({ problems, phases, lastedMinutes, kills, deaths, lost, lines, traceDigest }: NightResult): Ran => {
  const ends = Object.entries(phases).map(([phase, count]) => `${count} ${phase}`);
  return {
    problems,
    lines: [
      `${ends.join(', ')}; ${lastedMinutes} minutes; ${kills} programs and ${deaths} controllers killed, ${lost} messages lost; ${lines} events, ${traceDigest}`,
    ],
  };
};

const processText = ({ problems, published, environments, traceDigest }: ProcessResult): Ran => ({
  problems,
  lines: [
    `${published} versions published, ${traceDigest}`,
    ...environments.map(
      ({ environment, rollouts, changes, cycles, closing: { yes, no, unknown } }) =>
        `${environment}: ${rollouts} rollouts, ${changes} hosts changed; ${cycles} cycles closed, of their checklists ${yes} yes, ${no} no, ${unknown} unknown`,
    ),
  ],
});

const print = (line: string): void => {
  process.stdout.write(`${line}\n`);
};

process.exitCode = await main();
