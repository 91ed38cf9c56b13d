// From a tree back to text: the shortest text that reads as the same tree.

import { isWord } from './lexer.ts';
import type { Named, Selector } from './types.ts';
import { hidesLabel, RESERVED } from './words.ts';

/** Reading the text again gives an equal tree, as long as it is not longer than a selector may be. */
export function formatSelector(selector: Selector): string {
  switch (selector.kind) {
    case 'or':
      return selector.parts.map((part) => (part.kind === 'or' ? inBrackets(part) : formatSelector(part))).join(' or ');
    case 'and':
      return selector.parts
        .map((part) => (part.kind === 'or' || part.kind === 'and' ? inBrackets(part) : formatSelector(part)))
        .join(' and ');
    case 'not':
      return formatNegation(selector.part);
    case 'label-exists':
      return `exists(${formatText(selector.label)})`;
    case 'is':
      return `${formatNamed(selector.of)} ${selector.operator} ${formatText(selector.value)}`;
    case 'in':
      return `${formatNamed(selector.of)} ${formatMembership(selector.values)}`;
    case 'kernel':
      return `kernel ${selector.operator} ${formatText(selector.version)}`;
    case 'package-installed':
      return `package(${quoted(selector.package)})`;
    case 'package-version':
      return `package(${quoted(selector.package)}) ${selector.operator} ${quoted(selector.version)}`;
    case 'stale':
      return `stale ${selector.operator} ${selector.minutes}`;
    default:
      return refuseKind(selector);
  }
}

function formatNegation(part: Selector): string {
  if (part.kind === 'in') return `${formatNamed(part.of)} not ${formatMembership(part.values)}`;
  return `not ${part.kind === 'or' || part.kind === 'and' ? inBrackets(part) : formatSelector(part)}`;
}

const formatMembership = (values: readonly string[]): string => `in (${values.map(formatText).join(', ')})`;

const inBrackets = (selector: Selector): string => `(${formatSelector(selector)})`;

function formatNamed(of: Named): string {
  if (of.kind === 'fact') return of.fact;
  return isWord(of.label) && !hidesLabel(of.label) ? of.label : `label(${quoted(of.label)})`;
}

const formatText = (text: string): string => (isWord(text) && !RESERVED.has(text) ? text : quoted(text));

const quoted = (text: string): string => `"${text.replaceAll(/["\\]/g, '\\$&')}"`;

function refuseKind(selector: never): never {
  throw new TypeError(`unknown kind of selector: ${JSON.stringify(selector)}`);
}
