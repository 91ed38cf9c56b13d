// Changes of the document, a line each.

import type { PolicyEffectAnswer } from '@slipway/protocol/api';

type Change = PolicyEffectAnswer['changes'][number];

/** `environments.prod.waves.percentMax`, `hooks[2]` */
export const placeOfChange = ({ path }: Pick<Change, 'path'>): string =>
  path.map((part, at) => (typeof part === 'number' ? `[${part}]` : at === 0 ? part : `.${part}`)).join('');

/** A value as one would write it on a line. */
export const valueText = (value: unknown): string => {
  if (value === null || value === undefined) return '-';
  if (typeof value === 'string') return value;
  if (typeof value !== 'object') return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(valueText).join(', ')}]`;
  const fields = Object.entries(value).map(([name, inner]) => `${name}: ${valueText(inner)}`);
  return fields.length === 0 ? '{}' : `{ ${fields.join(', ')} }`;
};

/** What came or went is told by its name; the file has the rest. */
export const changeRow = (change: Change): readonly string[] => {
  const { kind, before, after, path } = change;
  const isWhole = typeof path.at(-1) === 'string' && path.length === 2;
  const said = (value: unknown): string => (isWhole && typeof value === 'object' ? '…' : valueText(value));
  return [kind, placeOfChange(change), kind === 'added' ? '-' : said(before), kind === 'removed' ? '-' : said(after)];
};

const NAMED_MAX = 3;

/** `environments.prod.scope, clusters.app and 4 more` */
export const summaryOf = (changes: readonly Change[]): string => {
  const named = changes.slice(0, NAMED_MAX).map((change) => {
    const place = placeOfChange(change);
    if (change.kind !== 'changed') return `${place} ${change.kind}`;
    const short = `${place} ${valueText(change.before)} > ${valueText(change.after)}`;
    return short.length <= 80 ? short : place;
  });
  const more = changes.length - named.length;
  if (named.length === 0) return 'says the same as the one before';
  return `${named.join('; ')}${more === 0 ? '' : `; and ${more} more`}`;
};
