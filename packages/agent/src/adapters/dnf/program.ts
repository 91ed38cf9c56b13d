// Our Python program: laid out in the adapter's own directory, run by the interpreter that the host's dnf itself runs on, and its
// answer read. Nobody else may write there, so what root runs is what the agent brought.

import { closeSync, openSync, readSync } from 'node:fs';
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ifThere, namesIfThere, textIfThere } from '../../if-there/index.ts';
import { ask, type DnfContext, PROBLEM_CHARACTERS_MAX, problemOf } from './host.ts';

export type Verb =
  | 'apply'
  | 'history'
  | 'marks'
  | 'origins'
  | 'owners'
  | 'pending'
  | 'propose'
  | 'read'
  | 'refresh'
  | 'repair'
  | 'repositories';

export interface Question {
  readonly verb: Verb;
  /** Beside the root and the directory, which every question has. */
  readonly settings?: Readonly<Record<string, unknown>>;
  readonly items?: readonly unknown[];
}

export type Answer = { readonly value: unknown } | { readonly problem: string };

/** `problem` where the host has no dnf of version 4 with its library, too. */
export const askDnf = async (
  context: DnfContext,
  question: Question,
  how: {
    /** What the command line begins with, where it shall run in a unit of its own; its output is then out of reach. */
    readonly ownUnit?: readonly string[];
    readonly timeLimitMs?: number;
  } = {},
): Promise<Answer> => {
  const { ownUnit = [], timeLimitMs } = how;
  await layOutProgram(context);
  const path = join(context.directory, ANSWER_NAME);
  const settings = ownUnit.length === 0 ? question.settings : { ...question.settings, answer: path };
  const command = programCommand(context, { ...question, settings: settings ?? {} });
  if (command === null) return { problem: 'this host has no dnf of version 4, of whose library it could be asked' };
  await rm(path, { force: true });
  const [program = '', ...args] = [...ownUnit, ...command];
  const result = await ask(context, [program, ...args], timeLimitMs);
  if (result.kind !== 'ended' || result.output === 'cut') return { problem: problemOf(result) };
  const said = ownUnit.length === 0 ? result.stdout : ((await textIfThere(path)) ?? '');
  return readAnswer(said) ?? { problem: problemOf(result) };
};

const ANSWER_NAME = 'answer.json';

/** `null` for whatever is not exactly an answer: the program was not found, was killed, or is another one. */
export const readAnswer = (text: string): Answer | null => {
  try {
    const answer: unknown = JSON.parse(text);
    if (typeof answer !== 'object' || answer === null || !('ok' in answer)) return null;
    if (answer.ok === true && 'value' in answer) return { value: answer.value };
    if (answer.ok !== false || !('problem' in answer) || typeof answer.problem !== 'string') return null;
    const isLacking = 'cause' in answer && answer.cause === 'no-python-dnf';
    const problem = isLacking ? `this host has no library of dnf 4 (${answer.problem})` : answer.problem;
    return { problem: problem.slice(0, PROBLEM_CHARACTERS_MAX) };
  } catch {
    return null;
  }
};

/**
 * Whole in itself: a transaction's unit runs it without asking here; every question before it has laid the program out.
 * `null`: the host has no dnf that could be asked.
 */
export const programCommand = (
  context: Pick<DnfContext, 'directory' | 'host' | 'program' | 'sha256'>,
  { verb, settings = {}, items = [] }: Question,
): readonly string[] | null => {
  const { directory, host } = context;
  const interpreter = interpreterOfDnf();
  if (interpreter === null) return null;
  return [
    // Neither the environment, nor a user's own packages, nor the current folder; and no byte code beside the sources.
    ...[interpreter, '-I', '-B', programFolder(context), verb],
    ...[{ root: host.root, directory, ...settings }, ...items].map(encoded),
  ];
};

/** Base64url: what systemd runs must hold no `%`, `$`, quote or brace, and a file may be named with any of them. */
const encoded = (value: unknown): string => Buffer.from(JSON.stringify(value), 'utf8').toString('base64url');

const PREFIX = 'program-';
/** Of the digest: enough to tell versions of the agent from each other. */
const DIGITS = 16;

const programFolder = ({
  directory,
  program,
  sha256,
}: Pick<DnfContext, 'directory' | 'program' | 'sha256'>): string => {
  // In the order of the map, which is that of the names.
  const texts = [...program].map(([name, content]) => [name, Buffer.from(content).toString('utf8')]);
  const digest = sha256(Buffer.from(JSON.stringify(texts), 'utf8'));
  return join(directory, `${PREFIX}${digest.slice('sha256:'.length, 'sha256:'.length + DIGITS)}`);
};

/** Under the name of its content, whole or not at all; what earlier versions left goes. */
const layOutProgram = async (context: DnfContext): Promise<void> => {
  const { directory, program } = context;
  await mkdir(directory, { recursive: true, mode: 0o755 });
  const folder = programFolder(context);
  if (await holdsExactly(folder, program)) return;
  for (const name of await readdir(directory)) {
    // A program that still runs has read all of its files.
    if (name.startsWith(PREFIX)) await rm(join(directory, name), { recursive: true, force: true });
  }
  const making = `${folder}.new`;
  await mkdir(making, { mode: 0o755 });
  for (const [name, content] of program) await writeFile(join(making, name), content, { mode: 0o644 });
  await rename(making, folder);
};

const holdsExactly = async (folder: string, files: ReadonlyMap<string, Uint8Array>): Promise<boolean> => {
  const names = await namesIfThere(folder);
  if (names.length !== files.size) return false;
  for (const name of names) {
    const wanted = files.get(name);
    const found = await ifThere(readFile(join(folder, name)));
    if (wanted === undefined || found?.equals(wanted) !== true) return false;
  }
  return true;
};

/** `#!/usr/bin/python3`, `#!/usr/libexec/platform-python`: whatever it is, it has dnf's modules. dnf5 is no script. */
export const interpreterOfDnf = (paths: readonly string[] = ['/usr/bin/dnf-3', '/usr/bin/dnf']): string | null => {
  for (const path of paths) {
    const interpreter = /^#!\s*(\/\S*python\S*)/.exec(beginningOf(path))?.[1];
    if (interpreter !== undefined) return interpreter;
  }
  return null;
};

const beginningOf = (path: string): string => {
  const bytes = Buffer.alloc(256);
  try {
    const descriptor = openSync(path, 'r');
    try {
      return bytes.toString('latin1', 0, readSync(descriptor, bytes));
    } finally {
      closeSync(descriptor);
    }
  } catch {
    return '';
  }
};
