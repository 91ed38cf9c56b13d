// Relations between packages, as `Depends`, `Conflicts` and their like say them: deb-control(5), debian-policy section 7.

import { compareDeb, type Order } from '../version/index.ts';

export interface Relation {
  readonly name: string;
  /** `any`, or the one that the relation names. Absent: the package's own. */
  readonly architecture?: string;
  /** `null`: any version. */
  readonly version: { readonly operator: Operator; readonly version: string } | null;
  /** As it stands there, without architectures and build profiles. */
  readonly text: string;
}

export type Operator = '<<' | '<=' | '=' | '>=' | '>>';

/** Commas part what must all hold, bars what may hold instead of each other. What cannot be read is passed over. */
export const parseRelations = (text: string): readonly (readonly Relation[])[] =>
  text
    .split(',')
    .map((group) => group.split('|').flatMap((one) => relationOf(one) ?? []))
    .filter((alternatives) => alternatives.length > 0);

/** `libfoo:any (>= 1.2) [amd64] <!nocheck>`; `<` and `>` alone are the old spelling of `<=` and `>=`. */
const RELATION = /^([a-z0-9][a-z0-9+.-]*)(?::([a-z0-9-]+))?\s*(?:\(\s*(<<|<=|=|>=|>>|<|>)\s*([^\s)]+)\s*\))?/;

const relationOf = (text: string): Relation | null => {
  const found = RELATION.exec(text.trim());
  if (found === null) return null;
  const [, name = '', architecture, sign, version] = found;
  const named = architecture === undefined ? { name } : { name, architecture };
  if (sign === undefined || version === undefined) return { ...named, version: null, text: name };
  const operator = sign === '<' ? '<=' : sign === '>' ? '>=' : (sign as Operator);
  return { ...named, version: { operator, version }, text: `${name} (${operator} ${version})` };
};

/** Whether a package of this name and version is one that the relation speaks of. */
export const isMet = (relation: Relation, by: { readonly name: string; readonly version: string }): boolean => {
  if (relation.name !== by.name) return false;
  if (relation.version === null) return true;
  return allows(relation.version.operator, compareDeb(by.version, relation.version.version));
};

/** `order` is that of a version against the relation's own. */
export const allows = (operator: Operator, order: Order): boolean => {
  switch (operator) {
    case '<<':
      return order < 0;
    case '<=':
      return order <= 0;
    case '=':
      return order === 0;
    case '>=':
      return order >= 0;
    case '>>':
      return order > 0;
    default:
      return operator satisfies never;
  }
};
