#!/usr/bin/env node
// The lab's command line: up, down, list, scenario, all. Wires settings and folders; decides nothing.
import { existsSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { removeCache } from './base/index.ts';
import { attachLab, bringUp, demoFleet, machineFleet, tearDown } from './fleet/index.ts';
import { hostState } from './host/index.ts';
import { removeImages } from './image/index.ts';
import { LabError } from './lab-error.ts';
import { checkMachine, prepareMachine, type Readiness } from './prerequisites.ts';
import { type Repeated, type Scenario, scenarios } from './scenarios/index.ts';
import { type LabSettings, settingsFrom } from './settings.ts';

const USAGE = `usage: npm run lab -- COMMAND [--json]
  up [--machine]   bring up the demo's five hosts; with --machine one virtual machine with GRUB and LVM instead
  down [--cache]   remove everything that the lab made; with --cache the base systems too
  list             hosts, addresses, state
  scenario NAME    run one scenario; NAME ci is the representative set that every change runs
    [--times N]    of one that repeats itself: so often, not the few times of a quick look
    [--first K]    those before the Kth are left out
    [--seed S]     the moments of that run again
  all              run all scenarios, on a lab of their own unless SLIPWAY_LAB_NAME says otherwise
exit codes: 0 done, 1 failed, 2 wrong use, 3 this machine cannot run the lab`;

/** An interrupt must run the exit handlers: commands of ours have sessions of their own and would go on. */
const INTERRUPTED = 130;

async function main(argv: readonly string[]): Promise<number> {
  const { positionals, values } = parseArgs({
    args: [...argv],
    allowPositionals: true,
    options: {
      json: { type: 'boolean', default: false },
      cache: { type: 'boolean', default: false },
      machine: { type: 'boolean', default: false },
      times: { type: 'string' },
      first: { type: 'string' },
      seed: { type: 'string' },
    },
  });
  const [command, name, ...rest] = positionals;
  if (rest.length > 0 || (name !== undefined && command !== 'scenario')) return usage();
  const settings = settingsFrom(process.env);
  switch (command) {
    case 'up':
      return up(settings, values);
    case 'down':
      return down(settings, values);
    case 'list':
      return list(settings, values.json);
    case 'scenario':
      return name === undefined ? usage() : runNamed(name, values);
    case 'all':
      return runScenarios(scenarios, ({ times }) => ({ times: times?.full ?? 1, first: 1, seed: newSeed() }));
    default:
      return usage();
  }
}

async function up(
  settings: LabSettings,
  { json, machine }: { readonly json: boolean; readonly machine: boolean },
): Promise<number> {
  if (!(await isReady())) return 3;
  const { lab, how, baseMs, bootMs, totalMs } = await bringUp(settings, machine ? machineFleet : demoFleet, progress);
  if (json) {
    print({ how, baseMs, bootMs, totalMs, virtualAddress: lab.virtualAddress, hosts: lab.hosts });
    return 0;
  }
  console.log(how === 'found' ? 'up already' : `up in ${(totalMs / 1000).toFixed(1)} s`);
  if (!machine) console.log(`the page: http://${lab.virtualAddress}/`);
  return list(settings, false);
}

async function down(
  settings: LabSettings,
  options: { readonly json: boolean; readonly cache: boolean },
): Promise<number> {
  // Nothing is installed in order to remove: a machine that cannot run the lab has none, unless its tools went since.
  const readiness = await checkMachine();
  if (readiness.kind === 'ready') await tearDown(settings);
  else if (existsSync(settings.directory)) return notReady(readiness);
  if (options.cache) {
    await removeCache(settings);
    await removeImages(settings);
  }
  if (options.json) print({ lab: settings.name, state: 'down' });
  else console.log('down');
  return 0;
}

async function list(settings: LabSettings, json: boolean): Promise<number> {
  const lab = await attachLab(settings);
  const hosts = (lab?.hosts ?? []).map((host) => ({ ...host, state: hostState(host) }));
  if (json) {
    print({
      lab: settings.name,
      state: lab === null ? 'down' : 'up',
      virtualAddress: lab?.virtualAddress ?? null,
      hosts,
    });
    return 0;
  }
  if (lab === null) console.log(`no lab "${settings.name}" is up`);
  for (const { name, address, labels, state } of hosts) {
    const words = [name, address, labels['environment'], labels['part'], labels['group'] ?? '-', state];
    console.log(words.map((word, index) => (word ?? '-').padEnd([6, 15, 5, 4, 2, 0][index] ?? 0)).join(' '));
  }
  return 0;
}

function runNamed(
  name: string,
  values: Readonly<Partial<Record<'times' | 'first' | 'seed', string | undefined>>>,
): Promise<number> | number {
  const [wanted, first, seed] = [values.times, values.first, values.seed].map(wholeNumber);
  if (wanted === null || first === null || seed === null || wanted === 0 || first === 0) return usage();
  const chosen = scenarios.filter((each) => each.name === name || (name === 'ci' && each.runsIn === 'ci'));
  if ((wanted ?? first) !== undefined && chosen.some(({ times }) => times === undefined)) return usage();
  const repeated = ({ times }: Scenario): Repeated => ({
    times: wanted ?? times?.quick ?? 1,
    first: first ?? 1,
    seed: seed ?? newSeed(),
  });
  // A run of nothing would pass.
  if (chosen.some((each) => repeated(each).first > repeated(each).times)) return usage();
  if (chosen.length > 0) return runScenarios(chosen, repeated);
  console.error(`no scenario ${name}; there are: ${scenarios.map((each) => each.name).join(', ')}`);
  return 2;
}

/** `null`: it is none. */
function wholeNumber(text: string | undefined): number | null | undefined {
  if (text === undefined) return undefined;
  return /^\d{1,6}$/.test(text) ? Number(text) : null;
}

/** Another one each time: over many runs many moments are tried. */
function newSeed(): number {
  return Date.now() % 1_000_000;
}

/** The last line is what CI reads (tools/parts). */
async function runScenarios(chosen: readonly Scenario[], repeated: (scenario: Scenario) => Repeated): Promise<number> {
  if (!(await isReady())) return 3;
  // A lab of their own: a scenario wants hosts that nothing has happened to, and somebody may be using the demo's.
  const settings = settingsFrom({ ...process.env, SLIPWAY_LAB_NAME: process.env['SLIPWAY_LAB_NAME'] || 'scene' });
  let failed = 0;
  for (const scenario of chosen) {
    const startedAt = performance.now();
    const outcome = await scenario.run(settings, progress, repeated(scenario)).then(
      () => 'ok',
      (cause: unknown) => {
        failed += 1;
        return `FAILED: ${cause instanceof Error ? cause.message : String(cause)}`;
      },
    );
    const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
    console.log(`${scenario.name} (${scenario.claim}), ${seconds} s: ${outcome}`);
  }
  console.log(`${chosen.length - failed} passed, ${failed} failed`);
  return failed === 0 ? 0 : 1;
}

async function isReady(): Promise<boolean> {
  const readiness = await prepareMachine(progress);
  return readiness.kind === 'ready' || notReady(readiness) === 0;
}

function notReady(readiness: Exclude<Readiness, { kind: 'ready' }>): number {
  console.error(`this machine cannot run the lab (${readiness.reason}): ${readiness.text}`);
  return 3;
}

/** On standard error: standard output stays one JSON document under --json. */
function progress(line: string): void {
  console.error(line);
}

function print(value: unknown): void {
  console.log(JSON.stringify(value, null, 2));
}

function usage(): number {
  console.error(USAGE);
  return 2;
}

for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(INTERRUPTED));
try {
  process.exitCode = await main(process.argv.slice(2));
} catch (cause) {
  if (cause instanceof LabError) {
    console.error(`${cause.reason}: ${cause.message}`);
    process.exitCode = 1;
  } else if (cause instanceof TypeError && 'code' in cause && String(cause.code).startsWith('ERR_PARSE_ARGS')) {
    console.error(`${cause.message}\n${USAGE}`);
    process.exitCode = 2;
  } else {
    throw cause;
  }
}
