import type { CheckKind } from '../../check/index.ts';
import { canonicalise } from '../../document/index.ts';
import type { QuestionRule, RestorePointRule } from '../../policy/index.ts';
import type { QuestionKind } from '../../question/index.ts';
import type { StepKind } from '../../step/index.ts';
import type { CheckerNote, HostForPlanning, HostPlan } from '../types.ts';
import type { Facts, PlannedHost } from './facts.ts';
import { differs, error } from './notes.ts';

/** DESIGN.md section 3.8, written down a second time on purpose. */
const ORDER: readonly StepKind[] = [
  'repair',
  'preflight',
  'manifest',
  'ask-cluster',
  'drain',
  'quiesce',
  'guests-away',
  'restore-point',
  'make-room',
  'apply',
  'restart',
  'reboot',
  'verify',
  'way-back',
  'guests-back',
  'settle',
  'undrain',
  'confirm',
  'clean-up',
];

/** A cluster's own answer may take so long; asked before, and by default after. */
const QUESTION_SECONDS = { 'ask-cluster': 60, settle: 900 } as const;

const HOOKED: ReadonlySet<StepKind> = new Set(['ask-cluster', 'drain', 'quiesce', 'settle', 'undrain', 'confirm']);
const GUESTS: ReadonlySet<StepKind> = new Set(['guests-away', 'guests-back']);
/** Written down a second time on purpose. */
const QUESTION_KINDS: ReadonlySet<QuestionKind> = new Set([
  'postgresql',
  'rabbitmq',
  'haproxy',
  'keepalived',
  'galera',
  'etcd',
  'patroni',
]);
/** What only an agent with `checks/1` measures; written down a second time on purpose. */
const MEASURED: ReadonlySet<CheckKind> = new Set([
  'failed-units',
  'http',
  'tcp',
  'ports',
  'journal',
  'plug-in',
  'prometheus',
  'snmp',
]);

