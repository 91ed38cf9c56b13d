import type { Schemas } from '../../api/index.ts';

export type Change = Schemas['PolicyChange'];
type Path = readonly (string | number)[];

/** `environments.prod.waves.percentMax`, `hooks[2]` */
export const placeOf = (path: Path): string =>
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

const NAMED_MAX = 3;

/** `environments.prod.scope changed, clusters.app added and 4 more` */
export const changesText = (changes: readonly Change[] | null): string => {
  if (changes === null) return 'the first one';
  if (changes.length === 0) return 'says the same as the one before';
  const named = changes.slice(0, NAMED_MAX).map(({ path, kind }) => `${placeOf(path)} ${kind}`);
  const more = changes.length - named.length;
  return `${named.join(', ')}${more === 0 ? '' : ` and ${more} more`}`;
};
