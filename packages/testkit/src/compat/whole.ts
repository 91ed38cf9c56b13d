type Leaf = string | number | boolean | null | undefined;

/** A value with every field that its type only allows: a new one does not compile until it is filled in, and frozen. */
export type Whole<T> = T extends Leaf
  ? T
  : T extends readonly (infer Item)[]
    ? readonly Whole<Item>[]
    : { readonly [Field in keyof T]-?: Whole<Exclude<T[Field], undefined>> };

/** One value of each kind of a union: a new kind does not compile until it is given. */
export type EachKind<T extends { readonly kind: string }> = {
  readonly [Kind in T['kind']]: OfKind<T, Kind>;
};
type OfKind<T extends { readonly kind: string }, Kind> = T extends unknown
  ? Kind extends T['kind']
    ? Whole<Omit<T, 'kind'>> & { readonly kind: Kind }
    : never
  : never;
