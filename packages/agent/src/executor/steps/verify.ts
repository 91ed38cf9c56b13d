// Verify: the versions that stand, their files, the units and checks that were well before, and no service that still runs old code.
// What a person's session still runs is told and fails nothing: no step could have restarted it.

import type { StepEvidence } from '@slipway/core/execution';
import type { StaleProcess } from '@slipway/core/inventory';
import { type Reason, reason } from '@slipway/core/reasons';
import type { PlannedStep } from '@slipway/core/step';
import { type AttemptContext, done, failed, type StepResult } from '../context.ts';
import { expectedNow } from './apply.ts';
import { excusedUnits, illBefore, isMeasured, measureAfter, type Wrong } from './checks.ts';
import { fallenServices } from './fallen.ts';
import { firstDifferingFile } from './files.ts';
import { isRebootPending, kernelEvidence, provenKernel, wrongKernel } from './kernels.ts';
import { listed, named, ofServices, outsideServices } from './old-code.ts';
import { standingVersions } from './package-transaction.ts';
import { expectedBack } from './way-back.ts';

/** Services need a moment after their restart: what fails is asked again, as long as it may take. */
const CHECK_AGAIN_MS = 1000;
/** A process that outlives the restart of its unit this long does not end by itself. */
const OLD_CODE_SECONDS_MAX = 60;
/** A host that has just booted is still starting what it runs. */
const SERVICES_SECONDS_MAX = 120;

export const verify = async (context: AttemptContext, step: PlannedStep): Promise<StepResult> => {
  const expected = context.direction === 'planned' ? expectedNow(context) : expectedBack(context);
  const standing = await standingVersions(context, expected);
  if (standing.differs !== null) return failed(standing.differs, standing.evidence);
  const differing = await firstDifferingFile(context, expected);
  if (differing !== null) return failed(differing, standing.evidence);
  const kernel = await wrongKernel(context);
  if (kernel !== null) return failed(kernel, { ...standing.evidence, ...(await kernelEvidence(context)) });
  const excused = await excusedUnits(context);
  const { clock } = context.ports;
  const begunMs = clock.monotonicMs();
  for (;;) {
    const { checks, wrong: unhealthy } = await measureAfter(context, excused);
    const fallen = unhealthy === null ? await firstFallen(context) : null;
    const stale = await context.ports.system.staleProcesses();
    const wrong = unhealthy ?? fallen ?? oldService(context, stale);
    const measured: Pick<StepEvidence, 'checks'> = isMeasured(context.hostPlan) ? { checks } : {};
    const evidence = {
      ...standing.evidence,
      staleProcesses: listed(stale),
      ...measured,
      ...(await kernelEvidence(context)),
    };
    if (wrong === null) {
      const held = await provenKernel(context);
      return { ...done(evidence), reason: held ?? leftRunning(stale) ?? illBefore(measured.checks ?? []) };
    }
    const patienceMs = Math.min(wrong.patienceSeconds, step.timeoutSeconds) * 1000;
    if (clock.monotonicMs() - begunMs + CHECK_AGAIN_MS >= patienceMs) return failed(wrong.reason, evidence);
    await clock.sleep(CHECK_AGAIN_MS);
  }
};

/** Also what no check names: whatever ran before the change runs after it. */
const firstFallen = async (context: AttemptContext): Promise<Wrong | null> => {
  const fallen = await fallenServices(context);
  if (!fallen.ok) return { reason: fallen.reason, patienceSeconds: SERVICES_SECONDS_MAX };
  const [unit] = fallen.value;
  if (unit === undefined) return null;
  const state = await context.ports.services.state(unit);
  return { reason: reason('unit-not-active', { unit, state }), patienceSeconds: SERVICES_SECONDS_MAX };
};

/** A plan without restart says so itself, and so does a reboot that stayed blocked; then old code in memory is reported, not failed. */
const oldService = (context: AttemptContext, stale: readonly StaleProcess[]): Wrong | null => {
  const services = ofServices(stale);
  const isTold = context.hostPlan.restart === 'none' || isRebootPending(context);
  if (isTold || services.length === 0) return null;
  return { reason: reason('memory-still-old', named(services)), patienceSeconds: OLD_CODE_SECONDS_MAX };
};

/** What a verified host still has in memory, for the report. */
const leftRunning = (stale: readonly StaleProcess[]): Reason | null => {
  if (ofServices(stale).length > 0) return reason('memory-still-old', named(stale));
  const outside = outsideServices(stale);
  return outside.length === 0 ? null : reason('sessions-still-old', named(outside));
};
