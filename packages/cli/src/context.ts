// What a command is given besides its arguments: the terminal, the clock, the environment and, when it asks, the way to
// the controller.

import type { Zones } from '@slipway/core/calendar';
import type { Api } from './connection/index.ts';
import type { Terminal } from './terminal/index.ts';

export interface Context {
  readonly terminal: Terminal;
  readonly environment: Readonly<Record<string, string | undefined>>;
  now(): Date;
  readonly sleep: (ms: number) => Promise<void>;
  /** The zone rules of this program, made when they are first asked for. */
  zones(): Zones;
  /** Reads the settings and opens the connection at the first call. */
  api(): Promise<Api>;
}
