import type { RolloutId } from '@slipway/core/ids';
import { endpoints } from '@slipway/protocol/api';
import type { Action, Invocation } from '../command/index.ts';
import { watchEvents } from '../connection/index.ts';
import type { ExitCode } from '../exit/index.ts';
import { instantText } from '../output/index.ts';
import { rolloutIdOf } from './common/index.ts';
import { changesBetween, type Picture, rolloutPage } from './rollout-page/index.ts';

/** Often enough for seconds that are shown, rarely enough not to flicker over a slow line. */
const REDRAW_MS = 1000;

export const rolloutWatch: Action = async (invocation) =>
  await watchToEnd(invocation, rolloutIdOf(invocation.args[0] ?? ''));

/** Follows it until it is over, and says by the exit code how it ended. */
export const watchToEnd = async (invocation: Invocation, rolloutId: RolloutId): Promise<ExitCode> => {
  const { context } = invocation;
  const api = await context.api();
  // Asked for first: who is not there or may not look is told so at once, and not after minutes of trying again.
  let picture = await api.call(endpoints.rollouts.show, { params: { rolloutId } });
  const watching = showing(invocation);
  for await (const watched of watchEvents(api, endpoints.rollouts.events, {
    params: { rolloutId },
    picture: 'rollout',
  })) {
    if (watched.kind === 'away') {
      context.terminal.err(`slipway: ${watched.why} Trying again.\n`);
      continue;
    }
    picture = watched.value;
    watching.show(picture);
  }
  watching.end(picture);
  return exitCodeOf(picture);
};

interface Showing {
  show(picture: Picture): void;
  end(picture: Picture): void;
}

/** On a terminal one picture that is redrawn; in a pipe a line per change; as JSON a document per change, each on a line. */
const showing = (invocation: Invocation): Showing => {
  const { terminal } = invocation.context;
  if (invocation.options.is('json')) {
    return { show: (picture) => terminal.out(`${JSON.stringify(picture)}\n`), end: () => undefined };
  }
  return terminal.isInteractive ? drawing(invocation) : telling(invocation);
};

const drawing = ({ context }: Invocation): Showing => {
  const { terminal } = context;
  const page = (picture: Picture, rowsMax: number | null): string =>
    rolloutPage(picture, { now: context.now(), width: terminal.width, style: terminal.style, rowsMax });
  let latest: Picture | null = null;
  const draw = (): void => {
    if (latest !== null) terminal.picture(page(latest, terminal.height));
  };
  // Ages grow and the window changes its size while nothing happens.
  const timer = setInterval(draw, REDRAW_MS).unref();
  return {
    show: (picture) => {
      latest = picture;
      draw();
    },
    // While it runs only what fits is shown; what is left standing at its end is whole.
    end: (picture) => {
      clearInterval(timer);
      terminal.picture('');
      terminal.out(page(picture, null));
    },
  };
};

const telling = ({ context }: Invocation): Showing => {
  let before: Picture | null = null;
  return {
    show: (picture) => {
      const at = instantText(context.now().toISOString());
      for (const line of changesBetween(before, picture)) context.terminal.out(`${at}  ${line}\n`);
      before = picture;
    },
    end: () => undefined,
  };
};

/** Whoever was excused was left out by a person: that is no failure of the rollout. */
export const exitCodeOf = ({ rollout }: Picture): ExitCode =>
  rollout.state === 'completed' && rollout.hosts.every(({ phase }) => phase === 'done' || phase === 'excused') ? 0 : 5;
