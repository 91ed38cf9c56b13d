import { type Breach, isCode, linesMatching, type ProjectFile, type Rule } from '../rule.ts';

const SHELL = /\bshell:\s*true\b|['"`](\/usr)?(\/bin\/)?(ba|da|z)?sh['"`]|['"]-l?c['"]/;
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
