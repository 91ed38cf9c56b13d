import type { Kysely } from 'kysely';
import type { Database } from './schema.ts';

/** The hands in which one read or write holds the database. Kysely itself throws once the transaction has ended. */
export class Transaction {
  readonly #queries: Kysely<Database>;
  readonly #purpose: 'read' | 'write';
  readonly #stands: () => boolean;

  constructor(options: {
    readonly queries: Kysely<Database>;
    readonly purpose: 'read' | 'write';
    /** Whether the database still holds the transaction open: an error may have made it roll back by itself. */
    readonly stands: () => boolean;
  }) {
    this.#queries = options.queries;
    this.#purpose = options.purpose;
    this.#stands = options.stands;
  }

  get reading(): Kysely<Database> {
    // Otherwise every further statement would be a transaction of its own, and take effect.
    if (!this.#stands()) throw new Error('the transaction has ended');
    return this.#queries;
  }

  /** A method that changes asks for this first, so that inside a read it throws before it looks. */
  get changing(): Kysely<Database> {
    if (this.#purpose === 'read') throw new Error('a method that changes was called inside a read');
    return this.reading;
  }
}
