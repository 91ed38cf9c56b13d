// What several parts of a policy are judged by: names, selectors, whole numbers, lists.

import { isIdentifier } from '../../ids/index.ts';
import { explain } from '../../reasons/index.ts';
import { parseSelector, usesOnlyLabels } from '../../selection/index.ts';
import { NONE, type PolicyPath, type PolicyProblem, placeText, problem } from '../problem.ts';

export type Problems = readonly PolicyProblem[];

export const nameProblems = (name: string, path: PolicyPath): Problems =>
  isIdentifier(name)
    ? NONE
    : problem(
        path,
        `"${name}" is not 1 to 63 characters of a-z, 0-9 and -`,
        isIdentifier(nameFrom(name)) ? nameFrom(name) : 'for example prod',
      );

const nameFrom = (name: string): string => name.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-');

/** `path`: of the list. `why`: what it would mean, where that is not plain. */
export function doubledNames(list: readonly { readonly name: string }[], path: PolicyPath, why = ''): Problems {
  const first = new Map<string, number>();
  return list.flatMap(({ name }, at) => {
    const before = first.get(name);
    if (before === undefined) {
      first.set(name, at);
      return NONE;
    }
    const instead = `a name of its own: ${placeText([...path, before])} has it`;
    return problem([...path, at, 'name'], `"${name}" stands twice${why}`, instead);
  });
}

export function selectorProblems(text: string, path: PolicyPath): Problems {
  const parsed = parseSelector(text);
  if (!parsed.ok) {
    const at = parsed.reason.facts['at'];
    return problem(
      path,
      explain(parsed.reason).replace(/\.$/, ''),
      'for example `role = app and environment = prod`',
      Number(at),
    );
  }
  if (usesOnlyLabels(parsed.value)) return NONE;
  const what = 'a policy decides membership by labels alone, and this asks about something else';
  return problem(path, what, 'conditions on labels; `label("host") = …` for a label that is named like a fact');
}

export function notWhole(value: number, min: number, max: number, path: PolicyPath): Problems {
  if (Number.isSafeInteger(value) && value >= min && value <= max) return NONE;
  const nearest = Number.isFinite(value) ? Math.min(max, Math.max(min, Math.round(value))) : min;
  return problem(path, `must be a whole number from ${min} to ${max}`, String(nearest));
}

export const atMost = (list: readonly unknown[], max: number, path: PolicyPath): Problems =>
  list.length > max ? problem(path, `at most ${max} are allowed`, `no more than ${max}`) : NONE;

/** `spans[2].cutOffAt` */
export const pathOf = (place: string): PolicyPath =>
  place.split(/[.[\]]+/).flatMap((part) => (part === '' ? [] : /^\d+$/.test(part) ? Number(part) : part));
