import { failedPart, type PartResult } from './part.ts';

/** The part of vitest's JSON report that counts. */
export interface VitestReport {
  readonly success: boolean;
  readonly testResults: readonly {
    readonly name: string;
    readonly status: string;
    readonly assertionResults: readonly { readonly fullName: string; readonly status: string }[];
  }[];
}

/** CI can run every test: one that did not run there protects nothing anywhere. */
export function judgeTests(report: VitestReport): PartResult {
  const tests = report.testResults.flatMap(({ assertionResults }) => assertionResults);
  const passed = tests.filter(({ status }) => status === 'passed').length;
  const failed = tests.filter(({ status }) => status === 'failed');
  const notRun = tests.filter(({ status }) => status !== 'passed' && status !== 'failed');
  const brokenFiles = report.testResults.filter(
    ({ status, assertionResults }) => status !== 'passed' && !assertionResults.some((test) => test.status === 'failed'),
  );
  if (passed + failed.length === 0) return failedPart('no test ran');
  return {
    ok: report.success && failed.length === 0 && notRun.length === 0 && brokenFiles.length === 0,
    passed,
    failed: failed.length + brokenFiles.length,
    notes: [
      ...failed.map(({ fullName }) => `failed: ${fullName}`),
      ...brokenFiles.map(({ name }) => `could not be run: ${name}`),
      ...notRun.map(({ fullName, status }) => `${status}, though this machine can run it: ${fullName}`),
    ],
  };
}
