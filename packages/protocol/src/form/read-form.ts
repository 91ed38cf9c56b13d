// The walk over a document and its schema side by side.

import type { Static, TSchema } from 'typebox';
import { Compile } from 'typebox/compile';
import { sampleOf } from './mended.ts';
import { nearest } from './nearest.ts';
import {
  branchesOf,
  describe,
  isObject,
  type PlainSchema,
  propertiesOf,
  recordOf,
  requiredOf,
  tellingFieldOf,
  wordsOf,
} from './plain-schema.ts';

type Path = readonly (string | number)[];

export interface FormProblem {
  readonly path: Path;
  /** `value`: what stands there; `key`: its name. */
  readonly of: 'value' | 'key';
  readonly what: string;
  readonly instead: string;
}

export interface Form<T> {
  readonly problems: readonly FormProblem[];
  /** The document itself where it has the form, else what could be made of it. */
  readonly mended: T;
  /** Where something was put in place of what was written: what follows from it says nothing. */
  readonly mendedAt: readonly Path[];
  /** Names that were taken for others: `meant` is where it stands in the mended document. */
  readonly renamed: readonly Renamed[];
}

export interface Renamed {
  readonly meant: Path;
  readonly written: string;
}

interface Walk {
  readonly problems: FormProblem[];
  readonly mendedAt: Path[];
  readonly renamed: Renamed[];
}

export const readForm = <S extends TSchema>(schema: S, document: unknown): Form<Static<S>> => {
  // The judge is the compiled schema, as at the controller's border: this walk only says why.
  const check = Compile(schema);
  if (check.Check(document)) return { problems: [], mended: document as Static<S>, mendedAt: [], renamed: [] };
  const walk: Walk = { problems: [], mendedAt: [], renamed: [] };
  const mended = read(schema as unknown as PlainSchema, document, [], walk);
  if (walk.problems.length === 0) {
    const [first] = check.Errors(document);
    const path = (first?.instancePath ?? '').split('/').slice(1);
    walk.problems.push({ path, of: 'value', what: first?.message ?? 'does not have the form', instead: '' });
  }
  return { ...walk, mended: mended as Static<S> };
};

const read = (schema: PlainSchema, value: unknown, path: Path, walk: Walk): unknown => {
  const branches = branchesOf(schema);
  if (branches !== null && wordsOf(schema) === null) return readUnion(schema, branches, { value, path, walk });
  if (schema['type'] === 'object') {
    if (!isObject(value)) return mend(schema, { value, path, walk });
    return recordOf(schema) === null
      ? readObject(schema, value, path, walk)
      : readRecord(schema, { value, path, walk });
  }
  if (schema['type'] === 'array' && Array.isArray(value)) {
    const max = schema['maxItems'];
    if (typeof max === 'number' && value.length > max)
      tell(walk, path, `has ${value.length} entries; at most ${max} are allowed`, '');
    const items = isObject(schema['items']) ? schema['items'] : {};
    return value.map((one, at) => read(items, one, [...path, at], walk));
  }
  return Compile(schema as unknown as TSchema).Check(value) ? value : mend(schema, { value, path, walk });
};

interface Place {
  readonly value: unknown;
  readonly path: Path;
  readonly walk: Walk;
}

