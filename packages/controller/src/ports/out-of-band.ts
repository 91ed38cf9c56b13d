import type { HostId } from '@slipway/core/ids';
import type { Outcome } from '@slipway/core/reasons';

/** `console`: what its serial console or its management says of it, nothing is changed; `power-cycle`: off and on again. */
export type OutOfBandAction = 'console' | 'power-cycle';

/** Executables of root's own folder beside the database, for hosts that do not answer. Only ever called for a person. */
export interface OutOfBand {
  /** Refuses what root alone does not own. `output` is what it printed last, as plain text. */
  call(request: {
    readonly hook: string;
    readonly action: OutOfBandAction;
    readonly hostId: HostId;
    readonly hostname: string;
    readonly parameters: Readonly<Record<string, string>>;
    readonly timeoutSeconds: number;
  }): Promise<Outcome<{ readonly status: number; readonly output: string }>>;
}
