import { branchesOf, isObject, type PlainSchema, propertiesOf, tellingFieldOf } from './plain-schema.ts';

/** The same value with its fields in the schema's order: as people write it, where a store has sorted them. */
export const inOrder = (schema: PlainSchema, value: unknown): unknown => {
  if (Array.isArray(value)) {
    const items = isObject(schema['items']) ? schema['items'] : {};
    return value.map((one) => inOrder(items, one));
  }
  if (!isObject(value)) return value;
  const properties = propertiesOf(branchFor(schema, value));
  const known = Object.keys(properties).filter((name) => Object.hasOwn(value, name));
  const names = [...known, ...Object.keys(value).filter((name) => !Object.hasOwn(properties, name))];
  return Object.fromEntries(names.map((name) => [name, inOrder(properties[name] ?? {}, value[name])]));
};

const branchFor = (schema: PlainSchema, value: PlainSchema): PlainSchema => {
  const branches = branchesOf(schema) ?? [];
  const field = tellingFieldOf(branches) ?? '';
  return branches.find((one) => propertiesOf(one)[field]?.['const'] === value[field]) ?? schema;
};