const readObject = (schema: PlainSchema, value: PlainSchema, path: Path, walk: Walk): unknown => {
  const properties = propertiesOf(schema);
  const missing = new Set(Object.keys(properties).filter((name) => !Object.hasOwn(value, name)));
  const fields: [string, unknown][] = [];
  for (const [name, inner] of Object.entries(value)) {
    const known = Object.hasOwn(properties, name) ? properties[name] : undefined;
    if (known !== undefined) {
      fields.push([name, read(known, inner, [...path, name], walk)]);
      continue;
    }
    // Of the missing ones first: a name that is written wrong is one problem, not an unknown and a missing one.
    const meant = nearest(name, [...missing]);
    const near = meant ?? nearest(name, Object.keys(properties));
    const what =
      near === null || meant !== null
        ? `"${name}" is not known here`
        : `"${name}" is not known here, and ${near} is there`;
    const instead = near === null ? `one of ${Object.keys(properties).join(', ')}` : near;
    walk.problems.push({ path: [...path, name], of: 'key', what, instead });
    if (meant === null) continue;
    missing.delete(meant);
    walk.renamed.push({ meant: [...path, meant], written: name });
    fields.push([meant, read(properties[meant] ?? {}, inner, [...path, name], walk)]);
  }
  for (const name of requiredOf(schema)) {
    if (!missing.has(name)) continue;
    const wanted = properties[name] ?? {};
    tell(walk, [...path, name], 'is missing', `\`${name}:\` ${describe(wanted)}`);
    walk.mendedAt.push([...path, name]);
    fields.push([name, sampleOf(wanted)]);
  }
  return Object.fromEntries(fields);
};

const readRecord = (schema: PlainSchema, { value, path, walk }: Place): unknown => {
  const record = recordOf(schema);
  if (record === null || !isObject(value)) return {};
  const fields = Object.entries(value).flatMap(([name, inner]): readonly [string, unknown][] => {
    const at = [...path, name];
    const isSound = record.pattern.test(name);
    if (!isSound)
      walk.problems.push({ path: at, of: 'key', what: `"${name}" is not a name here`, instead: 'a-z, 0-9 and "-"' });
    const text = read(record.values, inner, at, walk);
    return isSound ? [[name, text]] : [];
  });
  return Object.fromEntries(fields);
};

const readUnion = (schema: PlainSchema, branches: readonly PlainSchema[], place: Place): unknown => {
  const { value, path, walk } = place;
  const field = tellingFieldOf(branches);
  if (field === null) {
    const fits = branches.some((branch) => Compile(branch as unknown as TSchema).Check(value));
    return fits ? value : mend(schema, place);
  }
  if (!isObject(value)) return mend(schema, place);
  const kindOf = (branch: PlainSchema): string => String(propertiesOf(branch)[field]?.['const']);
  const written = value[field];
  const branch = closest(
    branches.filter((one) => kindOf(one) === written),
    value,
  );
  if (branch !== undefined) return readObject(branch, value, path, walk);
  const kinds = branches.map(kindOf);
  if (written === undefined && !Object.keys(value).some((name) => nearest(name, [field]) !== null)) {
    tell(walk, [...path, field], 'is missing', `\`${field}:\` one of ${kinds.join(', ')}`);
  } else if (written === undefined) {
    const name = Object.keys(value).find((one) => nearest(one, [field]) !== null) ?? field;
    walk.problems.push({ path: [...path, name], of: 'key', what: `"${name}" is not known here`, instead: field });
  } else {
    const meant = typeof written === 'string' ? nearest(written, kinds) : null;
    const what = `${shown(written)} is not one of ${kinds.join(', ')}`;
    tell(walk, [...path, field], what, meant ?? '');
    const corrected = { ...value, [field]: meant };
    const near = closest(
      branches.filter((one) => kindOf(one) === meant),
      corrected,
    );
    walk.mendedAt.push(path);
    if (near !== undefined) return readObject(near, corrected, path, walk);
  }
  walk.mendedAt.push(path);
  return sampleOf(schema);
};

/** Of branches of one kind (a check of `prometheus` asks a server, or an exporter) the one that has the least against it. */
const closest = (branches: readonly PlainSchema[], value: PlainSchema): PlainSchema | undefined => {
  const [first, ...others] = branches;
  if (first === undefined || others.length === 0) return first;
  const against = (branch: PlainSchema): number => {
    const trial: Walk = { problems: [], mendedAt: [], renamed: [] };
    readObject(branch, value, [], trial);
    return trial.problems.length;
  };
  return branches.toSorted((a, b) => against(a) - against(b))[0];
};

