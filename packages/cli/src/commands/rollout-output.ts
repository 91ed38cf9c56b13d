// What the package transaction of one host prints, line by line while it runs, as `tail -f` would show it there.

import { endpoints, type HostInRolloutAnswer, type RunningOutputAnswer } from '@slipway/protocol/api';
import type { Action } from '../command/index.ts';
import { findHost, rolloutIdOf } from './common/index.ts';

/** A host that is at work tells about once a second. */
const LOOK_MS = 1000;
/** So many looks without a word, and where the host is in its rollout is asked. */
const QUIET_LOOKS = 5;
/** The steps whose package transaction is what it told of. */
const TRANSACTIONS: ReadonlySet<string> = new Set(['apply', 'way-back']);

export const rolloutOutput: Action = async ({ args, context, options }) => {
  const api = await context.api();
  const rolloutId = rolloutIdOf(args[0] ?? '');
  const { hostId, hostname } = await findHost(api, args[1] ?? '');
  const { terminal } = context;
  const params = { rolloutId, hostId };
  const isJson = options.is('json');
  const print = (lines: readonly string[]): void => {
    for (const line of isJson ? [] : lines) terminal.out(`${line}\n`);
  };
  let before: RunningOutputAnswer | null = null;
  for (let [looks, quiet] = [0, 0]; ; looks += 1) {
    const told = await api.call(endpoints.rollouts.output, { params });
    if (isJson) terminal.out(`${JSON.stringify(told)}\n`);
    const lines = newLines(before, told);
    print(lines);
    if (told.state === 'unknown') {
      terminal.err(`slipway: ${hostname} does not tell its output: ${told.why ?? 'it does not say why'}\n`);
      return 1;
    }
    if (told.state === 'none' && looks === 0) {
      terminal.err(`slipway: ${hostname} is not at work. \`slipway rollout show ${rolloutId}\` says where it is.\n`);
      return 0;
    }
    quiet = lines.length > 0 ? 0 : quiet + 1;
    if (told.state === 'none' || quiet % QUIET_LOOKS === QUIET_LOOKS - 1) {
      const host = await api.call(endpoints.rollouts.host, { params });
      if (host.phase === 'lost') {
        terminal.err(`slipway: ${hostname} is lost: nobody hears it any more. What it told last stands above.\n`);
        return 1;
      }
      if (told.state === 'none') {
        print(lastLines(before, host));
        return 0;
      }
    }
    // What it told stays known where nothing is told for a moment, as between two transactions.
    if (told.state === 'told') before = told;
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

/**
 * What came after the last look: what is told while it runs is gone with the end of the attempt, and the ledger has the last
 * lines of each step.
 */
const lastLines = (before: RunningOutputAnswer | null, { steps }: HostInRolloutAnswer): readonly string[] => {
  const step = steps.findLast((one) => TRANSACTIONS.has(one.step) && one.output !== null);
  const lines = (step?.output ?? '').trimEnd().split('\n');
  if (step === undefined || lines.join('') === '') return [];
  const known = before === null ? [] : wholeLines(before);
  const last = known.at(-1);
  if (last === undefined) return [`== ${step.step}`, ...lines];
  const at = lines.lastIndexOf(last);
  return at === -1 ? ['…', ...lines] : lines.slice(at + 1);
};

const wholeLines = ({ text }: RunningOutputAnswer): readonly string[] => text.split('\n').slice(0, -1);