/** Each step is there once, in its place, and does what policy says; the agent can do all of it. */
export function* checkSteps(facts: Facts, { hostPlan, host }: PlannedHost): Iterable<CheckerNote> {
  const { hostId, steps, restart, reboot, wayBack } = hostPlan;
  const { environment } = facts;
  if (host === null || environment === null) return;
  const expected = ORDER.filter(
    (kind) =>
      (kind !== 'repair' || environment.preflight?.repair === 'bounded') &&
      (kind !== 'reboot' || reboot !== 'never') &&
      (!GUESTS.has(kind) || (hostPlan.guests !== undefined && hostPlan.guests.choice !== 'leave')) &&
      (kind !== 'make-room' || (hostPlan.kernels?.before ?? []).length > 0) &&
      (kind !== 'way-back' || wayBack.kind !== 'none') &&
      (kind !== 'clean-up' || hostPlan.restorePoint !== undefined || (hostPlan.kernels?.removals.length ?? 0) > 0),
  );
  const found = steps.map(({ kind }) => kind);
  if (found.join(', ') !== expected.join(', ')) {
    yield error('check-step-order', { detail: `${found.join(', ')} instead of ${expected.join(', ')}` }, hostId);
  }
  if (restart !== environment.restart) yield differs('restart rule', restart, environment.restart, hostId);
  if (reboot !== environment.reboot) yield differs('reboot rule', reboot, environment.reboot, hostId);
  for (const step of steps) yield* checkStep(facts, host, hostPlan, step);
  yield* checkChecks(facts, host, hostPlan);
  yield* checkQuestions(facts, host, hostPlan);
  const [is, shall] = [canonicalise(hostPlan.preflight ?? null), canonicalise(environment.preflight ?? null)];
  if (is !== shall) yield differs('preflight', is, shall, hostId);
  const [proves, shallProve] = [
    canonicalise(hostPlan.verification ?? null),
    canonicalise(environment.verification ?? null),
  ];
  if (proves !== shallProve) yield differs('verification', proves, shallProve, hostId);
  const [warns, shallWarn] = [
    canonicalise(hostPlan.rebootWarning ?? null),
    canonicalise((reboot === 'never' ? null : environment.rebootWarning) ?? null),
  ];
  if (warns !== shallWarn) yield differs('reboot warning', warns, shallWarn, hostId);
  const [keeps, shallKeep] = [
    canonicalise(hostPlan.restorePoint ?? null),
    canonicalise(restorePointRule(facts, host)?.make ?? null),
  ];
  if (keeps !== shallKeep) yield differs('restore point', keeps, shallKeep, hostId);
  yield* checkGuests(facts, host, hostPlan);
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
  const point = restorePointRule(facts, host);
  const isSkipped = (kind === 'restore-point' && point === null) || (kind === 'restart' && restart === 'none');
  const questionSeconds = isSkipped ? null : secondsOfQuestions(facts, host, kind);
  const unhooked = questionSeconds === null ? 'skip' : 'built-in';
  const how = isSkipped ? 'skip' : !HOOKED.has(kind) ? 'built-in' : rule === undefined ? unhooked : 'hook';
  if (run.how !== how) yield differs(what, run.how, how, hostId);
  if (!Number.isSafeInteger(timeoutSeconds) || timeoutSeconds < 1) {
    yield differs(`timeout of ${what}`, timeoutSeconds, 'a whole number of seconds', hostId);
  }
  if (run.how === 'built-in' && questionSeconds !== null && timeoutSeconds !== questionSeconds) {
    yield differs(`timeout of ${what}`, timeoutSeconds, questionSeconds, hostId);
  }
  if (run.how !== 'hook' || rule === undefined) return;
  const found = canonicalise({ ...run.call, timeoutSeconds });
  const expected = canonicalise({
    hook: rule.hook,
    parameters: rule.parameters,
    timeoutSeconds: rule.timeoutSeconds + (questionSeconds ?? 0),
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
  const strange = checks.find(
    ({ check: { kind } }) => !MEASURED.has(kind) && kind !== 'unit-active' && kind !== 'hook',
  );
  if (strange !== undefined) yield differs('kind of check', strange.check.kind, 'one that is known', hostId);
}

const questionRules = (facts: Facts, host: HostForPlanning): readonly QuestionRule[] =>
  (facts.input.policy.questions ?? []).filter(({ hosts }) => facts.selects(hosts, host));

/** `null`: policy has the cluster asked nothing in this step. */
function secondsOfQuestions(facts: Facts, host: HostForPlanning, kind: StepKind): number | null {
  const rules = kind === 'ask-cluster' || kind === 'settle' ? questionRules(facts, host) : [];
  if (rules.length === 0) return null;
  if (kind === 'ask-cluster') return QUESTION_SECONDS['ask-cluster'];
  return Math.max(...rules.map(({ settleSeconds }) => settleSeconds ?? QUESTION_SECONDS.settle));
}

/** The first that selects the host. */
const restorePointRule = (facts: Facts, host: HostForPlanning): RestorePointRule | null =>
  facts.input.policy.restorePoints?.find(({ hosts }) => facts.selects(hosts, host)) ?? null;

/** Exactly what policy has asked, nothing of a kind that nobody knows, and for as long as policy allows. */
function* checkQuestions(facts: Facts, host: HostForPlanning, { questions, hostId }: HostPlan): Iterable<CheckerNote> {
  const asked = questionRules(facts, host).map(({ ask }) => ask);
  const strange = questions?.asked.find(({ kind }) => !QUESTION_KINDS.has(kind));
  if (strange !== undefined) yield differs('kind of question', strange.kind, 'one that is known', hostId);
  const expected =
    asked.length === 0
      ? null
      : {
          asked,
          askSeconds: QUESTION_SECONDS['ask-cluster'],
          settleSeconds: secondsOfQuestions(facts, host, 'settle'),
        };
  const [is, shall] = [canonicalise(questions ?? null), canonicalise(expected)];
  if (is !== shall) yield differs('questions to the cluster', is, shall, hostId);
}

/** Whoever may have guests has them treated as policy chose, and whoever has them is not rebooted under them. */
function* checkGuests(
  { environment }: Facts,
  { inventory }: HostForPlanning,
  { guests, reboot, hostId }: HostPlan,
): Iterable<CheckerNote> {
  const look = inventory?.guests;
  const mayHave = look !== undefined && (look.kind === 'unknown' || look.guests.length > 0);
  const [is, shall] = [canonicalise(guests ?? null), canonicalise((mayHave ? environment?.guests : null) ?? null)];
  if (is !== shall) yield differs('guests', is, shall, hostId);
  // Hosts of ours may be among them, with clusters whose limits were then held against too few.
  if (look?.kind === 'unknown' && guests?.choice === 'stop')
    yield error('guests-unknown', { detail: look.detail }, hostId);
  const up = look?.kind === 'known' ? look.guests.filter(({ state }) => state !== 'stopped') : [];
  if (up.length === 0 || reboot === 'never' || (guests !== undefined && guests.choice !== 'leave')) return;
  yield error('guests-left', { guests: up.map(({ name, kind }) => `${name} (${kind})`).join(', ') }, hostId);
}

function* checkCapabilities(host: HostForPlanning, hostPlan: HostPlan): Iterable<CheckerNote> {
  const { steps, checks, questions, preflight, verification, rebootWarning, hostId, wayBack } = hostPlan;
  const { kernels, guests, restorePoint, parts } = hostPlan;
  const calls = [...steps.map(({ run }) => run.how), ...checks.map(({ check }) => check.kind)];
  const measures = verification !== undefined || checks.some(({ check }) => MEASURED.has(check.kind));
  const needed = [
    host.inventory?.system.packageFormat === 'rpm' ? 'dnf/1' : 'apt/1',
    'steps/1',
    ...(calls.includes('hook') ? ['hooks/1'] : []),
    ...(questions === undefined ? [] : ['questions/1']),
    ...(preflight === undefined ? [] : ['preflight/1']),
    ...(measures ? ['checks/1'] : []),
    ...(rebootWarning === undefined ? [] : ['reboot/1']),
    ...(kernels === undefined ? [] : ['kernels/1']),
    ...(kernels !== undefined && 'before' in kernels ? ['kernels/2'] : []),
    ...(guests === undefined ? [] : ['guests/1']),
    ...(restorePoint === undefined ? [] : ['restore-point/1']),
    ...(parts === undefined ? [] : ['parts/1']),
    ...(wayBack.kind === 'packages' && wayBack.previous.some((one) => 'place' in one) ? ['way-back/1'] : []),
  ];
  for (const capability of needed) {
    if (!host.capabilities.includes(capability)) yield error('host-lacks-capability', { capability }, hostId);
  }
}
