// What every subject of the store answers with.

/**
 * A row that two writers may want. `revision` is 1 when it is added; `save` is given the revision that was read,
 * refuses when that is not the stored one any more, and raises it by one.
 */
export interface Versioned<T> {
  readonly revision: number;
  readonly value: T;
}

/** One page of a list in the order that its method names; `next` is opaque, `null` at the end. */
export interface Page<T> {
  readonly items: readonly T[];
  readonly next: string | null;
}
export interface PageRequest {
  /** `next` of the page before. Text that no page gave is a `StoreFailure` with reason `input-invalid`. */
  readonly after: string | null;
  /** 1 to 1000; anything else throws. */
  readonly limit: number;
}
