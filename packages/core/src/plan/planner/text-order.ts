/** By UTF-16 code units, as canonical JSON orders keys: the same on every machine, in every locale. */
export const byText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
