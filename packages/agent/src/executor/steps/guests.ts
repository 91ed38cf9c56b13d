// Guests: sent away before the change, and back after it. Who goes is in the ledger before it goes, so that after a crash exactly
// those come back that this attempt sent away, and nobody who was moved by others runs twice.

import { guestsGone, isProven } from '@slipway/core/execution';
import {
  type GoneGuest,
  type GuestChange,
  type GuestName,
  type GuestRules,
  guestsText,
  isSameGuest,
  startingOrder,
} from '@slipway/core/guest';
import { type Outcome, ok, type Reason, reason, refuse } from '@slipway/core/reasons';
import type { SeenGuest } from '../../ports/index.ts';
import { type AttemptContext, already, done, failed, type StepResult, skipped } from '../context.ts';
import { takenDown } from './fallen.ts';

/** Between two looks at guests that are on their way: each costs a handful of processes. */
const LOOK_MS = 1000;

type Acting = Exclude<GuestRules, { choice: 'leave' }>;

export const guestsAway = async (context: AttemptContext): Promise<StepResult> => {
  const { attemptId, hostPlan, ports } = context;
  const rules = actingRules(hostPlan.guests);
  if (rules === null) return failed(reason('step-failed', { step: 'guests-away' }));
  const listed = await ports.guests.list();
  if (!listed.ok) return failed(listed.reason);
  const up = listed.value.filter(isUp);
  const against = whyNotAway(rules, up);
  if (against !== null) return failed(against);
  const known = guestsGone(context.attempt.steps);
  const going = up.filter((guest) => !known.some((one) => isSameGuest(one, guest)));
  if (going.length > 0) await ports.ledger.append({ kind: 'guests-going', attemptId, guests: going.map(written) });
  if (up.length === 0) return already();
  for (const group of startingOrder(rules, up).toReversed()) {
    const gone = await sendAway(context, rules, group);
    if (!gone.ok) return failed(gone.reason, { guests: await changesOf(context, up) });
  }
  const units = context.manifest === null ? [] : await takenDown(context);
  return done({ guests: await changesOf(context, up), ...(units.length === 0 ? {} : { units }) });
};

export const guestsBack = async (context: AttemptContext): Promise<StepResult> => {
  const { hostPlan, attempt, ports } = context;
  const rules = actingRules(hostPlan.guests);
  if (rules === null) return failed(reason('step-failed', { step: 'guests-back' }));
  const gone = guestsGone(attempt.steps);
  // Where they are they serve; a carrier that nobody has proven is no place to be moved to.
  if (rules.choice === 'move' && !isProven(attempt.steps)) {
    return skipped(reason('guests-stay-away', { guests: guestsText(gone) }));
  }
  const listed = await ports.guests.list();
  if (!listed.ok) return failed(listed.reason);
  const before = listed.value;
  const missing = gone.filter((guest) => stateOf(before, guest) !== 'running');
  if (missing.length === 0) return already();
  const changes = async () => await changesOf(context, gone, before);
  let first: Reason | null = null;
  for (const group of startingOrder(rules, missing)) {
    const back = await bringBack(context, rules, group);
    if (!back.ok) first ??= back.reason;
  }
  return first === null ? done({ guests: await changes() }) : failed(first, { guests: await changes() });
};

/** Asked before anything is touched; also where the plan says nothing of guests and the host may be rebooted. */
export const guestsAllow = async ({ hostPlan, ports }: AttemptContext): Promise<Outcome<void>> => {
  const { guests: rules, preflight, reboot } = hostPlan;
  const wanted = preflight?.guests === 'refuse';
  const leaves = rules === undefined || rules.choice === 'leave';
  if (!wanted && leaves && reboot === 'never') return ok(undefined);
  const listed = await ports.guests.list();
  // Of a host that was planned without guests nothing was asked, and it may have no manager that answers.
  if (!listed.ok) return wanted || rules !== undefined ? listed : ok(undefined);
  const up = listed.value.filter(isUp);
  if (up.length === 0) return ok(undefined);
  if (wanted) return refuse('guests-running', { guests: guestsText(up) });
  if (rules === undefined) return refuse('guests-no-choice', { guests: guestsText(up) });
  if (rules.choice === 'leave') {
    return reboot === 'never' ? ok(undefined) : refuse('guests-left', { guests: guestsText(up) });
  }
  const against = whyNotAway(rules, up);
  return against === null ? ok(undefined) : { ok: false, reason: against };
};

const actingRules = (rules: GuestRules | undefined): Acting | null =>
  rules === undefined || rules.choice === 'leave' ? null : rules;

const isUp = ({ state }: SeenGuest): boolean => state !== 'stopped';