const mend = (schema: PlainSchema, { value, path, walk }: Place): unknown => {
  const words = wordsOf(schema);
  const meant = words !== null && typeof value === 'string' ? nearest(value, words) : null;
  tell(walk, path, whatIsWrong(schema, value), meant ?? insteadOf(schema, value));
  walk.mendedAt.push(path);
  return meant ?? sampleOf(schema);
};

const whatIsWrong = (schema: PlainSchema, value: unknown): string => {
  if ('const' in schema) return `${shown(value)} is not "${String(schema['const'])}"`;
  const max = schema['maxLength'];
  if (typeof value === 'string' && typeof max === 'number' && value.length > max)
    return `has ${value.length} characters; at most ${max} are allowed`;
  if (value === '' && schema['type'] === 'string') return 'is empty';
  if (schema['type'] === 'string' && (typeof value === 'number' || typeof value === 'boolean'))
    return `${value} is ${typeof value === 'number' ? 'a number' : 'yes or no'}, and must be ${describe(schema)}`;
  const kind = kindText(value);
  if (kind === null) return `${shown(value)} is not ${describe(schema)}`;
  return value === null ? `is empty, and must be ${describe(schema)}` : `is ${kind}, and must be ${describe(schema)}`;
};

/** A value of another type that can be written as one of the right type. */
const insteadOf = (schema: PlainSchema, value: unknown): string => {
  if ('const' in schema) return String(schema['const']);
  if (schema['type'] === 'string') return typeof value === 'string' ? (namedLike(schema, value) ?? '') : quoted(value);
  if (schema['type'] === 'array' || schema['type'] === 'object') return aroundIt(schema, value);
  if (schema['type'] !== 'integer') return '';
  const number =
    typeof value === 'string' ? Number.parseInt(value, 10) : typeof value === 'number' ? value : Number.NaN;
  if (!Number.isFinite(number)) return '';
  const [min, max] = [Number(schema['minimum'] ?? number), Number(schema['maximum'] ?? number)];
  return String(Math.min(max, Math.max(min, Math.round(number))));
};

/** `monday` as `{ weekday: monday }`, or as `[monday]`, where that is what is wanted of it. */
const aroundIt = (schema: PlainSchema, value: unknown): string => {
  if (typeof value !== 'string' || !/^[A-Za-z][A-Za-z0-9_-]*$/.test(value)) return '';
  const [only, ...others] = requiredOf(schema);
  const inner = schema['type'] === 'array' ? schema['items'] : propertiesOf(schema)[only ?? ''];
  if (!isObject(inner) || others.length > 0 || !Compile(inner as unknown as TSchema).Check(value)) return '';
  return schema['type'] === 'array' ? `[${value}]` : `{ ${only}: ${value} }`;
};

const quoted = (value: unknown): string =>
  typeof value === 'number' || typeof value === 'boolean' ? `"${value}"` : '';

/** `Prod EU` as `prod-eu`, where that is a name. */
const namedLike = ({ pattern }: PlainSchema, written: string): string | null => {
  const name = written.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-');
  return typeof pattern === 'string' && name !== '' && new RegExp(pattern, 'u').test(name) ? name : null;
};

/** `null`: it is short enough to be shown itself. */
const kindText = (value: unknown): string | null => {
  if (Array.isArray(value)) return 'a list';
  if (isObject(value)) return 'named values';
  return value === null ? 'empty' : null;
};

const SHOWN_MAX = 60;

const shown = (value: unknown): string => {
  const text = JSON.stringify(value) ?? 'nothing';
  return text.length > SHOWN_MAX ? `${text.slice(0, SHOWN_MAX)}…` : text;
};

const tell = (walk: Walk, path: Path, what: string, instead: string): void => {
  walk.problems.push({ path, of: 'value', what, instead });
};
