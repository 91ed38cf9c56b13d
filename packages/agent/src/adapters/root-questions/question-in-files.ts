import { type Instant, isInstant } from '@slipway/core/time';
import type { Answered, Asked, DurableFiles, RootQuestion } from '../../ports/index.ts';

export interface QuestionFiles {
  /** In a folder that the reporter writes. */
  readonly asked: string;
  /** In a folder that root alone writes. */
  readonly answered: string;
  readonly files: DurableFiles;
}

/** Nothing in either is secret to those who have an account there. */
const MODE = 0o644;
const ASKED_BYTES_MAX = 4096;
/** A thousand checks with their words, or as many files that differ as are told. */
const ANSWERED_BYTES_MAX = 8 * 1024 * 1024;

export const questionInFiles = <What, Answer>(
  { asked, answered, files }: QuestionFiles,
  read: { readonly what: (value: unknown) => What | null; readonly answer: (value: unknown) => Answer | null },
): RootQuestion<What, Answer> => ({
  ask: async (question) => await files.write(asked, JSON.stringify(question), MODE),
  asked: async () => askedIn(await jsonIn(files, asked, ASKED_BYTES_MAX), read.what),
  answer: async (answer) => await files.write(answered, JSON.stringify(answer), MODE),
  answered: async () => {
    const value = await jsonIn(files, answered, ANSWERED_BYTES_MAX);
    const question = askedIn(value, read.what);
    const answer = question === null ? null : read.answer((value as { readonly answer?: unknown }).answer);
    return question === null || answer === null ? null : ({ ...question, answer } satisfies Answered<What, Answer>);
  },
});

const jsonIn = async (files: DurableFiles, path: string, bytesMax: number): Promise<unknown> => {
  const bytes = await files.read(path, bytesMax);
  if (bytes === null) return null;
  try {
    return JSON.parse(Buffer.from(bytes).toString('utf8'));
  } catch {
    return null;
  }
};

const askedIn = <What>(value: unknown, readWhat: (value: unknown) => What | null): Asked<What> | null => {
  if (typeof value !== 'object' || value === null || !('what' in value) || !('askedAt' in value)) return null;
  const what = readWhat(value.what);
  const askedAt = typeof value.askedAt === 'string' && isInstant(value.askedAt) ? (value.askedAt as Instant) : null;
  return what === null || askedAt === null ? null : { what, askedAt };
};
