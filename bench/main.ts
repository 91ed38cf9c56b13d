// `npm run bench [-- NAME…]`, `npm run bench -- --results FILE [NAME…]`: measures what the project promises in figures, each beside its target and, where there is
// one, beside the alternative measured in the same run. Without a name every part runs.
// FILE gets the same figures as JSON, under the names of their parts.
// Status 1: something is wrong rather than slow, or a part could not run. Status 2: there is no such part.
// Not a test: a missed speed is shown and fails nothing.
// May import: the parts, which may import what they measure.

import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { type BenchPart, type BenchResult, tableOf } from './figure.ts';
import { PARTS } from './parts.ts';

/** Prints one part; true if it could run and nothing is broken. */
async function runPart({ name, run }: BenchPart): Promise<boolean> {
  console.log(`${name}:`);
  const result = await run();
  results[name] = result;
  if (result.kind === 'unable') {
    console.error(`  ${result.text}`);
    return false;
  }
  console.log(`${tableOf(result.figures)}\n`);
  return result.figures.every(({ verdict }) => verdict !== 'broken');
}

const results: Record<string, BenchResult> = {};
const { positionals: names, values } = parseArgs({ allowPositionals: true, options: { results: { type: 'string' } } });
const unknown = names.filter((name) => !PARTS.some((part) => part.name === name));
if (unknown.length > 0) {
  console.error(`There is no part ${unknown.join(', ')}. The parts are: ${PARTS.map(({ name }) => name).join(', ')}.`);
  process.exitCode = 2;
} else {
  for (const part of PARTS.filter(({ name }) => names.length === 0 || names.includes(name))) {
    if (!(await runPart(part))) process.exitCode = 1;
  }
  if (values.results !== undefined) writeFileSync(values.results, JSON.stringify(results));
}
