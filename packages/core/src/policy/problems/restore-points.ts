// Restore points: which hosts make one, of what, and how much of it.

import type { RestorePoint } from '../../restore-point/index.ts';
import { NONE, type PolicyPath, problem } from '../problem.ts';
import type { RestorePointRule } from '../types.ts';
import { atMost, notWhole, type Problems, selectorProblems } from './common.ts';
import { callProblems, TIMEOUT_SECONDS_MAX } from './for-hosts.ts';
import { RULES_MAX } from './limits.ts';

/** All of them go back together, and somebody has to have them in mind when approving. */
const VOLUMES_MAX = 16;
const PATH_LENGTH_MAX = 1024;
/** A month: what is older is a backup, and kept like one. */
const KEEP_HOURS_MAX = 31 * 24;
/** Each slows every write down (lvm) or keeps every block that was ever freed (btrfs). */
const KEEP_MAX = 10;

export const restorePointsProblems = (rules: readonly RestorePointRule[] = []): Problems => [
  ...atMost(rules, RULES_MAX, ['restorePoints']),
  ...rules.flatMap(({ hosts, make }, at) => [
    ...selectorProblems(hosts, ['restorePoints', at, 'hosts']),
    ...makeProblems(make, ['restorePoints', at, 'make']),
  ]),
];

const makeProblems = (make: RestorePoint, path: PolicyPath): Problems => [
  ...volumesProblems(make.volumes, [...path, 'volumes']),
  ...notWhole(make.keepHours, 0, KEEP_HOURS_MAX, [...path, 'keepHours']),
  ...notWhole(make.keepMax, 1, KEEP_MAX, [...path, 'keepMax']),
  ...kindProblems(make, path),
];

function kindProblems(make: RestorePoint, path: PolicyPath): Problems {
  switch (make.kind) {
    case 'btrfs':
      return notWhole(make.freePercentMin, 0, 99, [...path, 'freePercentMin']);
    case 'lvm':
      return notWhole(make.sizePercent, 1, 100, [...path, 'sizePercent']);
    case 'hook':
      return [
        ...callProblems(make.hook, make.parameters, path),
        ...notWhole(make.timeoutSeconds, 1, TIMEOUT_SECONDS_MAX, [...path, 'timeoutSeconds']),
      ];
    default:
      return make satisfies never;
  }
}

function volumesProblems(volumes: readonly string[], path: PolicyPath): Problems {
  if (volumes.length === 0) return problem(path, 'names nothing that could be put back', '[/]');
  return [
    ...atMost(volumes, VOLUMES_MAX, path),
    ...volumes.flatMap((volume, at) => {
      if (!isMountPoint(volume))
        return problem([...path, at], `"${volume}" is not the whole path of a mount point`, '/');
      return volumes.indexOf(volume) === at ? NONE : problem([...path, at], `"${volume}" stands twice`, 'it once');
    }),
  ];
}

const isMountPoint = (volume: string): boolean =>
  volume.length <= PATH_LENGTH_MAX &&
  !/\p{Cc}/u.test(volume) &&
  (volume === '/' || (volume.startsWith('/') && volume.slice(1).split('/').every(isName)));

const isName = (part: string): boolean => part !== '' && part !== '.' && part !== '..';
