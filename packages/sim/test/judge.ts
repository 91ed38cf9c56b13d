// How the story of one host is judged, whatever befell it: by what happened on it, seen from outside, and by its ledger.

import { digestOf } from '@slipway/core/document';
import { isolationOf, type LedgerEntry, type StepEvent, stepEvents, verifyLedger } from '@slipway/core/execution';
import type { AttemptId } from '@slipway/core/ids';
import { explain } from '@slipway/core/reasons';
import { realCrypto } from '../src/controller/index.ts';
import type { PlacedHost } from '../src/fleet/index.ts';
import { idOf, type Scene } from '../src/scene/index.ts';

const { sha256 } = realCrypto;

/** Everything that must hold of any host at rest; empty where it does. */
export const brokenRules = async (scene: Scene, host: PlacedHost = scene.host): Promise<readonly string[]> => {
  const ledger = await host.executor.ledger.read();
  const told = await scene.controller.app.ports.store.read(async ({ fleet }) => await fleet.ledger(idOf(host), 1));
  return [
    ...(verifyLedger(ledger, sha256).ok ? [] : ['the ledger does not hold together']),
    ...(digestOf(told, sha256) === digestOf(ledger, sha256)
      ? []
      : ['the controller holds another ledger than the host']),
    ...attemptsBroken(stepEvents(ledger)),
    ...hooksBroken(host),
    ...transactionsBroken(host),
    ...(host.inService === isMeantToServe(ledger) ? [] : [`the host is ${host.inService ? '' : 'not '}in service`]),
  ];
};

export const attemptIds = (events: readonly StepEvent[]): readonly AttemptId[] =>
  events.flatMap((event) => (event.kind === 'attempt-begun' ? [event.attemptId] : []));

const attemptsBroken = (events: readonly StepEvent[]): readonly string[] =>
  attemptIds(events).flatMap((attemptId) => {
    const own = events.filter((event) => event.attemptId === attemptId);
    const ends = own.filter(({ kind }) => kind === 'attempt-ended').length;
    const begins = own.filter(({ kind }) => kind === 'attempt-begun').length;
    return [
      ...(begins === 1 ? [] : [`${attemptId} has begun ${begins} times`]),
      ...(ends === 1 ? [] : [`${attemptId} has ended ${ends} times`]),
      ...(own.at(-1)?.kind === 'attempt-ended' ? [] : [`${attemptId} goes on after its end`]),
      ...doneAgain(own),
    ];
  });

/**
 * A step that took effect is not begun again; on the way back what was done before counts no more. A way back that was not
 * proven may be followed by another one.
 */
const doneAgain = (events: readonly StepEvent[]): readonly string[] => {
  let done = new Set<string>();
  const broken: string[] = [];
  for (const event of events) {
    if (event.kind === 'step-ended' && event.step === 'verify' && event.outcome === 'failed') done.delete('way-back');
    if (event.kind === 'step-begun' && event.step === 'way-back')
      done = new Set(['way-back'].filter((s) => done.has(s)));
    if (event.kind === 'step-begun' && done.has(event.step)) broken.push(`${event.step} was done and is begun again`);
    if (event.kind === 'step-ended' && (event.outcome === 'done' || event.outcome === 'already')) done.add(event.step);
  }
  return broken;
};

/** What the hooks did, repetitions put together: away and back, never twice the same without the other between. */
export const services = (host: PlacedHost): readonly string[] => {
  const ended = host.happenings.flatMap((what) =>
    what.kind === 'hook' && what.phase === 'ended' && (what.hook === 'drain' || what.hook === 'undrain')
      ? [what.hook]
      : [],
  );
  return ended.filter((hook, index) => hook !== ended[index - 1]);
};

const hooksBroken = (host: PlacedHost): readonly string[] => {
  const seen = services(host);
  return seen[0] === undefined || seen[0] === 'drain' ? [] : ['undrained and never drained'];
};

/** Every unit once, and a further one only where the one before was cut. */
const transactionsBroken = (host: PlacedHost): readonly string[] => {
  const broken: string[] = [];
  const units = new Map<string, string>();
  for (const what of host.happenings) {
    if (what.kind !== 'transaction') continue;
    const purpose = what.unit.replace(/-\d+$/, '');
    if (what.phase === 'started' && (units.get(purpose) ?? 'cut') !== 'cut')
      broken.push(`${what.unit} was started, and the one before was ${units.get(purpose)}`);
    units.set(purpose, what.phase);
  }
  return broken;
};

const isMeantToServe = (ledger: readonly LedgerEntry[]): boolean => {
  if (isolationOf(ledger).standing !== null) return false;
  const end = ledger.findLast((entry) => entry.kind === 'attempt-ended');
  return end?.kind !== 'attempt-ended' || end.outcome !== 'isolated';
};

/** For people: each attempt with its end. */
export const ends = (ledger: readonly LedgerEntry[]): readonly string[] =>
  ledger.flatMap((entry) => (entry.kind === 'attempt-ended' ? [entry.outcome] : []));

/** For people: why each attempt ended, where there is a reason. */
export const endings = (ledger: readonly LedgerEntry[]): readonly (string | null)[] =>
  ledger.flatMap((entry) =>
    entry.kind === 'attempt-ended' ? [entry.reason === null ? null : explain(entry.reason)] : [],
  );

/** How often a transaction of that purpose was started. */
export const transactions = (host: PlacedHost, purpose: 'apply' | 'way-back'): number =>
  host.happenings.filter(
    (what) => what.kind === 'transaction' && what.phase === 'started' && what.unit.startsWith(`slipway-${purpose}-`),
  ).length;

/** Everything has been told to the controller: the host's next check-ins are waited for. */
export const untilTold = async (scene: Scene, host: PlacedHost = scene.host): Promise<void> => {
  await scene.people.eventually(`word of ${host.spec.hostname}`, async () => {
    const { length } = await host.executor.ledger.read();
    const head = await scene.controller.app.ports.store.read(async ({ fleet }) => await fleet.ledgerHead(idOf(host)));
    return (head?.sequence ?? 0) === length ? true : null;
  });
};
