import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { npmScript, scriptFailure } from './npm-script.ts';
import { failedPart, type Part } from './part.ts';
import { judgeTests, type VitestReport } from './vitest-report.ts';

/** The README's own test command. */
export const tests = testsOf('tests', 'test');
export const longTests = testsOf('long tests', 'test:long');

/** With vitest's report beside what people see. */
function testsOf(name: string, script: string): Part {
  return { name, run: async (limitMs) => await runTests(script, limitMs) };
}

async function runTests(script: string, limitMs: number): ReturnType<Part['run']> {
  const folder = mkdtempSync(join(tmpdir(), 'slipway-tests-'));
  const file = join(folder, 'report.json');
  try {
    const args = ['--reporter=default', '--reporter=json', `--outputFile.json=${file}`];
    const end = await npmScript(script, args, limitMs);
    const result = judgeTests(JSON.parse(readFileSync(file, 'utf8')) as VitestReport);
    const failure = scriptFailure(`npm run ${script}`, end);
    return failure === undefined ? result : { ...result, ok: false, notes: [failure, ...result.notes] };
  } catch (error) {
    return failedPart(`npm run ${script} left no readable report: ${String(error)}`);
  } finally {
    rmSync(folder, { recursive: true });
  }
}
