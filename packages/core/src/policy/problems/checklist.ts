// What must be so before hosts begin.

import { NONE, type PolicyPath, problem } from '../problem.ts';
import type { ChecklistItem } from '../process-types.ts';
import type { Rules } from '../types.ts';
import { addressProblems } from './address.ts';
import { atMost, doubledNames, nameProblems, notWhole, type Problems } from './common.ts';
import { plugInProblems } from './plug-in.ts';

/** All of them are read on one page before a night's work. */
const ITEMS_MAX = 50;
/** A leap year: whatever is older was never meant. */
const HOURS_MAX = 8784;
const PATH_LENGTH_MAX = 1024;
const CONTAINS_LENGTH_MAX = 1000;

export const checklistProblems = (items: readonly ChecklistItem[], path: PolicyPath): Problems => [
  ...atMost(items, ITEMS_MAX, path),
  ...doubledNames(items, path),
  ...items.flatMap((one, at) => [
    ...nameProblems(one.name, [...path, at, 'name']),
    ...kindProblems(one, [...path, at]),
  ]),
];

function kindProblems(item: ChecklistItem, path: PolicyPath): Problems {
  switch (item.kind) {
    case 'plug-in':
      return [...plugInProblems(item, path), ...notWhole(item.maxAgeHours, 1, HOURS_MAX, [...path, 'maxAgeHours'])];
    case 'file-age':
      return [
        ...fileProblems(item.path, [...path, 'path']),
        ...notWhole(item.maxAgeHours, 1, HOURS_MAX, [...path, 'maxAgeHours']),
      ];
    case 'http':
      return [
        ...addressProblems(item, path),
        ...notWhole(item.status, 100, 599, [...path, 'status']),
        ...(item.contains === undefined || (item.contains.trim() !== '' && item.contains.length <= CONTAINS_LENGTH_MAX)
          ? NONE
          : problem(
              [...path, 'contains'],
              `is not 1 to ${CONTAINS_LENGTH_MAX} characters`,
              'nothing, where any answer will do',
            )),
      ];
    case 'announced':
      return notWhole(item.hoursBefore, 0, HOURS_MAX, [...path, 'hoursBefore']);
    case 'way-back':
    case 'restore-point':
    case 'tier-before':
      return NONE;
    default:
      return item satisfies never;
  }
}

function fileProblems(file: string, path: PolicyPath): Problems {
  const parts = file.split('/');
  const isWhole = file.startsWith('/') && parts.slice(1).every((part) => part !== '' && part !== '.' && part !== '..');
  return isWhole && file.length <= PATH_LENGTH_MAX && !/\p{Cc}/u.test(file)
    ? NONE
    : problem(path, `"${file}" is not the whole path of a file`, 'for example /var/backups/db.dump');
}

/**
 * Items that could never be green by the rules that hold together: a tier before the first, an announcement that nobody
 * makes so early. Told where the part that makes it so stands.
 */
export function neverGreenProblems(
  rules: Pick<Rules, 'checklist' | 'announce'>,
  part: Partial<Rules>,
  { path, isFirst }: { readonly path: PolicyPath; readonly isFirst: boolean },
): Problems {
  if (part.checklist === undefined && part.announce === undefined) return NONE;
  const earliest = Math.max(-1, ...(rules.announce?.hoursBefore ?? []));
  return (rules.checklist ?? []).flatMap((item, at) => {
    const place = part.checklist === undefined ? [...path, 'announce'] : [...path, 'checklist', at];
    if (item.kind === 'tier-before' && isFirst && part.checklist !== undefined) {
      return problem(
        place,
        `"${item.name}" can never be so: no environment is before this one`,
        'nothing: leave it out',
      );
    }
    if (item.kind !== 'announced' || item.hoursBefore <= earliest) return NONE;
    const what = `"${item.name}" can never be so: nothing announces a window ${item.hoursBefore} h before`;
    return problem(place, what, `\`announce\` with ${item.hoursBefore} or more among its hoursBefore`);
  });
}
