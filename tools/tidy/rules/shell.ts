import { type Breach, isCode, linesMatching, type ProjectFile, type Rule } from '../rule.ts';

/**
 * A shell by its bare name, wherever it stands: as the program of a call or of an argument list, or put aside for one.
 * Only as the value of a `name` or a `package` it is free: there it is the package of that name.
 */
const BY_NAME = /(?<!\b(?:(?:n|\w+N)ame|package): )['"`](?:ba|da|k|z)?sh['"`]/;

/** A path is no package, and `-c` (also behind other letters) is what takes a string for a command. */
const BY_PATH = /['"`](?:\/usr)?\/bin\/(?:ba|da|k|z)?sh['"`]/;
const COMMAND_STRING = /['"`]-[eilux]*c['"`]/;
const OPTION = /\bshell:\s*true\b/;

const SHELL = new RegExp([OPTION, BY_NAME, BY_PATH, COMMAND_STRING].map(({ source }) => source).join('|'));
const EXEC = /import \{[^}]*\bexec(Sync)?\b[^}]*\} from 'node:child_process'/;

export const shell: Rule = {
  name: 'shell',
  why: 'Commands are argument lists: a string given to a shell is an injection waiting for its input. Use spawn or execFile.',
  applies: isCode,
  check: (file) => [...linesMatching(file, SHELL), ...execImported(file)],
};

/** `exec` alone says nothing: regular expressions and databases have one too. */
function execImported(file: ProjectFile): readonly Breach[] {
  const found = EXEC.exec(file.text);
  if (found === null) return [];
  const line = file.text.slice(0, found.index).split('\n').length;
  return [{ path: file.path, line, says: 'exec from node:child_process' }];
}
