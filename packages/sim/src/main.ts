#!/usr/bin/env node
// `npm run sim -- --seeds N --hosts H [--seed FIRST] [--faults NAME,…|all] [--trace] [--no-shrink] [--until-broken]`: nights in virtual time, each with
// the faults that its seed draws unless they are named. One that is broken is played again with less, until nothing can be
// left out. `npm run sim -- --months M --hosts H`: months of the process, each environment on its schedule. Exit code 0
// only where every seed held; the last line is a summary. The same arguments print the same bytes.

import { parseArgs } from 'node:util';
import { faultsNamed } from './faults/index.ts';
import { type NightOptions, type NightResult, simulateNight } from './night.ts';
import { playedAtOnce } from './nights/index.ts';
import { type ProcessResult, simulateProcess } from './process/index.ts';
import { type SmallNight, shrink } from './shrink.ts';

const USAGE =
  'usage: npm run sim -- --seeds N --hosts H [--months M] [--seed FIRST] [--faults NAME,…|all] [--trace] [--no-shrink] [--until-broken]\n';

interface Ran {
  readonly problems: readonly string[];
  readonly lines: readonly string[];
}

/** Of a night that is broken: each is shorter than the one before it. */
const SHRINK_TRIES = 40;

const main = async (): Promise<number> => {
  const { values } = parseArgs({
    allowNegative: true,
    options: {
      seeds: { type: 'string', default: '1' },
      hosts: { type: 'string', default: '50' },
      months: { type: 'string' },
      seed: { type: 'string', default: '1' },
      faults: { type: 'string' },
      shrink: { type: 'boolean', default: true },
      'until-broken': { type: 'boolean', default: false },
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
  const wish = {
    ...(values.faults === undefined ? {} : { faults: faultsNamed(values.faults) }),
    untilBroken: values['until-broken'],
  };
  const onLine = values.trace ? print : undefined;
  const all = Array.from({ length: seeds }, (_, at) => first + at);
  const nights =
    values.months === undefined
      ? nightsOf(
          all.map((seed) => ({ seed, hosts, ...wish })),
          onLine,
        )
      : null;
  let held = 0;
  for (const seed of all) {
    const night = (await nights?.next()) ?? null;
    const ran = night !== null ? nightText(night) : processText(await simulateProcess({ seed, hosts, months }, onLine));
    if (ran.problems.length === 0) held += 1;
    print(`seed ${seed}: ${ran.problems.length === 0 ? 'held' : 'BROKEN'}; ${ran.lines.join('\n  ')}`);
    for (const problem of ran.problems) print(`  ${problem}`);
    if (ran.problems.length === 0) continue;
    if (night === null)
      print(`  replay: npm run sim -- --seeds 1 --hosts ${hosts} --months ${months} --seed ${seed} --trace`);
    else await showHow({ seed, hosts, faults: night.faults }, values.shrink && !values.trace);
  }
  print(`${held} of ${seeds} seeds held, ${hosts} hosts each`);
  return held === seeds ? 0 : 1;
};

/** One at a time where each line is printed, else as many as there are cores; in order all the same. */
const nightsOf = (
  nights: readonly NightOptions[],
  onLine: ((line: string) => void) | undefined,
): { readonly next: () => Promise<NightResult> } => {
  if (nights.length > 1 && onLine === undefined) return playedAtOnce(nights);
  const left = [...nights];
  return {
    next: async () => {
      const options = left.shift();
      if (options === undefined) throw new Error('there is no further night');
      return await simulateNight(options, onLine);
    },
  };
};

const showHow = async (broken: SmallNight, isShrunk: boolean): Promise<void> => {
  print(`  replay: ${replayOf(broken)}`);
  if (!isShrunk) return;
  const isBroken = async (night: SmallNight): Promise<boolean> =>
    (await simulateNight({ ...night, untilBroken: true })).problems.length > 0;
  print(`  shrunk: ${replayOf(await shrink(broken, isBroken, SHRINK_TRIES))}`);
};

const replayOf = ({ seed, hosts, faults }: SmallNight): string =>
  `npm run sim -- --seeds 1 --hosts ${hosts} --seed ${seed} --faults '${faults.join(',')}' --trace`;

const nightText = ({
  problems,
  phases,
  faults,
  lastedMinutes,
  kills,
  deaths,
  lost,
  lines,
  traceDigest,
}: NightResult): Ran => {
  const ends = Object.entries(phases).map(([phase, count]) => `${count} ${phase}`);
  return {
    problems,
    lines: [
      `${ends.join(', ')}; ${lastedMinutes} minutes; ${kills} programs and ${deaths} controllers killed, ${lost} messages lost; ${lines} events, ${traceDigest}`,
      `faults: ${faults.join(',')}`,
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
