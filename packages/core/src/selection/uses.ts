// What a selector looks at.

import type { Selector } from './types.ts';

/** True where labels alone decide every answer: the condition for a policy's memberships. */
export function usesOnlyLabels(selector: Selector): boolean {
  switch (selector.kind) {
    case 'and':
    case 'or':
      return selector.parts.every(usesOnlyLabels);
    case 'not':
      return usesOnlyLabels(selector.part);
    case 'label-exists':
      return true;
    case 'is':
    case 'in':
      return selector.of.kind === 'label';
    case 'kernel':
    case 'package-installed':
    case 'package-version':
    case 'stale':
      return false;
    default:
      return refuseKind(selector);
  }
}

/** The labels that it asks for, each once; what a host lacks of them it is not selected by. */
export const labelsAskedBy = (selector: Selector): readonly string[] => [...new Set(labelsIn(selector))];

function labelsIn(selector: Selector): readonly string[] {
  switch (selector.kind) {
    case 'and':
    case 'or':
      return selector.parts.flatMap(labelsIn);
    case 'not':
      return labelsIn(selector.part);
    case 'label-exists':
      return [selector.label];
    case 'is':
    case 'in':
      return selector.of.kind === 'label' ? [selector.of.label] : [];
    case 'kernel':
    case 'package-installed':
    case 'package-version':
    case 'stale':
      return [];
    default:
      return refuseKind(selector);
  }
}

function refuseKind(selector: never): never {
  throw new TypeError(`unknown kind of selector: ${JSON.stringify(selector)}`);
}
