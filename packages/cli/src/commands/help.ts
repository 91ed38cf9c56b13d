import type { Command } from 'commander';
import type { Invocation } from '../command/index.ts';
import { EXIT_CODES, type ExitCode, wrongUse } from '../exit/index.ts';
import { linesText } from '../output/index.ts';

/** The reference page prints it too. */
export const ENVIRONMENT = [
  ['SLIPWAY_URL', 'address of the controller, over what `slipway login` stored'],
  ['SLIPWAY_TOKEN', 'API token'],
  ['SLIPWAY_CA', "path of the PEM file of the controller's authority (authority-certificate.pem in its keys folder)"],
  ['SLIPWAY_DATA', 'data directory of the controller, for serve, backup, restore and doctor'],
  ['SLIPWAY_DEBUG', 'any value: faults and refusals are shown with where they came from'],
  ['NO_COLOR', 'any value: no colours'],
  ['XDG_CONFIG_HOME', 'where slipway/cli.json is kept; else ~/.config'],
  ['TZ', 'the time zone in which instants are shown'],
] as const;

export const help = (program: Command, { context, args }: Invocation): ExitCode => {
  const { terminal } = context;
  const topic = args.join(' ');
  if (topic === 'exit-codes') {
    terminal.out(linesText(Object.entries(EXIT_CODES), terminal.width));
    return 0;
  }
  if (topic === 'environment') {
    terminal.out(linesText(ENVIRONMENT, terminal.width));
    return 0;
  }
  let command = program;
  for (const word of args) {
    const next = command.commands.find((each) => each.name() === word);
    if (next === undefined) throw wrongUse(`There is no help on "${topic}".`);
    command = next;
  }
  command.outputHelp();
  return 0;
};
