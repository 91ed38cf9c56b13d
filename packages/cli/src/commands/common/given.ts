type Given<T> = { readonly [Key in keyof T]?: NonNullable<T[Key]> };

/** What was said, without what was not: a route takes a missing field and no `null`. */
export const given = <T extends object>(values: T): Given<T> =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => value !== null && value !== undefined)) as Given<T>;
