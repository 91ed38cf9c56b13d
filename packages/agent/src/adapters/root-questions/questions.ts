import { type Digest, isDigest } from '@slipway/core/ids';
import type { Reading } from '@slipway/core/reading';
import { type Instant, isInstant } from '@slipway/core/time';
import { parseReading } from '@slipway/protocol/agent';
import type { ChecksQuestion, WholeHostQuestion } from '../../ports/index.ts';
import { type QuestionFiles, questionInFiles } from './question-in-files.ts';

export const createChecksQuestion = (files: QuestionFiles): ChecksQuestion =>
  questionInFiles(files, {
    what: (value): Digest | null => (typeof value === 'string' && isDigest(value) ? value : null),
    answer: readingIn,
  });

export const createWholeHostQuestion = (files: QuestionFiles): WholeHostQuestion =>
  questionInFiles(files, {
    what: (value): Instant | null => (typeof value === 'string' && isInstant(value) ? (value as Instant) : null),
    answer: readingIn,
  });

const readingIn = (value: unknown): Reading | null => {
  const parsed = parseReading(value);
  return parsed.ok ? parsed.value : null;
};
