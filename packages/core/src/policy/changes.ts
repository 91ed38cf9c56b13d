// What differs between two policy documents, by path. It knows nothing of what the fields mean: what has a name is told
// apart by its name and everything else by what it says, so that a new field of policy is compared as it comes.

import type { Policy } from './types.ts';

export interface PolicyChange {
  /** As in the document, except that an entry with a name stands under its name: `environments`, `prod`, `scope`. */
  readonly path: readonly (string | number)[];
  /** `moved`: the entries of a list in another order, told by their names or as they stand. */
  readonly kind: 'added' | 'removed' | 'changed' | 'moved';
  /** JSON; `null` where there is none. */
  readonly before: unknown;
  readonly after: unknown;
}

type Path = PolicyChange['path'];
type Fields = Readonly<Record<string, unknown>>;

export const policyChanges = (before: Policy, after: Policy): readonly PolicyChange[] => changesOf(before, after, []);

function changesOf(before: unknown, after: unknown, path: Path): readonly PolicyChange[] {
  if (Array.isArray(before) && Array.isArray(after)) return listChanges(before, after, path);
  if (!isFields(before) || !isFields(after)) return same(before, after) ? [] : [changed(path, before, after)];
  // Another kind of window or approval is another one, not a list of fields that came and went.
  if (before['kind'] !== after['kind'] || before['rule'] !== after['rule']) return [changed(path, before, after)];
  return [...new Set([...Object.keys(after), ...Object.keys(before)])].flatMap((name) => {
    const inner = [...path, name];
    if (!Object.hasOwn(before, name)) return [added(inner, after[name])];
    if (!Object.hasOwn(after, name)) return [removed(inner, before[name])];
    return changesOf(before[name], after[name], inner);
  });
}

function listChanges(before: readonly unknown[], after: readonly unknown[], path: Path): readonly PolicyChange[] {
  // Words and numbers have no place of their own that anybody knows them by: the list is what was changed.
  if (![...before, ...after].some(isObject) && textOf(sorted(before)) !== textOf(sorted(after))) {
    return [changed(path, before, after)];
  }
  const pairs = areNamed(before) && areNamed(after) ? pairsByName(before, after) : pairsByContent(before, after);
  const stayed = pairs.filter((pair) => pair.was !== null && pair.is !== null);
  const were = stayed.toSorted((a, b) => (a.was ?? 0) - (b.was ?? 0));
  const keptOrder = were.every((pair, at) => pair === stayed[at]);
  return [
    ...pairs.flatMap(({ key, was, is }) => {
      const inner = [...path, key];
      if (was === null) return is === null ? [] : [added(inner, after[is])];
      return is === null ? [removed(inner, before[was])] : changesOf(before[was], after[is], inner);
    }),
    ...(keptOrder
      ? []
      : [
          {
            path,
            kind: 'moved' as const,
            before: were.map(({ was }) => labelOf(before[was ?? 0])),
            after: stayed.map(({ is }) => labelOf(after[is ?? 0])),
          },
        ]),
  ];
}

/** An entry of both lists by its place in each, or of one; those of the new list first, in its order. */
interface Pair {
  readonly key: string | number;
  readonly was: number | null;
  readonly is: number | null;
}

function pairsByName(before: readonly Named[], after: readonly Named[]): readonly Pair[] {
  const were = new Map(before.map(({ name }, at) => [name, at]));
  const names = new Set(after.map(({ name }) => name));
  return [
    ...after.map(({ name }, is): Pair => ({ key: name, was: were.get(name) ?? null, is })),
    ...before.flatMap(({ name }, was): readonly Pair[] => (names.has(name) ? [] : [{ key: name, was, is: null }])),
  ];
}

/** Equal entries are the same ones; of the others, those that share most of their fields are one that was changed. */
function pairsByContent(before: readonly unknown[], after: readonly unknown[]): readonly Pair[] {
  const open = new Map<string, number[]>();
  for (const [at, one] of before.entries()) open.set(textOf(one), [...(open.get(textOf(one)) ?? []), at]);
  const equal = after.map((one) => open.get(textOf(one))?.shift() ?? null);
  const left = new Set([...open.values()].flat());
  const pairs = after.map((one, is): Pair => {
    const was = equal[is] ?? nearestOf(one, before, left);
    if (was !== null) left.delete(was);
    return { key: is, was, is };
  });
  return [...pairs, ...[...left].toSorted((a, b) => a - b).map((was): Pair => ({ key: was, was, is: null }))];
}

function nearestOf(one: unknown, before: readonly unknown[], left: ReadonlySet<number>): number | null {
  if (!isFields(one)) return null;
  const names = Object.keys(one);
  let nearest: number | null = null;
  // At least half of the fields, or it is another entry.
  let most = Math.ceil(names.length / 2) - 1;
  for (const at of left) {
    const other = before[at];
    if (!isFields(other)) continue;
    const shared = names.filter((name) => Object.hasOwn(other, name) && same(one[name], other[name])).length;
    if (shared > most) [nearest, most] = [at, shared];
  }
  return nearest;
}

const added = (path: Path, after: unknown): PolicyChange => ({ path, kind: 'added', before: null, after });
const removed = (path: Path, before: unknown): PolicyChange => ({ path, kind: 'removed', before, after: null });
const changed = (path: Path, before: unknown, after: unknown): PolicyChange => ({
  path,
  kind: 'changed',
  before,
  after,
});

type Named = Fields & { readonly name: string };

const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const sorted = (list: readonly unknown[]): readonly string[] => list.map(textOf).toSorted();
const isObject = (value: unknown): boolean => typeof value === 'object' && value !== null;
const areNamed = (list: readonly unknown[]): list is readonly Named[] =>
  list.every((one) => isFields(one) && typeof one['name'] === 'string');
const labelOf = (one: unknown): unknown => (isFields(one) && typeof one['name'] === 'string' ? one['name'] : one);

const same = (a: unknown, b: unknown): boolean => a === b || textOf(a) === textOf(b);

/** The same text for the same content: the order of fields says nothing. */
const textOf = (value: unknown): string =>
  JSON.stringify(value, (_, inner: unknown) =>
    isFields(inner) ? Object.fromEntries(Object.entries(inner).toSorted(([a], [b]) => (a < b ? -1 : 1))) : inner,
  );
