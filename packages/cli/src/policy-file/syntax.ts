// Faults of YAML itself, in words for people who do not know its grammar by name.

import type { YAMLParseError, YAMLWarning } from 'yaml';
import type { PlacedProblem } from './problem.ts';

type Said = Pick<PlacedProblem, 'place' | 'what' | 'instead'>;

export const syntaxProblem = (fault: YAMLParseError | YAMLWarning, text: string): Said => {
  const said = (what: string, instead: string): Said => ({ place: null, what, instead });
  switch (fault.code) {
    case 'DUPLICATE_KEY': {
      const key = /^[^:\s]*/.exec(text.slice(fault.pos[0], fault.pos[0] + 80))?.[0] ?? '';
      return said(`"${key}" stands twice in the same place`, 'it once');
    }
    case 'TAB_AS_INDENT':
      return said('a tab indents this line', 'blanks');
    case 'MISSING_CHAR':
      return said(sentence(fault.message), 'the end of what was opened');
    case 'BAD_INDENT':
    case 'BLOCK_AS_IMPLICIT_KEY':
      return said(
        sentence(fault.message),
        'each field on a line of its own, under its siblings; a text with ": " or " #" in quotes',
      );
    case 'MULTIPLE_DOCS':
      return said('a second document begins here (---)', 'one policy in one file');
    default:
      return said(sentence(fault.message), '');
  }
};

const sentence = (message: string): string => `not YAML: ${message.replace(/\s*\n[\s\S]*$/, '')}`;
