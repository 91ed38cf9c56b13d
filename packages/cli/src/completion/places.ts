// The command tree as completion sees it: at which place what can follow.

import type { CommandSpec, CommandTree } from '../command/index.ts';

export interface Place {
  /** Words so far: empty, `host`, `host list`. */
  readonly words: readonly string[];
  readonly commands: readonly Choice[];
  readonly options: readonly OptionChoice[];
  /** What an argument can be, where that is known; `files` for a path. */
  readonly argument: readonly string[] | 'files' | null;
}

export interface Choice {
  readonly name: string;
  readonly text: string;
}

export interface OptionChoice extends Choice {
  /** `null`: it takes none. */
  readonly value: readonly string[] | 'any' | 'files' | null;
}

const HELP: OptionChoice = { name: '--help', text: 'print help', value: null };
const JSON_OPTION: OptionChoice = { name: '--json', text: 'print one JSON document', value: null };

const ARGUMENTS: Readonly<Record<string, Place['argument']>> = {
  '<shell>': 'bash zsh fish'.split(' '),
  '<file>': 'files',
  '[topic...]': ['exit-codes', 'environment'],
};

/** The top first, then every group and command. */
export const places = (tree: CommandTree): readonly Place[] => {
  const commands = tree.commands.map(placeOf);
  const groups = Object.entries(tree.groups).map(([name]) => ({
    words: [name],
    commands: commands.flatMap(({ words, text }) => {
      const [group, second] = words;
      return group === name && second !== undefined ? [{ name: second, text }] : [];
    }),
    options: [HELP],
    argument: null,
  }));
  const firstWords = commands.flatMap(({ words, text }) =>
    words.length === 1 ? [{ name: words[0] ?? '', text }] : [],
  );
  const top: Place = {
    words: [],
    commands: [
      ...Object.entries(tree.groups).map(([name, text]) => ({ name, text })),
      ...firstWords,
      { name: 'help', text: 'help for a command, or on exit-codes or environment' },
    ].sort((a, b) => (a.name < b.name ? -1 : 1)),
    options: [HELP, { name: '--version', text: 'print the version', value: null }],
    argument: null,
  };
  const help: Place = { words: ['help'], commands: [], options: [], argument: ARGUMENTS['[topic...]'] ?? null };
  return [top, ...groups, ...commands, help];
};

const placeOf = (spec: CommandSpec): Place & { readonly text: string } => {
  const parts = spec.usage.split(' ');
  const words = parts.filter((part) => /^[a-z]/.test(part));
  const argument = parts.map((part) => ARGUMENTS[part]).find((known) => known !== undefined) ?? null;
  const own = spec.options.map((option) => {
    const name = /--[a-z-]+/.exec(option.flags)?.[0] ?? option.flags;
    return { name, text: option.text, value: valueKind(option.flags, option.choices) };
  });
  // Another program's options are its own business.
  const options = spec.does.kind === 'program' ? [HELP] : [...own, JSON_OPTION, HELP];
  return { words, text: spec.summary, commands: [], options, argument };
};

const valueKind = (flags: string, choices: readonly string[] | undefined): OptionChoice['value'] => {
  if (!flags.includes('<')) return null;
  return choices ?? (flags.includes('<file>') ? 'files' : 'any');
};
