import { expect, it } from 'vitest';
import { judgeTests, type VitestReport } from './vitest-report.ts';

function reportOf(...statuses: readonly string[]): VitestReport {
  const assertionResults = statuses.map((status, index) => ({ fullName: `test ${index}`, status }));
  const failed = statuses.includes('failed');
  return {
    success: !failed,
    testResults: [{ name: 'a.test.ts', status: failed ? 'failed' : 'passed', assertionResults }],
  };
}

it('counts what ran', () => {
  expect(judgeTests(reportOf('passed', 'passed'))).toMatchObject({ ok: true, passed: 2, failed: 0, notes: [] });
});

it('names a failed test', () => {
  expect(judgeTests(reportOf('passed', 'failed'))).toMatchObject({ ok: false, failed: 1, notes: ['failed: test 1'] });
});

it.each(['skipped', 'pending', 'todo', 'a status of a later vitest'])('refuses a test that was %s', (status) => {
  const result = judgeTests(reportOf('passed', status));
  expect(result.ok).toBe(false);
  expect(result.notes[0]).toContain('test 1');
});

it('refuses a run without tests', () => {
  expect(judgeTests(reportOf()).ok).toBe(false);
});

it('counts a file that could not be loaded as failed', () => {
  const broken: VitestReport = {
    success: false,
    testResults: [...reportOf('passed').testResults, { name: 'b.test.ts', status: 'failed', assertionResults: [] }],
  };
  expect(judgeTests(broken)).toMatchObject({ ok: false, passed: 1, failed: 1, notes: ['could not be run: b.test.ts'] });
});
