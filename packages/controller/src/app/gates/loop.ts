// The loop: which gates stand, what of them is due, ask, store what was found, hint. A crash anywhere costs one asking.

import { CLOSED_TOLD_SECONDS, type Found, nextReadingAt } from '@slipway/core/gates';
import type { GateClosed } from '@slipway/core/notice';
import type { GateCondition } from '@slipway/core/policy';
import { reason } from '@slipway/core/reasons';
import { addSeconds, type Instant } from '@slipway/core/time';
import type { Claim, StoredGateReading, StoreView } from '../../ports/index.ts';
import type { App } from '../context.ts';
import { tell } from '../notify/index.ts';
import { LOOK_EVERY_MS, untilNext } from '../waits.ts';
import { askHealth } from './ask-health.ts';
import { askHosts } from './ask-hosts.ts';
import { probe } from './probe.ts';
import { passesGates, type StandingGate, settledWave, standingGates } from './standing.ts';

/** Longer than all conditions of a gate take, each at its longest, so many at once. */
const CLAIM_SECONDS = 120;
/** Conditions of one gate mostly ask one system: they must not come over it as a flood. */
const ASKED_AT_ONCE = 8;

/** Milliseconds until something is due. */
export const lookAtGates = async (app: App): Promise<number> => {
  const standing = await app.ports.store.read(standingGates);
  if (standing.length === 0) return LOOK_EVERY_MS;
  const looks = await Promise.all(standing.map(async (gate) => await lookSafely(app, gate)));
  return untilNext(app.ports.clock.now(), looks);
};

/** After a look that threw, or where another controller looks. */
const LATER_SECONDS = 10;

/** One gate that cannot be looked at must not keep the others from being read. */
const lookSafely = async (app: App, gate: StandingGate): Promise<Instant> => {
  const { clock, log } = app.ports;
  try {
    return (await lookAtGate(app, gate)) ?? addSeconds(clock.now(), LATER_SECONDS);
  } catch (error) {
    log.error('gate not looked at', { rolloutId: gate.rolloutId, wave: gate.wave, error });
    return addSeconds(clock.now(), LATER_SECONDS);
  }
};

/** When its next condition is due; `null`: another controller looks at it. */
const lookAtGate = async (app: App, gate: StandingGate): Promise<Instant | null> => {
  const { clock, store } = app.ports;
  const now = clock.now();
  const due = gate.conditions.filter((condition) => dueAt(gate, condition, now) <= now);
  if (due.length > 0) {
    const name = `gate:${gate.rolloutId}`;
    const claim = await store.write(
      async ({ rollouts }) => await rollouts.claim(name, app.options.owner, now, addSeconds(now, CLAIM_SECONDS)),
    );
    if (claim === null) return null;
    const read = await readAll(app, gate, due);
    await storeReadings(app, gate, claim, read);
  }
  const asked = clock.now();
  const next = gate.conditions.map((condition) =>
    due.includes(condition) ? nextReadingAt(condition, asked, gate.soaksUntil) : dueAt(gate, condition, now),
  );
  return next.reduce((a, b) => (b < a ? b : a));
};

const dueAt = ({ readings, settledAt, soaksUntil }: StandingGate, condition: GateCondition, now: Instant): Instant => {
  const askedAt = readings.get(condition.name)?.askedAt ?? null;
  // Asked later than now: by a clock that has gone back since.
  if (askedAt !== null && askedAt > now) return now;
  return askedAt === null || askedAt < settledAt ? settledAt : nextReadingAt(condition, askedAt, soaksUntil);
};

interface Read extends Found {
  readonly name: string;
  readonly at: Instant;
  readonly askedAt: Instant;
}

