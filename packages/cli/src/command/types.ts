import type { Context } from '../context.ts';
import type { ExitCode } from '../exit/index.ts';
import type { Options } from './options.ts';

/** One command, as data: parsing, help, completion and the reference page are all made from it. */
export interface CommandSpec {
  /** Words, then arguments in commander's form: `host adopt <host...>`, `why <host> [package]`. */
  readonly usage: string;
  /** One line, without a full stop. */
  readonly summary: string;
  /** As typed after `slipway `. */
  readonly example: string;
  readonly options: readonly OptionSpec[];
  /** What else a person should know, for `--help` and the reference page. */
  readonly more?: string;
  readonly does:
    | { readonly kind: 'action'; readonly load: () => Promise<Action> }
    /** Another program of ours takes the words as they are; it has a help page of its own. */
    | { readonly kind: 'program'; readonly program: 'controller' | 'agent' };
}

export interface OptionSpec {
  /** `--label <key=value>`, `-y, --yes`. */
  readonly flags: string;
  readonly text: string;
  readonly default?: string | number;
  readonly choices?: readonly string[];
  readonly repeats?: true;
  readonly required?: true;
  /** From the text to a value, or throws `InvalidValue` with what was expected. */
  readonly parse?: (text: string) => unknown;
}

export type Action = (invocation: Invocation) => Promise<ExitCode>;

/** All commands, and what each first word that groups several is about. */
export interface CommandTree {
  readonly commands: readonly CommandSpec[];
  readonly groups: Readonly<Record<string, string>>;
}

export interface Invocation {
  readonly context: Context;
  /** For what is made from the commands themselves: completion. */
  readonly tree: CommandTree;
  /** In the order of the usage line; one that repeats is the rest. */
  readonly args: readonly string[];
  readonly options: Options;
}
