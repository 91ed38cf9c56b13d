// What two runs of the same seed show together, one that nobody disturbed and one that was. A run in which nothing happened
// shows nothing, and is broken.

import { isDeepStrictEqual } from 'node:util';
import type { RunEnd } from './run.ts';

const KILLS_MIN = 3;
const RESTARTS = 2;
/** A claim's life. */
const STILL_SECONDS_MIN = 30;

export interface Runs {
  readonly agents: number;
  readonly quiet: RunEnd;
  readonly disturbed: RunEnd;
}

/** Empty: everything held. */
export const brokenIn = ({ agents, quiet, disturbed }: Runs): readonly string[] => [
  ...[...quiet.problems, ...idle(quiet, agents)].map((text) => `undisturbed: ${text}`),
  ...disturbed.problems,
  ...idle(disturbed, agents),
  ...notEnough(disturbed),
  ...differences(quiet, disturbed),
];

/** Every host is behind, in one of two environments: each must have been changed, by a rollout that was done with it. */
const idle = ({ hosts, rollouts, acknowledged }: RunEnd, agents: number): readonly string[] => {
  const unchanged = hosts.filter(({ steps }) => !steps.includes('apply')).length;
  const undone = hosts.filter(({ phases }) => !phases.some((phase) => phase.endsWith(' done'))).length;
  return [
    ...(hosts.length === agents ? [] : [`${hosts.length} hosts ended it, of ${agents}`]),
    ...(rollouts >= ROLLOUTS ? [] : [`${rollouts} rollouts have run, of ${ROLLOUTS}`]),
    ...(unchanged === 0 ? [] : [`${unchanged} hosts have changed nothing`]),
    ...(undone === 0 ? [] : [`no rollout is done with ${undone} hosts`]),
    ...(acknowledged > 0 ? [] : ['no controller has acknowledged anything']),
  ];
};

/** Of development and production. */
const ROLLOUTS = 2;

const notEnough = ({ faults: { kills, restarts, failovers, stillSeconds } }: RunEnd): readonly string[] => [
  ...(kills >= KILLS_MIN ? [] : [`only ${kills} controllers were killed`]),
  ...(restarts === RESTARTS ? [] : [`the database was restarted ${restarts} times`]),
  ...(failovers === 1 ? [] : ['the database did not fail over']),
  ...(stillSeconds >= STILL_SECONDS_MIN ? [] : [`no controller stood still for ${STILL_SECONDS_MIN} s`]),
];

const differences = (quiet: RunEnd, disturbed: RunEnd): readonly string[] => {
  if (quiet.hosts.length !== disturbed.hosts.length)
    return [`${disturbed.hosts.length} hosts, and ${quiet.hosts.length} undisturbed`];
  return quiet.hosts.flatMap((expected, at) => {
    const its = disturbed.hosts[at];
    if (isDeepStrictEqual(its, expected)) return [];
    return [`${expected.hostname} ended as ${JSON.stringify(its)}, undisturbed as ${JSON.stringify(expected)}`];
  });
};
