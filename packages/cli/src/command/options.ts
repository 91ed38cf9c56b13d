// Options as a command reads them: by name, with the kind that it expects. Asking for another kind than the tree
// declares is a bug, and says so.

type Values = Readonly<Record<string, unknown>>;

export class Options {
  readonly #values: Values;

  constructor(values: Values) {
    this.#values = values;
  }

  is(name: string): boolean {
    return this.#values[name] === true;
  }

  text(name: string): string | null {
    const value = this.#values[name];
    if (value === undefined) return null;
    return typeof value === 'string' ? value : wrongKind(name, 'text');
  }

  /** An option that is required or has a default. */
  need(name: string): string {
    return this.text(name) ?? wrongKind(name, 'there');
  }

  number(name: string): number | null {
    const value = this.#values[name];
    if (value === undefined) return null;
    return typeof value === 'number' ? value : wrongKind(name, 'a number');
  }

  /** An option that is required or has a default. */
  needNumber(name: string): number {
    return this.number(name) ?? wrongKind(name, 'there');
  }

  texts(name: string): readonly string[] {
    const value = this.#values[name] ?? [];
    return Array.isArray(value) ? (value as readonly string[]) : wrongKind(name, 'a list');
  }

  /** Of an option whose values are `key=value`. */
  pairs(name: string): Readonly<Record<string, string>> {
    const value = this.#values[name] ?? [];
    return Array.isArray(value)
      ? Object.fromEntries(value as readonly (readonly [string, string])[])
      : wrongKind(name, 'pairs');
  }
}

const wrongKind = (name: string, kind: string): never => {
  throw new TypeError(`option ${name} is not ${kind}`);
};
