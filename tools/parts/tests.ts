import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { npmScript, scriptFailure } from './npm-script.ts';
import { failedPart, type Part } from './part.ts';
import { judgeTests, type VitestReport } from './vitest-report.ts';

/** The README's own test command, with vitest's report beside what people see. */
export const tests: Part = {
  name: 'tests',
  async run(limitMs) {
    const folder = mkdtempSync(join(tmpdir(), 'slipway-tests-'));
    const file = join(folder, 'report.json');
    try {
      const args = ['--reporter=default', '--reporter=json', `--outputFile.json=${file}`];
      const end = await npmScript('test', args, limitMs);
      const result = judgeTests(JSON.parse(readFileSync(file, 'utf8')) as VitestReport);
      const failure = scriptFailure('npm test', end);
      return failure === undefined ? result : { ...result, ok: false, notes: [failure, ...result.notes] };
    } catch (error) {
      return failedPart(`npm test left no readable report: ${String(error)}`);
    } finally {
      rmSync(folder, { recursive: true });
    }
  },
};
