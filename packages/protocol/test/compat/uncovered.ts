// What a schema allows to be sent and no given value shows: optional fields, and variants that are objects.

import type { TSchema } from 'typebox';
import { Check } from 'typebox/value';

interface Node {
  readonly properties?: Readonly<Record<string, TSchema>>;
  readonly items?: TSchema;
  readonly anyOf?: readonly TSchema[];
}

/** Places as `.inventory.origins(known).origins[].newer`; what lies inside something unseen is not named by itself. */
export const uncovered = (schema: TSchema, values: readonly unknown[], place = ''): readonly string[] => {
  const { properties, items, anyOf }: Node = schema;
  if (anyOf !== undefined) return anyOf.flatMap((variant) => ofVariant(variant, values, place));
  if (items !== undefined) {
    const inside = values.flatMap((value) => (Array.isArray(value) ? (value as readonly unknown[]) : []));
    return inside.length === 0 ? [] : uncovered(items, inside, `${place}[]`);
  }
  return Object.entries(properties ?? {}).flatMap(([name, inner]) => {
    const here = values.flatMap((value) => fieldOf(value, name));
    return here.length === 0 ? [`${place}.${name}`] : uncovered(inner, here, `${place}.${name}`);
  });
};

/** Words, numbers and `null` are passed over: a word that is added is found by the switch that must know it. */
const ofVariant = (variant: TSchema, values: readonly unknown[], place: string): readonly string[] => {
  const { properties, anyOf }: Node = variant;
  if (properties === undefined && anyOf === undefined) return uncovered(variant, values, place);
  const here = values.filter((value) => Check(variant, value));
  const name = anyOf === undefined ? `${place}(${wordOf(properties)})` : place;
  return here.length === 0 ? [name] : uncovered(variant, here, name);
};

const wordOf = (properties: Node['properties']): string => {
  for (const inner of Object.values(properties ?? {})) {
    const { const: word }: { readonly const?: unknown } = inner;
    if (typeof word === 'string') return word;
  }
  return Object.keys(properties ?? {}).join(',');
};

const fieldOf = (value: unknown, name: string): readonly unknown[] => {
  if (typeof value !== 'object' || value === null || !(name in value)) return [];
  return [(value as Readonly<Record<string, unknown>>)[name]];
};
