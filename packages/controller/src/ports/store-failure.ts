import type { Reason } from '@slipway/core/reasons';

/**
 * What stands in the store's way and an operator can put right (`store-full`), or what came from outside and no store
 * could answer (`input-invalid`, a cursor that no page gave). Nothing was changed. Thrown and not returned: every method
 * of every subject could meet it, and no use case has an answer to it but to pass the reason on.
 */
export class StoreFailure extends Error {
  override readonly name = 'StoreFailure';
  readonly reason: Reason;

  constructor(reason: Reason, options?: ErrorOptions) {
    super(`the store refused: ${reason.code}`, options);
    this.reason = reason;
  }
}
