/** What a tidy rule is: something the other tools cannot say, checked line by line on files as text. */

export interface Rule {
  readonly name: string;
  /** Shown with the first breach: the reason, and what to do instead. */
  readonly why: string;
  readonly applies: (path: string) => boolean;
  readonly check: (file: ProjectFile, tree: Tree) => readonly Breach[];
}

export interface ProjectFile {
  readonly path: string;
  readonly bytes: number;
  readonly text: string;
  readonly lines: readonly string[];
}

export interface Tree {
  readonly root: string;
  readonly paths: ReadonlySet<string>;
}

export interface Breach {
  readonly path: string;
  /** Counted from 1. */
  readonly line: number;
  readonly says: string;
}

const CODE = /\.(ts|tsx|mjs)$/;
const TEST = /\.test\.ts$|^packages\/[^/]+\/test\/|^lab\/test\//;

/** Where clock, timers, randomness and ids come in from outside (DESIGN section 4): the simulator runs this code. */
const DRIVEN_BY_PORTS =
  /^packages\/((core|protocol|sim)\/src|controller\/src\/app|agent\/src\/(reporter|executor|documents))\/(?!(.*\/)?main\.ts$)/;

export const isCode = (path: string): boolean => CODE.test(path);
export const isTest = (path: string): boolean => TEST.test(path);
export const isSource = (path: string): boolean => CODE.test(path) && !TEST.test(path);
export const isDrivenByPorts = (path: string): boolean => DRIVEN_BY_PORTS.test(path) && isSource(path);

/** One breach per line that matches; comments are not code and are blanked first unless `inComments`. */
export function linesMatching(
  file: ProjectFile,
  pattern: RegExp,
  options: { readonly inComments: boolean } = { inComments: false },
): readonly Breach[] {
  return file.lines.flatMap((line, index) => {
    const found = pattern.exec(options.inComments ? line : withoutComment(line));
    return found === null ? [] : [{ path: file.path, line: index + 1, says: found[0].trim() }];
  });
}

/** Good for formatted code: a comment has lines of its own or stands after two blanks or one at the end. */
function withoutComment(line: string): string {
  return /^\s*(\/\/|\/\*|\*)/.test(line) ? '' : line.replace(/\s\/\/ .*$/, '');
}
