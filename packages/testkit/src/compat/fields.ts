/** By place, with list positions left out: the fields that every object at that place has. */
type Fields = ReadonlyMap<string, ReadonlySet<string>>;

/** What tells the variants of a union apart, in all that is stored or travels: they are different places. */
const VARIANT_FIELDS = ['kind', 'form', 'how', 'rule'] as const;

/**
 * Fields that are always written today and that the frozen value, at the same place, does not have: `.hosts[].host.value.mode`.
 * Code that relies on such a field fails on older values; it needs a migration, or to do without.
 */
export const missingFields = (today: unknown, frozen: unknown): readonly string[] => {
  const found = fieldsOf(frozen);
  return [...fieldsOf(today)].flatMap(([place, fields]) =>
    [...fields].filter((field) => found.get(place)?.has(field) === false).map((field) => `${place}.${field}`),
  );
};

/** Fields that some object of today has and that no frozen object at the same place has. */
export const addedFields = (today: unknown, frozen: unknown): readonly string[] => {
  const found = fieldsOf(frozen, 'any');
  return [...fieldsOf(today, 'any')].flatMap(([place, fields]) =>
    [...fields].filter((field) => found.get(place)?.has(field) === false).map((field) => `${place}.${field}`),
  );
};

const fieldsOf = (contents: unknown, which: 'always' | 'any' = 'always'): Fields => {
  const places = new Map<string, ReadonlySet<string>>();
  const visit = (value: unknown, place: string): void => {
    if (typeof value !== 'object' || value === null) return;
    if (Array.isArray(value)) {
      for (const item of value) visit(item, `${place}[]`);
      return;
    }
    const here = `${place}${variantOf(value)}`;
    const fields = new Set(Object.keys(value));
    const before = places.get(here) ?? fields;
    places.set(
      here,
      which === 'any' ? new Set([...before, ...fields]) : new Set([...before].filter((field) => fields.has(field))),
    );
    for (const [field, inner] of Object.entries(value)) visit(inner, `${here}.${field}`);
  };
  visit(contents, '');
  return places;
};

const variantOf = (value: object): string => {
  const fields: Readonly<Record<string, unknown>> = { ...value };
  const variant = VARIANT_FIELDS.map((field) => fields[field]).find((word) => typeof word === 'string');
  return typeof variant === 'string' ? `(${variant})` : '';
};
