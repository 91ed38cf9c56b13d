// What stands against a target, for people who have to decide between two packages. apt says that it cannot, or what it
// would take away, and not why; why stands in the packages' own fields, on both sides.

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isMet, parseRelations, type Relation } from '@slipway/core/deb822';
import type { Obstacle, ProposedChange, RefusedTarget } from '@slipway/core/patch-set';
import { compareDeb } from '@slipway/core/version';
import { readStanzas, type Stanza } from './deb822.ts';
import type { AptContext } from './host.ts';
import type { WishedTarget } from './solvable.ts';

/** What a transaction may not do, beside not being possible. */
export interface Forbidden {
  readonly avoid?: readonly string[];
  readonly mayRemove?: readonly string[];
}

/** Of a transaction that apt would make, the first change that may not be; `null`: all may. */
export const forbiddenChange = (
  changes: readonly ProposedChange[],
  { avoid = [], mayRemove }: Forbidden,
): Obstacle | null => {
  for (const { kind, name, architecture, from } of changes) {
    const of = { name, architecture, version: from, relation: '' };
    if (avoid.includes(name)) return { kind: 'avoided', ...of };
    if (kind === 'remove' && mayRemove?.includes(name) === false) return { kind: 'removal', ...of };
  }
  return null;
};

/** A line of a dependency may be long; people read the first of it. */
const RELATION_LENGTH_MAX = 300;

/** With the relation that stands against each, where one of the packages' fields says it. */
export const withRelations = async (
  context: Pick<AptContext, 'host'>,
  refused: readonly RefusedTarget[],
  repository: string,
): Promise<readonly RefusedTarget[]> => {
  if (!refused.some(isUnexplained)) return refused;
  const installed = readStanzas(await readFile(join(context.host.dpkgAdminDirectory, 'status'), 'utf8')).filter(
    (stanza) => stanza.get('status')?.endsWith(' installed') === true,
  );
  const offered = readStanzas(await readFile(join(repository, 'Packages'), 'utf8'));
  return refused.map((one) => {
    if (!isUnexplained(one)) return one;
    const { against } = one;
    const found = relationAgainst(one, { installed, offered }, against?.name ?? null);
    if (found === null) return one;
    const relation = found.relation.slice(0, RELATION_LENGTH_MAX);
    return { ...one, against: against === undefined ? { ...found, relation } : { ...against, relation } };
  });
};

const isUnexplained = ({ cause, against }: RefusedTarget): boolean =>
  cause === 'dependency' && (against === undefined || against.kind === 'removal');

interface Known {
  readonly installed: readonly Stanza[];
  readonly offered: readonly Stanza[];
}

/** `only`: the package that is asked about; `null`: whichever. */
export const relationAgainst = (target: WishedTarget, known: Known, only: string | null): Obstacle | null => {
  const wanted = known.offered.find((one) => nameOf(one) === target.name && versionOf(one) === target.version);
  if (wanted === undefined) return null;
  for (const other of known.installed) {
    const name = nameOf(other);
    if (name === target.name || (only !== null && name !== only)) continue;
    const relation = between(wanted, other, known);
    // Where a newer one that goes with the target is offered, the installed one stands against nothing.
    if (relation === null || known.offered.some((one) => isNewer(one, other) && between(wanted, one, known) === null))
      continue;
    return {
      kind: 'relation',
      name,
      architecture: other.get('architecture') ?? '',
      version: versionOf(other),
      relation,
    };
  }
  return only === null ? unmetNeed(wanted, known) : null;
};

const nameOf = (stanza: Stanza): string => stanza.get('package') ?? '';
const versionOf = (stanza: Stanza): string => stanza.get('version') ?? '';
const isNewer = (a: Stanza, b: Stanza): boolean =>
  nameOf(a) === nameOf(b) && compareDeb(versionOf(a), versionOf(b)) > 0;

const NEEDS = ['Pre-Depends', 'Depends'] as const;
const EXCLUDES = ['Breaks', 'Conflicts'] as const;

/** Why these two cannot stand beside each other; `null`: nothing of their fields says so. */
const between = (wanted: Stanza, other: Stanza, known: Known): string | null =>
  needAgainst(other, wanted, known) ?? excluding(other, wanted) ?? excluding(wanted, other);

/** What `other` needs of the wanted package's name, in another version, and nobody else can give. */
const needAgainst = (other: Stanza, wanted: Stanza, { installed }: Known): string | null => {
  for (const [field, alternatives] of relationsOf(other, NEEDS)) {
    if (!alternatives.some(({ name }) => name === nameOf(wanted))) continue;
    const given = [wanted, ...installed.filter((one) => nameOf(one) !== nameOf(wanted))];
    if (!given.some((one) => meets(one, alternatives))) return said(other, field, alternatives);
  }
  return null;
};

const excluding = (one: Stanza, other: Stanza): string | null => {
  for (const [field, alternatives] of relationsOf(one, EXCLUDES)) {
    if (meets(other, alternatives)) return said(one, field, alternatives);
  }
  return null;
};

/** What the wanted package needs and neither stands on the host nor in the index. */
const unmetNeed = (wanted: Stanza, { installed, offered }: Known): Obstacle | null => {
  for (const [field, alternatives] of relationsOf(wanted, NEEDS)) {
    if ([...installed, ...offered].some((one) => meets(one, alternatives))) continue;
    const names = alternatives.map(({ name }) => name);
    const there = installed.find((one) => names.includes(nameOf(one)));
    return {
      kind: 'relation',
      name: there === undefined ? (names[0] ?? '') : nameOf(there),
      architecture: there?.get('architecture') ?? wanted.get('architecture') ?? '',
      version: there === undefined ? null : versionOf(there),
      relation: said(wanted, field, alternatives),
    };
  }
  return null;
};

const relationsOf = (
  stanza: Stanza,
  fields: readonly string[],
): readonly (readonly [field: string, alternatives: readonly Relation[]])[] =>
  fields.flatMap((field) =>
    parseRelations(stanza.get(field.toLowerCase()) ?? '').map((alternatives) => [field, alternatives] as const),
  );

const meets = (stanza: Stanza, alternatives: readonly Relation[]): boolean => {
  const itself = { name: nameOf(stanza), version: versionOf(stanza) };
  return alternatives.some((one) => isMet(one, itself) || provides(stanza, one));
};

/** A name that is provided without a version meets only what asks for no version (debian-policy 7.5). */
const provides = (stanza: Stanza, relation: Relation): boolean =>
  parseRelations(stanza.get('provides') ?? '')
    .flat()
    .some(({ name, version }) =>
      version === null
        ? name === relation.name && relation.version === null
        : isMet(relation, { name, version: version.version }),
    );

const said = (stanza: Stanza, field: string, alternatives: readonly Relation[]): string =>
  `${nameOf(stanza)} ${field}: ${alternatives.map(({ text }) => text).join(' | ')}`;
