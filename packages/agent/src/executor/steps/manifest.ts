// Manifest: every package before the change, the services that run, the state of the units that the checks name, and what
// each check says, to compare with afterwards.

import { digestOf } from '@slipway/core/document';
import { manifestOf } from '@slipway/core/inventory';
import { reason } from '@slipway/core/reasons';
import { type AttemptContext, done, failed, type StepResult } from '../context.ts';
import { illBefore, isMeasured, measureBefore } from './checks.ts';
import { kernelEvidence } from './kernels.ts';

export const manifest = async (context: AttemptContext): Promise<StepResult> => {
  const { ports, hostPlan } = context;
  const read = await ports.packages.readPackages();
  if (!read.ok) return failed(read.reason);
  const taken = manifestOf({ packages: read.value.packages, takenAt: ports.clock.now(), sha256: ports.crypto.sha256 });
  const units: { unit: string; before: string; after: string }[] = [];
  for (const { check } of hostPlan.checks) {
    if (check.kind !== 'unit-active') continue;
    const before = await ports.services.state(check.unit);
    // Afterwards nobody could tell "was down before" from "nobody knows": nothing has been changed yet, so nothing will be.
    if (before === 'unknown') return failed(reason('unit-unknown', { unit: check.unit }));
    units.push({ unit: check.unit, before, after: before });
  }
  const running = await ports.services.runningServices();
  if (!running.ok) return failed(running.reason);
  const named = new Set(units.map(({ unit }) => unit));
  for (const unit of running.value) if (!named.has(unit)) units.push({ unit, before: 'active', after: 'active' });
  const kernel = await kernelEvidence(context);
  const evidence = { manifest: taken, manifestDigest: digestOf(taken, ports.crypto.sha256), units, ...kernel };
  if (!isMeasured(hostPlan)) return done(evidence);
  const checks = await measureBefore(context);
  if (!checks.ok) return failed(checks.reason, evidence);
  return { ...done({ ...evidence, checks: checks.value }), reason: illBefore(checks.value) };
};
