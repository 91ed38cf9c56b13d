/**
 * `npm run check`: every gate over the whole tree, then the gates over their own fixtures.
 * One line per gate, then what the failed ones said. `npm run check -- tidy boundaries` runs only those.
 * Exit code 0: all passed; 1: a gate failed; 2: no such gate.
 */

import { type Gate, type GateResult, gates, selfTest } from './gates/index.ts';

/** CI has two cores, and the compilers among the gates use both already. */
const AT_ONCE = 2;

interface Ran {
  readonly gate: Gate;
  readonly result: GateResult;
}

async function runAll(chosen: readonly Gate[], root: string): Promise<readonly Ran[]> {
  const waiting = [...chosen];
  const ran: Ran[] = [];
  const worker = async (): Promise<void> => {
    for (let gate = waiting.shift(); gate !== undefined; gate = waiting.shift()) {
      const started = performance.now();
      const result = await runOne(gate, root);
      ran.push({ gate, result });
      console.log(lineOf(gate, result, performance.now() - started));
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  return ran;
}

/** A gate that cannot run has failed: nothing was shown. */
async function runOne(gate: Gate, root: string): Promise<GateResult> {
  try {
    return await gate.run(root);
  } catch (error) {
    return { ok: false, looked: undefined, output: String(error instanceof Error ? error.stack : error) };
  }
}

function lineOf(gate: Gate, result: GateResult, milliseconds: number): string {
  const seconds = `${(milliseconds / 1000).toFixed(1)} s`.padStart(7);
  const looked = result.looked === undefined ? '' : ` (${result.looked} looked at)`;
  return `${result.ok ? 'ok    ' : 'FAILED'} ${gate.name.padEnd(17)}${seconds}  ${gate.what}${looked}`;
}

const every = [...gates, selfTest(gates)];
const asked = process.argv.slice(2);
const unknown = asked.filter((name) => !every.some((gate) => gate.name === name));
if (unknown.length > 0) {
  console.error(`no gate ${unknown.join(', ')}; there are: ${every.map(({ name }) => `"${name}"`).join(', ')}`);
  process.exit(2);
}

const chosen = asked.length === 0 ? every : every.filter(({ name }) => asked.includes(name));
const failed = (await runAll(chosen, import.meta.dirname.replace(/\/tools$/, ''))).filter(({ result }) => !result.ok);
for (const { gate, result } of failed) console.log(`\n--- ${gate.name}\n${result.output}`);
console.log(`\n${chosen.length - failed.length} of ${chosen.length} gates passed`);
process.exitCode = failed.length === 0 ? 0 : 1;
