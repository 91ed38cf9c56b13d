import type { Rule } from '../rule.ts';

export const checkoutPath: Rule = {
  name: 'checkout-path',
  why: 'The path of one checkout means nothing on another machine: derive it from import.meta.dirname.',
  applies: () => true,
  check: (file, tree) =>
    file.lines.flatMap((line, index) =>
      line.includes(`${tree.root}/`) ? [{ path: file.path, line: index + 1, says: tree.root }] : [],
    ),
};
