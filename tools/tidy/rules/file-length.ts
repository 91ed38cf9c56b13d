import { isCode, type Rule } from '../rule.ts';

const LINES_MAX = 400;

export const fileLength: Rule = {
  name: 'file-length',
  why: `More than ${LINES_MAX} lines are a sign that two ideas share a file: split it by subject.`,
  applies: isCode,
  check: (file) => {
    const length = file.lines.length;
    return length > LINES_MAX ? [{ path: file.path, line: length, says: `${length} lines` }] : [];
  },
};
