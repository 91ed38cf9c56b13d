// Rows by key, with the way back.

/** How to undo what the running write has done so far. Outside of a write nothing may change: that throws. */
export class Journal {
  #undo: (() => void)[] | null = null;
  /** Since the mark, if there is one: how to undo every write that was kept. */
  #sinceMark: (() => void)[] | null = null;

  /** From here on every write can be undone; an earlier mark counts no more. */
  mark(): void {
    this.#sinceMark = [];
  }

  /** Between writes: everything is as it was at the mark, which stands no longer. */
  rewind(): void {
    if (this.#undo !== null) throw new Error('rewound within a write');
    const steps = this.#sinceMark ?? [];
    this.#sinceMark = null;
    for (const step of steps.toReversed()) step();
  }

  begin(): void {
    this.#undo = [];
  }

  note(undo: () => void): void {
    if (this.#undo === null) throw new Error('a change outside of any write');
    this.#undo.push(undo);
  }

  keep(): void {
    if (this.#undo !== null) for (const step of this.#undo) this.#sinceMark?.push(step);
    this.#undo = null;
  }

  undo(): void {
    const steps = this.#undo ?? [];
    this.#undo = null;
    for (const step of steps.toReversed()) step();
  }
}

interface Row<T> {
  /** Order of arrival, kept when the row is replaced. Never taken from the map, whose order an undo may change. */
  readonly sequence: number;
  readonly value: T;
}

/** Values are given and returned as they are: whoever puts one in has made it a copy of its own (`copyOf`). */
export class Table<T> {
  readonly #rows = new Map<string, Row<T>>();
  readonly #journal: Journal;
  #sequence = 0;
  /** Of the rows that there are; `null` where one has come or gone since. Replacing a row leaves it in its place. */
  #sortedKeys: readonly string[] | null = null;
  #arrivedKeys: readonly string[] | null = null;
  /** What was told last, until any row is another one: most tables are read hundreds of times for each change. */
  #byKey: readonly T[] | null = null;
  #byArrival: readonly Row<T>[] | null = null;
  #values: readonly T[] | null = null;

  constructor(journal: Journal) {
    this.#journal = journal;
  }

  get(key: string): T | undefined {
    return this.#rows.get(key)?.value;
  }

  set(key: string, value: T): void {
    const before = this.#rows.get(key);
    const sequenceBefore = this.#sequence;
    this.#journal.note(() => {
      if (before === undefined) this.#remove(key);
      else this.#replace(key, before);
      this.#sequence = sequenceBefore;
    });
    if (before !== undefined) this.#replace(key, { sequence: before.sequence, value });
    else {
      this.#sequence += 1;
      this.#insert(key, { sequence: this.#sequence, value });
    }
  }

  /** As {@link set}, for what must be new. */
  add(key: string, value: T): void {
    if (this.#rows.has(key)) throw new Error(`${key} exists already`);
    this.set(key, value);
  }

  delete(key: string): void {
    const before = this.#rows.get(key);
    if (before === undefined) return;
    this.#journal.note(() => this.#insert(key, before));
    this.#remove(key);
  }

  #insert(key: string, row: Row<T>): void {
    this.#rows.set(key, row);
    this.#forgetOrder();
  }

  #remove(key: string): void {
    this.#rows.delete(key);
    this.#forgetOrder();
  }

  #replace(key: string, row: Row<T>): void {
    this.#rows.set(key, row);
    this.#forgetLists();
  }

  #forgetOrder(): void {
    this.#sortedKeys = null;
    this.#arrivedKeys = null;
    this.#forgetLists();
  }

  #forgetLists(): void {
    this.#byKey = null;
    this.#byArrival = null;
    this.#values = null;
  }

  get size(): number {
    return this.#rows.size;
  }

  /** Everything, in the order of the keys' UTF-16 code units. */
  byKey(): readonly T[] {
    this.#byKey ??= this.#keysInOrder().map((key) => (this.#rows.get(key) as Row<T>).value);
    return this.#byKey;
  }

  /** In the same order, those whose keys begin so. */
  beginningWith(prefix: string): readonly T[] {
    const keys = this.#keysInOrder();
    const found: T[] = [];
    for (let at = firstFrom(keys, prefix); keys[at]?.startsWith(prefix) === true; at += 1)
      found.push((this.#rows.get(keys[at] as string) as Row<T>).value);
    return found;
  }

  #keysInOrder(): readonly string[] {
    this.#sortedKeys ??= [...this.#rows.keys()].sort();
    return this.#sortedKeys;
  }

  /** Everything, oldest first. */
  values(): readonly T[] {
    this.#values ??= this.byArrival().map(({ value }) => value);
    return this.#values;
  }

  /** The same with its place in that order. */
  byArrival(): readonly Row<T>[] {
    this.#arrivedKeys ??= [...this.#rows].sort(([, a], [, b]) => a.sequence - b.sequence).map(([key]) => key);
    this.#byArrival ??= this.#arrivedKeys.map((key) => this.#rows.get(key) as Row<T>);
    return this.#byArrival;
  }
}

/** Place of the first key that does not come before `key`; keys are in order. */
const firstFrom = (keys: readonly string[], key: string): number => {
  let [low, high] = [0, keys.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((keys[middle] as string) < key) low = middle + 1;
    else high = middle;
  }
  return low;
};

/** Lists by key that only grow: a history, a chain. Appending costs the same however long they are. */
export class Logs<T> {
  readonly #lists = new Map<string, T[]>();
  readonly #journal: Journal;

  constructor(journal: Journal) {
    this.#journal = journal;
  }

  append(key: string, value: T): void {
    const list = this.#lists.get(key) ?? [];
    this.#lists.set(key, list);
    this.#journal.note(() => list.pop());
    list.push(value);
  }

  clear(key: string): void {
    const before = this.#lists.get(key) ?? [];
    this.#journal.note(() => this.#lists.set(key, before));
    this.#lists.set(key, []);
  }

  of(key: string): readonly T[] {
    return this.#lists.get(key) ?? [];
  }
}