/** All are asked before the first goes. A hook decides for itself whom it can move. */
const whyNotAway = (rules: Acting, up: readonly SeenGuest[]): Reason | null => {
  if (rules.choice === 'move') return null;
  const paused = up.find(({ state }) => state === 'paused');
  if (paused !== undefined) {
    return reason('guest-not-gone', { guest: paused.name, detail: 'it is paused, and hears nobody who asks it to go' });
  }
  const lost = up.find(({ notStartable }) => notStartable !== null);
  return lost === undefined
    ? null
    : reason('guest-not-startable', { guest: lost.name, detail: lost.notStartable ?? '' });
};

const written = ({ kind, name, unit }: GoneGuest): GoneGuest => ({
  kind,
  name,
  ...(unit === undefined ? {} : { unit }),
});

const sendAway = async (
  context: AttemptContext,
  rules: Acting,
  group: readonly GuestName[],
): Promise<Outcome<void>> => {
  for (const guest of group) {
    const asked =
      rules.choice === 'move'
        ? await callHook(context, rules, 'away', guest)
        : await context.ports.guests.shutDown(guest);
    if (!asked.ok) return asked;
  }
  const left = await waitFor(context, rules, group, (state) => state === 'stopped' || state === 'away');
  if (!left.ok) return left;
  const [first] = left.value;
  if (first === undefined) return ok(undefined);
  const detail = rules.choice === 'move' ? `hook ${rules.hook} has not moved it` : 'it did not shut down in time';
  return refuse('guest-not-gone', { guest: first.name, detail });
};

/** Whoever can is brought back, whatever becomes of the others; the first that does not is named. */
const bringBack = async (
  context: AttemptContext,
  rules: Acting,
  group: readonly GoneGuest[],
): Promise<Outcome<void>> => {
  const refused = new Map<GuestName, Reason>();
  for (const guest of group) {
    const asked =
      rules.choice === 'move' ? await callHook(context, rules, 'back', guest) : await context.ports.guests.start(guest);
    if (!asked.ok) refused.set(guest, asked.reason);
  }
  const isBack = (state: GuestChange['after']): boolean => state === 'running';
  const late = await waitFor(
    context,
    rules,
    group.filter((guest) => !refused.has(guest)),
    isBack,
  );
  if (!late.ok) return late;
  // Refused, since the boot has started it meanwhile: then it runs all the same.
  const left = await lookFor(context, group, isBack);
  if (!left.ok) return left;
  const [first] = left.value;
  if (first === undefined) return ok(undefined);
  const why = refused.get(first);
  return why === undefined
    ? refuse('guest-not-back', { guest: first.name, detail: 'it was not seen running in time' })
    : { ok: false, reason: why };
};

const callHook = async (
  { ports }: AttemptContext,
  rules: Extract<Acting, { choice: 'move' }>,
  act: 'away' | 'back',
  { kind, name }: GuestName,
): Promise<Outcome<void>> => {
  const { hook, parameters, timeoutSeconds } = rules;
  const answer = await ports.hooks.call(
    { hook, parameters: { ...parameters, act, guest: name, kind } },
    timeoutSeconds,
  );
  if (!answer.ok) return answer;
  const { status } = answer.value;
  return status === 0 ? ok(undefined) : refuse('hook-failed', { hook, status });
};

/** Those of `group` that are not so when their time is over. A hook has ended when it is so, and is only looked after. */
const waitFor = async (
  context: AttemptContext,
  rules: Acting,
  group: readonly GuestName[],
  isSo: (state: GuestChange['after']) => boolean,
): Promise<Outcome<readonly GuestName[]>> => {
  if (group.length === 0) return ok([]);
  const { clock } = context.ports;
  const untilMs = clock.monotonicMs() + (rules.choice === 'stop' ? rules.guestSeconds * 1000 : 0);
  for (;;) {
    const left = await lookFor(context, group, isSo);
    if (!left.ok || left.value.length === 0 || clock.monotonicMs() >= untilMs) return left;
    await clock.sleep(LOOK_MS);
  }
};

const lookFor = async (
  { ports }: AttemptContext,
  group: readonly GuestName[],
  isSo: (state: GuestChange['after']) => boolean,
): Promise<Outcome<readonly GuestName[]>> => {
  const listed = await ports.guests.list();
  return listed.ok ? ok(group.filter((guest) => !isSo(stateOf(listed.value, guest)))) : listed;
};

const stateOf = (listed: readonly SeenGuest[], guest: GuestName): GuestChange['after'] =>
  listed.find((one) => isSameGuest(one, guest))?.state ?? 'away';

/** `before`: as they were seen when the step began. */
const changesOf = async (
  { ports }: AttemptContext,
  guests: readonly GuestName[],
  before: readonly SeenGuest[] = guests as readonly SeenGuest[],
): Promise<readonly GuestChange[]> => {
  const listed = await ports.guests.list();
  return guests.map((guest) => ({
    kind: guest.kind,
    name: guest.name,
    before: stateOf(before, guest),
    after: listed.ok ? stateOf(listed.value, guest) : 'away',
  }));
};
