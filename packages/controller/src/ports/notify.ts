import type { Outcome } from '@slipway/core/reasons';
import type { Audience, OutboxEvent } from './store-knowledge.ts';

/** Tells one audience of one event. `ok` only when it was taken; whoever is told twice knows it by the event's id. */
export interface Notify {
  deliver(audience: Audience, event: OutboxEvent): Promise<Outcome<void>>;
}
