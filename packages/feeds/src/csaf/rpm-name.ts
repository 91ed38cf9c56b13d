/** What rpm allows in a name; the longest known has some 90 characters. */
export const isRpmName = (name: string): boolean => /^[A-Za-z0-9_][A-Za-z0-9._+~^-]{0,199}$/.test(name);
