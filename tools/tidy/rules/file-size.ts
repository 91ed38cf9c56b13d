import type { Rule } from '../rule.ts';

/** A clone stays quick, and a review can read what is added: large inputs are generated or fetched. */
const BYTES_MAX = 1_000_000;

export const fileSize: Rule = {
  name: 'file-size',
  why: `A committed file has at most ${BYTES_MAX} bytes: generate large inputs in the test, from a seed.`,
  applies: () => true,
  check: (file) => (file.bytes > BYTES_MAX ? [{ path: file.path, line: 1, says: `${file.bytes} bytes` }] : []),
};
