import { canonicalise } from '../../document/index.ts';
import type { StepKind } from '../../step/index.ts';
import type { CheckerNote, HostForPlanning, HostPlan } from '../types.ts';
import type { Facts, PlannedHost } from './facts.ts';
import { differs, error } from './notes.ts';

/** DESIGN.md section 3.8, written down a second time on purpose. */
const ORDER: readonly StepKind[] = [
  'preflight',
  'manifest',
  'ask-cluster',
  'drain',
  'quiesce',
  'restore-point',
  'apply',
  'restart',
  'reboot',
  'verify',
  'way-back',
  'settle',
  'undrain',
  'confirm',
];

const HOOKED: ReadonlySet<StepKind> = new Set(['ask-cluster', 'drain', 'settle', 'undrain', 'confirm']);
/** Planned by name and skipped in this version. */
const NEVER_RUN: ReadonlySet<StepKind> = new Set(['quiesce', 'restore-point']);

/** Each step is there once, in its place, and does what policy says; the agent can do all of it. */
export function* checkSteps(facts: Facts, { hostPlan, host }: PlannedHost): Iterable<CheckerNote> {
  const { hostId, steps, restart, reboot, wayBack } = hostPlan;
  const { environment } = facts;
  if (host === null || environment === null) return;
  const expected = ORDER.filter(
    (kind) => (kind !== 'reboot' || reboot !== 'never') && (kind !== 'way-back' || wayBack.kind === 'packages'),
  );
  const found = steps.map(({ kind }) => kind);
  if (found.join(', ') !== expected.join(', ')) {
    yield error('check-step-order', { detail: `${found.join(', ')} instead of ${expected.join(', ')}` }, hostId);
  }
  if (restart !== environment.restart) yield differs('restart rule', restart, environment.restart, hostId);
  if (reboot !== environment.reboot) yield differs('reboot rule', reboot, environment.reboot, hostId);
  for (const step of steps) yield* checkStep(facts, host, hostPlan, step);
  yield* checkChecks(facts, host, hostPlan);
  yield* checkCapabilities(host, hostPlan);
}

function* checkStep(
  facts: Facts,
  host: HostForPlanning,
  { restart, hostId }: HostPlan,
  { kind, run, timeoutSeconds }: HostPlan['steps'][number],
): Iterable<CheckerNote> {
  const what = `step ${kind}`;
  const rule = facts.input.policy.hooks.find((one) => one.step === kind && facts.selects(one.hosts, host));
  const isSkipped = NEVER_RUN.has(kind) || (kind === 'restart' && restart === 'none');
  const how = isSkipped || (HOOKED.has(kind) && rule === undefined) ? 'skip' : HOOKED.has(kind) ? 'hook' : 'built-in';
  if (run.how !== how) yield differs(what, run.how, how, hostId);
  if (!Number.isSafeInteger(timeoutSeconds) || timeoutSeconds < 1) {
    yield differs(`timeout of ${what}`, timeoutSeconds, 'a whole number of seconds', hostId);
  }
  if (run.how !== 'hook' || rule === undefined) return;
  const found = canonicalise({ ...run.call, timeoutSeconds });
  const expected = canonicalise({
    hook: rule.hook,
    parameters: rule.parameters,
    timeoutSeconds: rule.timeoutSeconds,
  });
  if (found !== expected) yield differs(what, found, expected, hostId);
}

function* checkChecks(facts: Facts, host: HostForPlanning, { checks, hostId }: HostPlan): Iterable<CheckerNote> {
  const expected = canonicalise(
    facts.input.policy.checks
      .filter(({ hosts }) => facts.selects(hosts, host))
      .map(({ check, timeoutSeconds }) => ({ check, timeoutSeconds })),
  );
  const found = canonicalise(checks);
  if (found !== expected) yield differs('list of checks', found, expected, hostId);
}

function* checkCapabilities(host: HostForPlanning, { steps, checks, hostId }: HostPlan): Iterable<CheckerNote> {
  const calls = [...steps.map(({ run }) => run.how), ...checks.map(({ check }) => check.kind)];
  const needed = [
    host.inventory?.system.packageFormat === 'rpm' ? 'dnf/1' : 'apt/1',
    'steps/1',
    ...(calls.includes('hook') ? ['hooks/1'] : []),
  ];
  for (const capability of needed) {
    if (!host.capabilities.includes(capability)) yield error('host-lacks-capability', { capability }, hostId);
  }
}