/** In policy's order, whichever answers first: what is told is named after the first. */
const readAll = async (app: App, gate: StandingGate, due: readonly GateCondition[]): Promise<readonly Read[]> => {
  const waiting = [...due];
  const read = new Map<GateCondition, Read>();
  const worker = async (): Promise<void> => {
    for (let condition = waiting.shift(); condition !== undefined; condition = waiting.shift()) {
      read.set(condition, await readOne(app, gate, condition));
    }
  };
  await Promise.all(Array.from({ length: Math.min(ASKED_AT_ONCE, due.length) }, worker));
  return due.flatMap((condition) => read.get(condition) ?? []);
};

const readOne = async (app: App, gate: StandingGate, condition: GateCondition): Promise<Read> => {
  // Before the question: the answer may be about that moment, and not about the one in which it comes.
  const askedAt = app.ports.clock.now();
  const { state, found, at } =
    condition.kind === 'plug-in'
      ? await askHosts(app, gate, condition)
      : condition.kind === 'health'
        ? await askHealth(app, gate)
        : { ...(await probe(app, gate, condition)), at: askedAt };
  return { name: condition.name, state, found, at: at ?? askedAt, askedAt };
};

const storeReadings = async (app: App, gate: StandingGate, claim: Claim, read: readonly Read[]): Promise<void> => {
  const { clock, nudge, store } = app.ports;
  const { rolloutId } = gate;
  const told = await store.write(async (change): Promise<boolean | null> => {
    if (!(await change.rollouts.claimHolds(claim)) || !(await stillStands(change, gate))) return null;
    const readings = read.map((one) => storedReading(gate, one, clock.now()));
    const overdue = readings.filter(({ toldAt, askedAt }) => toldAt === askedAt);
    for (const reading of readings) await change.rollouts.putGateReading(rolloutId, reading);
    return overdue.length > 0 && (await tellClosed(change, gate, overdue));
  });
  if (told === null) return;
  if (told) nudge.notify('notify');
  nudge.notify('rollout');
  nudge.notify(`watch:${rolloutId}`);
};

/** Passed, paused or unsettled meanwhile: then what was found is of no use, and would only be taken for evidence. */
const stillStands = async ({ rollouts }: StoreView, { rolloutId, wave, settledAt }: StandingGate): Promise<boolean> => {
  const rollout = (await rollouts.rollout(rolloutId))?.value ?? null;
  const settled = rollout !== null && passesGates(rollout) ? settledWave(rollout) : null;
  return settled?.index === wave && settled.settledAt === settledAt;
};

/** `toldAt` is the moment of asking where people are to be told now. */
const storedReading = ({ wave, readings }: StandingGate, read: Read, now: Instant): StoredGateReading => {
  const before = readings.get(read.name);
  const goesOn = before !== undefined && (before.state === 'open') === (read.state === 'open');
  const since = goesOn ? before.since : read.askedAt;
  const toldBefore = goesOn ? before.toldAt : null;
  const isOverdue = read.state !== 'open' && toldBefore === null && addSeconds(since, CLOSED_TOLD_SECONDS) <= now;
  return { ...read, wave, since, toldAt: isOverdue ? read.askedAt : toldBefore };
};

/** All that is overdue in this look is one message, named after the first: whoever looks again says it under the same name. */
const tellClosed = async (
  change: StoreView,
  { rolloutId, environment, wave }: StandingGate,
  overdue: readonly StoredGateReading[],
): Promise<boolean> => {
  const [first] = overdue;
  if (first === undefined) return false;
  const content: GateClosed = {
    rollout: rolloutId,
    environment,
    wave: wave + 1,
    gates: overdue.map(({ name, state, found }) => ({
      name,
      reason: reason(state === 'closed' ? 'gate-closed' : 'gate-unreadable', { gate: name, detail: found }),
    })),
  };
  return await tell(change, {
    eventId: `gate-closed.${rolloutId}.${wave + 1}.${first.name}.${first.since}`,
    at: first.askedAt,
    kind: 'gate-closed',
    content: { ...content },
    environments: [environment],
    about: rolloutId,
  });
};
