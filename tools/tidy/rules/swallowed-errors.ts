import { isCode, linesMatching, type Rule } from '../rule.ts';

export const swallowedErrors: Rule = {
  name: 'swallowed-errors',
  why: 'An error is handled, turned into a value with a reason, or passed on with its cause; "nothing there" is none of these. Where silence is right, a block with a comment says why.',
  applies: isCode,
  check: (file) =>
    linesMatching(file, /\bcatch\s*(\(\w*\)\s*)?\{\s*\}|\.catch\(\(\w*\) =>\s*(\{\s*\}|undefined|null|void 0|\[\])\)/),
};
