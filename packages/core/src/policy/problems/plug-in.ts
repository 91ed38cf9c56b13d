// A call of a plug-in in the hosts' own folder.

import { NONE, type PolicyPath, problem } from '../problem.ts';
import type { PlugIn } from '../process-types.ts';
import type { Problems } from './common.ts';
import { parameterProblems } from './for-hosts.ts';

/** As the distributions name theirs: check_disk, check_http. No path, nothing hidden, no option. */
const PLUG_IN = /^[a-z0-9][a-z0-9._-]{0,62}$/;

export const plugInProblems = ({ plugIn, parameters }: PlugIn, path: PolicyPath): Problems => [
  ...(PLUG_IN.test(plugIn)
    ? NONE
    : problem(
        [...path, 'plugIn'],
        `"${plugIn}" is not a file name of the plug-in folder`,
        'a name without a path, of a-z, 0-9, ".", "_" and "-"',
      )),
  ...Object.entries(parameters).flatMap(([name, value]) => parameterProblems(name, value, [...path, 'parameters'])),
];
