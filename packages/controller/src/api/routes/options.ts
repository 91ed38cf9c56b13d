import type { App } from '../../app/index.ts';

export interface ApiOptions {
  readonly app: App;
  readonly version: string;
  /** By which hosts reach this controller; stands in enrolment lines. */
  readonly url: () => string;
  /** Aborted when the listener closes: streams end. */
  readonly closing: AbortSignal;
}
