// The health of a wave: the checks of its own hosts, which their host plans name and the step verify asked, asked again of each
// that is done, or done in part: all of them by its root (ask-checks.ts); where the agent is too old for that, those that a reporter may ask.

import { type AskedAgain, checkAsked, isAskedAgain } from '@slipway/core/check';
import { type CheckAnswer, type Found, judgeHealth } from '@slipway/core/gates';
import { evidenceAt, type Reading, type ReadingSubject, readingText } from '@slipway/core/reading';
import { wasApplied } from '@slipway/core/rollout';
import type { Instant } from '@slipway/core/time';
import type { StoreView } from '../../ports/index.ts';
import type { App } from '../context.ts';
import { capabilityFor, readingsOf, type WantedFrom, wantReadings } from '../readings/index.ts';
import { type AskedHost, askedWhole, wholeAnswers } from './ask-checks.ts';
import { WANTED_SECONDS } from './ask-hosts.ts';
import { illBefore } from './ill-before.ts';
import type { StandingGate } from './standing.ts';

interface AskedCheck extends WantedFrom {
  readonly hostname: string;
  readonly check: AskedAgain;
  readonly canRead: boolean;
}

/** `at`: of the oldest answer; `null` where there is none. */
export const askHealth = async (app: App, gate: StandingGate): Promise<Found & { readonly at: Instant | null }> => {
  const applied = gate.hosts.filter(({ phase }) => wasApplied(phase));
  const { whole, checks, others } = await app.ports.store.read(async (view) => await checksOf(view, gate, applied));
  if (whole.length === 0 && checks.length === 0 && others === 0) {
    const found =
      applied.length === 0 ? 'no host of the wave is done' : 'policy has no checks for the hosts of the wave';
    return { state: 'open', found, at: null };
  }
  if (whole.length === 0 && checks.length === 0) {
    return { state: 'unreadable', found: 'none of their checks can be asked again', at: null };
  }
  await wantReadings(app, [...whole, ...checks.filter(({ canRead }) => canRead)], WANTED_SECONDS);
  const answers = await app.ports.store.read(async (view) => [
    ...(await wholeAnswers(app, view, whole)),
    ...(await answersOf(app, view, gate, checks)),
  ]);
  const judged = judgeHealth(answers, gate.settledAt);
  return others === 0 || judged.state !== 'open'
    ? judged
    : { ...judged, found: `${judged.found}; ${others} cannot be asked again` };
};

interface Asked {
  readonly whole: readonly AskedHost[];
  readonly checks: readonly AskedCheck[];
  /** That nobody can ask. */
  readonly others: number;
}

const checksOf = async (view: StoreView, gate: StandingGate, applied: StandingGate['hosts']): Promise<Asked> => {
  const whole: AskedHost[] = [];
  const checks: AskedCheck[] = [];
  let others = 0;
  for (const host of applied) {
    const { hostId, hostname } = host;
    const planned = (await view.plans.hostPlan(gate.planDigest, hostId))?.checks ?? [];
    const asked = planned.length === 0 ? null : await askedWhole(view, gate, host);
    if (asked !== null) {
      whole.push(asked);
      continue;
    }
    const capabilities = (await view.fleet.host(hostId))?.value.contact?.capabilities ?? [];
    for (const { check } of planned) {
      if (!isAskedAgain(check)) {
        others += 1;
        continue;
      }
      const subject = subjectOf(check);
      checks.push({ hostId, hostname, check, subject, canRead: capabilities.includes(capabilityFor(subject)) });
    }
  }
  return { whole, checks, others };
};

/** A hook runs as root, for a plan that is signed; whether it may be asked without either, root says by a plug-in of its name. */
const subjectOf = (check: AskedAgain): ReadingSubject => {
  switch (check.kind) {
    case 'unit-active':
      return { kind: 'unit-active', unit: check.unit };
    case 'hook':
      return { kind: 'plug-in', plugIn: check.hook, parameters: check.parameters };
    case 'plug-in':
      return { kind: 'plug-in', plugIn: check.plugIn, parameters: check.parameters };
    default:
      return check satisfies never;
  }
};

const answersOf = async (
  app: App,
  view: StoreView,
  gate: StandingGate,
  checks: readonly AskedCheck[],
): Promise<readonly CheckAnswer[]> => {
  const answers: CheckAnswer[] = [];
  for (const [subject, of] of bySubject(checks)) {
    const taken = await readingsOf(app, view, { hostIds: of.map(({ hostId }) => hostId), subject });
    for (const asked of of) {
      const { reading = null, receivedAt = null } = taken.get(asked.hostId) ?? {};
      const its = {
        hostname: asked.hostname,
        check: subject.kind === 'unit-active' ? subject.unit : readingText(subject),
      };
      if (reading === null || receivedAt === null) {
        const found = asked.canRead ? 'it is asked with its check-ins' : 'its agent is too old to be asked';
        answers.push({ ...its, state: null, found, at: null });
        continue;
      }
      const isBad = reading.state === 'warning' || reading.state === 'critical';
      const isExcused = isBad && (isAllowed(asked.check, reading) || (await wasIll(view, gate, asked)));
      const at = evidenceAt(reading, receivedAt);
      answers.push({ ...its, state: isExcused ? 'ok' : reading.state, found: reading.text, at });
    }
  }
  return answers;
};

const isAllowed = (check: AskedAgain, { state }: Reading): boolean =>
  check.kind === 'plug-in' && check.worst === 'warning' && state === 'warning';

/** Ill before the change already: as in the step verify, no fault of the change. */
const wasIll = async (view: StoreView, gate: StandingGate, { hostId, check }: AskedCheck): Promise<boolean> => {
  const attemptId = gate.hosts.find((host) => host.hostId === hostId)?.attemptId ?? null;
  return attemptId !== null && (await illBefore(view, hostId, attemptId)).has(checkAsked(check));
};

/** One look at what was read for each thing that is asked, however many hosts it is asked of. */
const bySubject = (checks: readonly AskedCheck[]): ReadonlyMap<ReadingSubject, readonly AskedCheck[]> => {
  const found = new Map<string, AskedCheck[]>();
  for (const check of checks) {
    const name = JSON.stringify(check.subject);
    const of = found.get(name) ?? [];
    of.push(check);
    found.set(name, of);
  }
  return new Map([...found.values()].flatMap((of) => (of[0] === undefined ? [] : [[of[0].subject, of] as const])));
};
