// From the tree as data to commander's commands, which parse and print help.

import { Command, InvalidArgumentError, Option } from 'commander';
import { type CommandSpec, type Invocation, type OptionSpec, Options } from '../command/index.ts';
import type { Context } from '../context.ts';
import { type ExitCode, wrongUse } from '../exit/index.ts';
import { GROUPS, SUBJECTS, TREE } from './subjects/index.ts';

import { InvalidValue } from './values.ts';

const FOOTER = `
Every command takes --json and --help. Exit codes: \`slipway help exit-codes\`; environment: \`slipway help environment\`.`;

export interface Building {
  readonly version: string;
  readonly context: Context;
  /** Told how the command that ran has ended. */
  readonly ended: (exitCode: ExitCode) => void;
  readonly help: (invocation: Invocation) => Promise<ExitCode>;
}

export const buildProgram = (building: Building): Command => {
  const { terminal } = building.context;
  const program = new Command('slipway')
    .description('Slipway: what was approved is what runs, and what ran is proven on the host.')
    .version(building.version, '-V, --version', 'print the version')
    .helpOption('-h, --help', 'print help')
    .helpCommand(false)
    .addHelpText('after', FOOTER)
    .exitOverride()
    .configureOutput({
      writeOut: (text) => terminal.out(text),
      writeErr: (text) => terminal.err(text),
      outputError: (text, write) => write(text.replace(/^error: /, 'slipway: ')),
    })
    .showHelpAfterError('(`--help` after the command lists what it takes)');
  for (const { title, commands } of SUBJECTS) {
    program.commandsGroup(`${title}:`);
    for (const spec of commands) addCommand(program, spec, building);
  }
  program.commandsGroup('Help:');
  program
    .command('help [topic...]')
    .description('help for a command, or on exit-codes or environment')
    .action(async (topic: readonly string[]) => {
      building.ended(
        await building.help({ context: building.context, args: topic, options: new Options({}), tree: TREE }),
      );
    });
  return program;
};

const addCommand = (program: Command, spec: CommandSpec, building: Building): void => {
  const { does } = spec;
  const words = spec.usage.split(' ');
  const groupName = isWord(words[1]) ? words[0] : undefined;
  const parent = groupName === undefined ? program : groupOf(program, groupName);
  const command = parent
    .command((groupName === undefined ? words : words.slice(1)).join(' '))
    .summary(spec.summary)
    .description([`${capitalised(spec.summary)}.`, ...(spec.more === undefined ? [] : [spec.more])].join('\n'))
    .addHelpText('after', `\nExample:\n  slipway ${spec.example}`);
  // Never reached by way of commander: the words go to the other program as they are.
  if (does.kind === 'program') return;
  for (const option of spec.options) command.addOption(optionOf(option));
  command.option('--json', 'print one JSON document');
  command.action(async (...parts: readonly unknown[]) => {
    const args = parts
      .slice(0, -2)
      .flat()
      .filter((part) => typeof part === 'string');
    // A variable of a script that was never set: no name, id or file is empty.
    if (args.includes('')) throw wrongUse('An argument is empty.');
    const action = await does.load();
    building.ended(await action({ context: building.context, args, options: new Options(command.opts()), tree: TREE }));
  });
};

/** `host` of `host list <…>`: a word of the command, not an argument. */
const isWord = (text: string | undefined): text is string => text !== undefined && /^[a-z]/.test(text);

const groupOf = (program: Command, name: string): Command => {
  const known = program.commands.find((command) => command.name() === name);
  return (
    known ??
    program
      .command(name)
      .description(capitalised(GROUPS[name] ?? name))
      .helpCommand(false)
  );
};

const optionOf = (spec: OptionSpec): Option => {
  const option = new Option(spec.flags, spec.text);
  if (spec.default !== undefined) {
    const shown = String(spec.default);
    option.default(spec.parse === undefined ? spec.default : spec.parse(shown), shown);
  }
  if (spec.required === true) option.makeOptionMandatory();
  if (spec.choices !== undefined) option.description = `${spec.text}: ${spec.choices.join(', ')}`;
  if (option.required) option.argParser((text: string, before: unknown) => parsedValue(spec, text, before));
  return option;
};

const parsedValue = (spec: OptionSpec, text: string, before: unknown): unknown => {
  if (text === '') throw new InvalidArgumentError('it is empty.');
  if (spec.choices !== undefined && !spec.choices.includes(text)) {
    throw new InvalidArgumentError(`${spec.choices.join(', ')} are possible.`);
  }
  try {
    const value = spec.parse === undefined ? text : spec.parse(text);
    return spec.repeats === true ? [...(Array.isArray(before) ? before : []), value] : value;
  } catch (error) {
    throw error instanceof InvalidValue ? new InvalidArgumentError(`${error.message}.`) : error;
  }
};

const capitalised = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
