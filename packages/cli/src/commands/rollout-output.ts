// What the package transaction of one host prints, line by line while it runs, as `tail -f` would show it there.

import { endpoints, type RunningOutputAnswer } from '@slipway/protocol/api';
import type { Action } from '../command/index.ts';
import { findHost, rolloutIdOf } from './common/index.ts';

/** A host that is at work tells about once a second. */
const LOOK_MS = 1000;

export const rolloutOutput: Action = async ({ args, context, options }) => {
  const api = await context.api();
  const rolloutId = rolloutIdOf(args[0] ?? '');
  const { hostId, hostname } = await findHost(api, args[1] ?? '');
  const { terminal } = context;
  let before: RunningOutputAnswer | null = null;
  for (;;) {
    const told = await api.call(endpoints.rollouts.output, { params: { rolloutId, hostId } });
    if (options.is('json')) terminal.out(`${JSON.stringify(told)}\n`);
    else for (const line of newLines(before, told)) terminal.out(`${line}\n`);
    if (told.state === 'unknown') {
      terminal.err(`slipway: ${hostname} does not tell its output: ${told.why ?? 'it does not say why'}\n`);
      return 1;
    }
    if (told.state === 'none') {
      if (before === null)
        terminal.err(`slipway: ${hostname} is not at work. \`slipway rollout show ${rolloutId}\` says where it is.\n`);
      return 0;
    }
    before = told;
    await context.sleep(LOOK_MS);
  }
};

/**
 * What came since: the answer carries the end of what was printed, so that the old end is found again in the new one. Where
 * it is not, more was printed than is told, and that is said. A last line without its end is left for the next time.
 */
const newLines = (before: RunningOutputAnswer | null, told: RunningOutputAnswer): readonly string[] => {
  if (told.state !== 'told' || told.transaction === null) return [];
  const now = wholeLines(told);
  const isSame = before?.transaction === told.transaction;
  const known = isSame ? wholeLines(before) : [];
  const head = isSame ? [] : [`== ${told.transaction}`];
  if (known.length === 0) return [...head, ...now];
  for (let shared = Math.min(known.length, now.length); shared > 0; shared -= 1) {
    const end = known.slice(-shared);
    if (end.every((line, at) => line === now[at])) return now.slice(shared);
  }
  return ['…', ...now];
};

const wholeLines = ({ text }: RunningOutputAnswer): readonly string[] => text.split('\n').slice(0, -1);
