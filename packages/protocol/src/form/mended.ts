import { branchesOf, exampleOf, type PlainSchema, propertiesOf, requiredOf } from './plain-schema.ts';

/** A value that has the form, for the place of one that has not: what follows from it is never told. */
export const sampleOf = (schema: PlainSchema): unknown => {
  if ('const' in schema) return schema['const'];
  const [branch] = branchesOf(schema) ?? [];
  if (branch !== undefined) return sampleOf(branch);
  switch (schema['type']) {
    case 'object': {
      const properties = propertiesOf(schema);
      return Object.fromEntries(requiredOf(schema).map((name) => [name, sampleOf(properties[name] ?? {})]));
    }
    case 'array':
      return [];
    case 'integer':
      return schema['minimum'] ?? 0;
    case 'string':
      return typeof schema['pattern'] === 'string' ? (exampleOf(schema['pattern']) ?? 'x') : 'x';
    default:
      return null;
  }
};
