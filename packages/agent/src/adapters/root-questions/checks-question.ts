import { type Digest, isDigest } from '@slipway/core/ids';
import { parseReading } from '@slipway/protocol/agent';
import type { ChecksQuestion } from '../../ports/index.ts';
import { type QuestionFiles, questionInFiles } from './question-in-files.ts';

export const createChecksQuestion = (files: QuestionFiles): ChecksQuestion =>
  questionInFiles(files, {
    what: (value): Digest | null => (typeof value === 'string' && isDigest(value) ? value : null),
    answer: (value) => {
      const parsed = parseReading(value);
      return parsed.ok ? parsed.value : null;
    },
  });
