// Of a union the branch that was meant: by the words that tell its branches apart (`kind: mail`). What is wrong is then said of
// that one, and not of whichever stands first.

import type { TSchema } from 'typebox';

/** As much of JSON Schema as tells branches apart. */
interface Shape {
  readonly anyOf?: readonly Shape[];
  readonly const?: unknown;
  readonly properties?: Readonly<Record<string, Shape>>;
  readonly items?: Shape;
}

/** The same schema where nothing says which branch was meant; errors of the result are errors of the schema. */
export const narrowed = (schema: TSchema, value: unknown): TSchema => narrow(schema as Shape, value) as TSchema;

/** That no branch of a union was meant, in words: `kind must be one of mail, webhook`; `null`: one was, or it is no such union. */
export const noBranch = (schema: TSchema, value: unknown): string | null => {
  const { anyOf = [] } = schema as Shape;
  const given = (typeof value === 'object' ? value : null) as Readonly<Record<string, unknown>> | null;
  for (const name of Object.keys(anyOf[0]?.properties ?? {})) {
    const words = anyOf.map(({ properties = {} }) => wordsOf(properties[name] ?? {}));
    if (words.some((its) => its.length === 0) || words.flat().includes(given?.[name])) continue;
    return `${name} must be one of ${words.flat().join(', ')}`;
  }
  return null;
};

const narrow = (schema: Shape, value: unknown): Shape => {
  if (typeof value !== 'object' || value === null) return schema;
  if (schema.anyOf !== undefined) {
    const meant = schema.anyOf.filter((branch) => isMeant(branch, value));
    const [only] = meant;
    return only !== undefined && meant.length === 1 ? narrow(only, value) : schema;
  }
  if (Array.isArray(value)) return withItems(schema, value);
  if (schema.properties === undefined) return schema;
  const given = value as Readonly<Record<string, unknown>>;
  const properties = Object.entries(schema.properties).map(([name, its]) => [name, narrow(its, given[name])] as const);
  return { ...schema, properties: Object.fromEntries(properties) };
};

/** Branches may differ from item to item: only where all of them mean the same one is it said of that. */
const withItems = (schema: Shape, items: readonly unknown[]): Shape => {
  const { items: each } = schema;
  if (each === undefined) return schema;
  const meant = items.map((item) => narrow(each, item));
  const [first] = meant;
  const isOne = first !== undefined && meant.every((one) => JSON.stringify(one) === JSON.stringify(first));
  return isOne ? { ...schema, items: first } : schema;
};

/** It is an object's, and every word that it demands is there. */
const isMeant = ({ properties }: Shape, value: object): boolean => {
  if (properties === undefined) return false;
  const told = Object.entries(properties).filter(([, its]) => wordsOf(its).length > 0);
  return (
    told.length > 0 && told.every(([name, its]) => wordsOf(its).includes((value as Record<string, unknown>)[name]))
  );
};

const wordsOf = ({ anyOf, const: word }: Shape): readonly unknown[] => {
  if (word !== undefined) return [word];
  const words = (anyOf ?? []).map((branch) => branch.const);
  return words.includes(undefined) ? [] : words;
};
