// From a refused request to how the command ends.

import type { Reason, ReasonCode } from '@slipway/core/reasons';
import { type ExitCode, type Failure, failed, refused } from '../exit/index.ts';
import type { Answer } from './transport.ts';

/** RFC 9457, as far as it is read here. */
interface Problem {
  readonly code?: unknown;
  readonly facts?: unknown;
  readonly title?: unknown;
}

export const failureOf = (answer: Answer, url: string): Failure => {
  const problem = problemOf(answer);
  if (problem === null) {
    return failed(3, `What answers at ${url} does not speak as a controller does (HTTP status ${answer.status}).`);
  }
  return refused(problem, exitCodeOf(answer.status));
};

const problemOf = ({ headers, text }: Answer): Reason | null => {
  if (headers['content-type']?.startsWith('application/problem+json') !== true) return null;
  try {
    const { code, facts } = JSON.parse(text) as Problem;
    if (typeof code !== 'string') return null;
    // A code of a newer controller is shown as it stands, with its facts.
    return { code: code as ReasonCode, facts: isFacts(facts) ? facts : {} };
  } catch {
    return null;
  }
};

const isFacts = (value: unknown): value is Reason['facts'] => typeof value === 'object' && value !== null;

const exitCodeOf = (status: number): ExitCode => {
  if (status === 401 || status === 403) return 4;
  if (status === 429) return 3;
  return status === 500 ? 70 : 1;
};
