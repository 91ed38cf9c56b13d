import { isSource, linesMatching, type Rule } from '../rule.ts';

export const synchronousCore: Rule = {
  name: 'synchronous-core',
  why: 'Core is ordinary synchronous code that can be tested millions of times; waiting belongs to its callers.',
  applies: (path) => path.startsWith('packages/core/src/') && isSource(path),
  check: (file) => linesMatching(file, /\basync\b|\bawait\b|\bPromise\b/),
};
