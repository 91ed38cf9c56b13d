// Freezes: their time, and the environments that they are for.

import { freezeProblems, type Zones } from '../../calendar/index.ts';
import { NONE, problem } from '../problem.ts';
import type { Policy } from '../types.ts';
import { type Problems, pathOf } from './common.ts';

export function freezesProblems({ environments, freezes = [] }: Policy, zones: Zones | null): Problems {
  const known = environments.map(({ name }) => name);
  const sayNone = 'nothing where it is for all of them';
  return [
    ...freezeProblems(freezes, zones).flatMap(({ at, detail, instead }) =>
      problem(['freezes', ...pathOf(at)], detail, instead),
    ),
    ...freezes.flatMap(({ environments: only }, at) => [
      ...(only?.length === 0 ? problem(['freezes', at, 'environments'], 'names no environment', sayNone) : NONE),
      ...(only ?? []).flatMap((name, place) =>
        known.includes(name)
          ? NONE
          : problem(
              ['freezes', at, 'environments', place],
              `"${name}" is not an environment`,
              `one of ${known.join(', ')}`,
            ),
      ),
    ]),
  ];
}
