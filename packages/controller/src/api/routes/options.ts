import type { App } from '../../app/index.ts';
import type { Watching } from '../border/index.ts';

export interface ApiOptions extends Watching {
  readonly app: App;
  readonly version: string;
  /** By which hosts reach this controller; stands in enrolment lines. */
  readonly url: () => string;
  /** Aborted when the listener closes: streams end. */
  readonly closing: AbortSignal;
}
