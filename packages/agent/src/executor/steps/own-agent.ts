// The agent's own package among the planned ones. The executor goes on as the version that it began as; what is new is the
// reporter, started anew once the transaction is over. A host is not left with an agent that nobody hears (C02): until the new one
// has reached the controller, what was applied does not count as applied, and the way back brings the version before.

import type { HostPlan } from '@slipway/core/plan';
import { type Outcome, ok, refuse } from '@slipway/core/reasons';
import { type Instant, isBefore } from '@slipway/core/time';
import type { AttemptContext } from '../context.ts';

const AGENT_PACKAGE = 'slipway-agent';
const REPORTER_UNIT = 'slipway-reporter.service';

/** A controller that is itself being restarted or upgraded comes back within this. */
const HEARD_SECONDS_MAX = 180;
/** A reporter asks every second while an attempt runs. */
const LOOK_AGAIN_MS = 500;

/** `true`: after the transaction another version of the agent stands than before it. */
export const bringsOwnAgent = ({ transaction }: Pick<HostPlan, 'transaction'>): boolean =>
  transaction.some(({ name, to }) => name === AGENT_PACKAGE && to !== null);

/** Only after the transaction's end, so that nobody waits for a package manager that waits for him. Safe to repeat. */
export const newReporterIsHeard = async ({ ports }: AttemptContext): Promise<Outcome<void>> => {
  const { clock, inbox, services } = ports;
  const begunMs = clock.monotonicMs();
  // The package's own scripts ask for it, too; on a host where they could not, nobody else would.
  if (await runsOldCode(ports)) await services.restart(REPORTER_UNIT);
  let newSince: Instant | null = null;
  while (clock.monotonicMs() - begunMs < HEARD_SECONDS_MAX * 1000) {
    if (await runsOldCode(ports)) newSince = null;
    else newSince ??= clock.now();
    const contactAt = await inbox.contactAt();
    if (newSince !== null && contactAt !== null && isBefore(newSince, contactAt)) return ok(undefined);
    await clock.sleep(LOOK_AGAIN_MS);
  }
  const state = await services.state(REPORTER_UNIT);
  return refuse('agent-not-heard', { seconds: HEARD_SECONDS_MAX, state });
};

const runsOldCode = async ({ system }: AttemptContext['ports']): Promise<boolean> =>
  (await system.staleProcesses()).some(({ unit }) => unit === REPORTER_UNIT);
