#!/usr/bin/env node
// The lab's command line: up, down, list, scenario, all. Wires settings and folders; decides nothing.
import { parseArgs } from 'node:util';
import { removeCache } from './base/index.ts';
import { attachLab, bringUp, demoFleet, tearDown } from './fleet/index.ts';
import { hostState } from './host/index.ts';
import { LabError } from './lab-error.ts';
import { prepareMachine } from './prerequisites.ts';
import { type Scenario, scenarios } from './scenarios/registry.ts';
import { type LabSettings, settingsFrom } from './settings.ts';

const USAGE = `usage: npm run lab -- COMMAND [--json]
  up               bring up the demo's five hosts
  down [--cache]   remove everything that the lab made; with --cache the base systems too
  list             hosts, addresses, state
  scenario NAME    run one scenario
  all              run all scenarios
exit codes: 0 done, 1 failed, 2 wrong use, 3 this machine cannot run the lab`;

/** An interrupt must run the exit handlers: commands of ours have sessions of their own and would go on. */
const INTERRUPTED = 130;

async function main(argv: readonly string[]): Promise<number> {
  const { positionals, values } = parseArgs({
    args: [...argv],
    allowPositionals: true,
    options: { json: { type: 'boolean', default: false }, cache: { type: 'boolean', default: false } },
  });
  const [command, name, ...rest] = positionals;
  if (rest.length > 0 || (name !== undefined && command !== 'scenario')) return usage();
  const settings = settingsFrom(process.env);
  switch (command) {
    case 'up':
      return up(settings, values.json);
    case 'down':
      return down(settings, values);
    case 'list':
      return list(settings, values.json);
    case 'scenario': {
      const scenario = scenarios.find((each) => each.name === name);
      if (scenario !== undefined) return runScenarios(settings, [scenario]);
      console.error(`no scenario ${name ?? ''}; there are: ${scenarios.map((each) => each.name).join(', ') || 'none'}`);
      return 2;
    }
    case 'all':
      return runScenarios(settings, scenarios);
    default:
      return usage();
  }
}

async function up(settings: LabSettings, json: boolean): Promise<number> {
  if (!(await isReady())) return 3;
  const { lab, how, baseMs, bootMs, totalMs } = await bringUp(settings, demoFleet, progress);
  if (json) {
    print({ how, baseMs, bootMs, totalMs, virtualAddress: lab.virtualAddress, hosts: lab.hosts });
    return 0;
  }
  console.log(how === 'found' ? 'up already' : `up in ${(totalMs / 1000).toFixed(1)} s`);
  console.log(`the page: http://${lab.virtualAddress}/`);
  return list(settings, false);
}

async function down(
  settings: LabSettings,
  options: { readonly json: boolean; readonly cache: boolean },
): Promise<number> {
  if (!(await isReady())) return 3;
  await tearDown(settings);
  if (options.cache) await removeCache(settings);
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

async function runScenarios(settings: LabSettings, chosen: readonly Scenario[]): Promise<number> {
  if (!(await isReady())) return 3;
  let failed = 0;
  for (const scenario of chosen) {
    const startedAt = performance.now();
    const outcome = await scenario.run(settings, progress).then(
      () => 'ok',
      (cause: unknown) => {
        failed += 1;
        return `FAILED: ${cause instanceof Error ? cause.message : String(cause)}`;
      },
    );
    console.log(
      `${scenario.name} (${scenario.claim}), ${((performance.now() - startedAt) / 1000).toFixed(1)} s: ${outcome}`,
    );
  }
  return failed === 0 ? 0 : 1;
}

async function isReady(): Promise<boolean> {
  const readiness = await prepareMachine(progress);
  if (readiness.kind === 'ready') return true;
  console.error(`this machine cannot run the lab (${readiness.reason}): ${readiness.text}`);
  return false;
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
