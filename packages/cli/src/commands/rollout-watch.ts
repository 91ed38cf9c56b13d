import type { RolloutId } from '@slipway/core/ids';
import { endpoints } from '@slipway/protocol/api';
import type { Action, Invocation } from '../command-tree/index.ts';
import { watchEvents } from '../connection/index.ts';
import type { ExitCode } from '../exit/index.ts';
import { instantText } from '../output/index.ts';
import { rolloutIdOf } from './common/index.ts';
import { changesBetween, type Picture, rolloutPage } from './rollout-page/index.ts';

export const rolloutWatch: Action = async (invocation) =>
  await watchToEnd(invocation, rolloutIdOf(invocation.args[0] ?? ''));

/** Follows it until it is over, and says by the exit code how it ended. */
export const watchToEnd = async (invocation: Invocation, rolloutId: RolloutId): Promise<ExitCode> => {
  const { context } = invocation;
  const api = await context.api();
  // Asked for first: who is not there or may not look is told so at once, and not after minutes of trying again.
  let picture = await api.call(endpoints.rollouts.show, { params: { rolloutId } });
  const show = showing(invocation);
  for await (const watched of watchEvents(api, endpoints.rollouts.events, {
    params: { rolloutId },
    picture: 'rollout',
  })) {
    if (watched.kind === 'away') {
      context.terminal.err(`slipway: ${watched.why} Trying again.\n`);
      continue;
    }
    picture = watched.value;
    show(picture);
  }
  return exitCodeOf(picture);
};

/** On a terminal one picture that is redrawn; in a pipe a line per change; as JSON a document per change, each on a line. */
const showing = ({ context, options }: Invocation): ((picture: Picture) => void) => {
  const { terminal } = context;
  if (options.is('json')) return (picture) => terminal.out(`${JSON.stringify(picture)}\n`);
  if (terminal.isInteractive) {
    let lines = 0;
    return (picture) => {
      const { width, height, style } = terminal;
      const text = rolloutPage(picture, { now: context.now(), width, style, rowsMax: height });
      terminal.redraw(lines, text);
      lines = text.split('\n').length - 1;
    };
  }
  let before: Picture | null = null;
  return (picture) => {
    const at = instantText(context.now().toISOString());
    for (const line of changesBetween(before, picture)) terminal.out(`${at}  ${line}\n`);
    before = picture;
  };
};

/** Whoever was excused was left out by a person: that is no failure of the rollout. */
export const exitCodeOf = ({ rollout }: Picture): ExitCode =>
  rollout.state === 'completed' && rollout.hosts.every(({ phase }) => phase === 'done' || phase === 'excused') ? 0 : 5;
